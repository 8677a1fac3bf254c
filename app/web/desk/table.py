"""Tables of the desk: cells and what they lead to. On a phone each line becomes a card, with the columns' names beside the cells."""

from dataclasses import dataclass
from typing import Self

from app.web.shown import MAX_LINE, cleaned


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. `foreign`: the text is somebody's own, of unknown language and direction; `tone` colours a state."""

    text: str
    href: str | None = None
    tone: str | None = None
    asides: tuple[str, ...] = ()
    foreign: bool = False

    @classmethod
    def of(cls, text: str, href: str | None = None) -> Self:
        """Return a cell with a text that somebody wrote, made fit to be shown."""
        return cls(cleaned(text, MAX_LINE), href, foreign=True)


@dataclass(frozen=True, slots=True)
class Line:
    """One fact about a thing: its label, and its values."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, and the lines: as many cells each."""

    columns: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
