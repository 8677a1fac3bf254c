"""Documents that differ from a good one in one place: the same ones in every run."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from app.model.secured import Document

MISSING = object()
REPLACEMENTS: tuple[tuple[str, Any], ...] = (
    ("is missing", MISSING),
    ("is null", None),
    ("is a number", 7),
    ("is true", True),
    ("is a text", "x"),
    ("is empty", ""),
    ("is a bad moment", "2026-02-30T12:00:00Z"),
    ("is a moment without a zone", "2026-01-31T12:00:00"),
    ("is a day", "2026-01-31"),
    ("is an empty list", []),
    ("is an empty object", {}),
    ("is a list of a text", ["x"]),
    ("is a list of a number", [1]),
    ("is a list of null", [None]),
    ("is a text by language", {"en": "x", "pt-BR": "y"}),
    ("is a text by something else", {"english": "x"}),
    ("is a number by language", {"en": 1}),
)


def mutants(document: Document, stride: int) -> Iterator[tuple[str, Document]]:
    """Yield every `stride`-th mutant, with what was done to it."""
    every = ((path, what, value) for path, _ in places(document) for what, value in REPLACEMENTS)
    for number, (path, what, value) in enumerate(every):
        if number % stride == 0:
            yield f"/{'/'.join(map(str, path))} {what}", replaced(document, path, value)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every place in a document, and what stands there."""
    if path:
        yield path, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in members:
        yield from places(member, (*path, step))


def replaced(document: Document, path: tuple[str | int, ...], value: Any) -> Document:
    """Return the document with another value in one place; nothing there for MISSING."""
    changed: Any = deepcopy(document)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    if value is MISSING:
        del holder[path[-1]]
    else:
        holder[path[-1]] = deepcopy(value)
    return dict(changed)
