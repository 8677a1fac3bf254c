"""Sections whose entries others name: each is read once, and a reference finds its entry by slug.

An entry that is there but wrong is reported once, where it stands; references to it stay silent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.errors import Fault, SchemaViolation
from app.schemas.catalogue.fields import Reader, gather
from app.schemas.catalogue.places import Place, shown
from app.schemas.catalogue.values import suggestion

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shelf(Generic[T]):
    """The entries of one section: every slug with its place, the entries that could be read, and what is wrong with the rest."""

    what: str
    places: Mapping[str, Place]
    values: Mapping[str, T]
    faults: tuple[Fault, ...]

    def named(self, place: Place) -> str:
        """Return the slug here, which names an entry; raises SchemaViolation where none has it."""
        name = place.scalar(f"the slug of an entry of {self.what}")
        if name not in self.places:
            raise place.violation(f"{shown(name)} is not among the {self.what} of this file{suggestion(name, self.places)}")
        return name

    def find(self, place: Place) -> T:
        """Return the entry that is named here; raises SchemaViolation, without a fault of its own where the entry is wrong."""
        name = self.named(place)
        if name not in self.values:
            raise SchemaViolation("names an entry that is not of its form")
        return self.values[name]


def declared(what: str, section: Place | None) -> Shelf[Place]:
    """Return a section's entries, not yet read: their slugs and places. A section that is left out is empty."""
    try:
        items = section.items() if section else ()
    except SchemaViolation as violation:
        return Shelf(what, {}, {}, violation.faults)
    places: dict[str, Place] = {}
    doubled: list[Fault] = []
    for item in items:
        slug = _slug(item)
        if slug in places:
            doubled.append(item.field("slug").fault(f"{shown(slug)} is taken on line {places[slug].line}"))
        places.setdefault(slug, item)
    return Shelf(what, places, places, tuple(doubled))


def shelf(what: str, section: Place | None, read: Reader[T]) -> Shelf[T]:
    """Return a section, read. Of two entries with one slug, the first is read."""
    entries = declared(what, section)
    values, faults = gather((slug, read, place) for slug, place in entries.places.items())
    return Shelf(what, entries.places, values, entries.faults + faults)


def _slug(item: Place) -> str:
    """Return the slug that an item gives itself, or else its position, which no reference can name."""
    try:
        return item.field("slug").scalar("a slug")
    except SchemaViolation:
        return f"#{item.path[-1]}"
