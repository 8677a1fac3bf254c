"""How records and lists of a catalogue are read: each reader gives a value or raises all that is wrong with it.

A reader is a function of a place. A record is a table of fields; what its table does not name is an error with a suggestion.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app.errors import Fault, SchemaViolation
from app.model.language import LanguageMap
from app.schemas.catalogue.places import Place, shown
from app.schemas.catalogue.values import LANGUAGE, LANGUAGE_TAG, suggestion, text

T = TypeVar("T")
Reader = Callable[[Place], T]

MAX_FAULTS = 100
"""How many faults of one list or record are told: it bounds what a bad file costs, and nobody reads more at once."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: how it is read, whether it may be left out, and what the model calls it."""

    read: Reader[Any]
    required: bool
    attribute: str | None = None


def needed(read: Reader[Any], attribute: str | None = None) -> Field:
    """Return a field that must be there."""
    return Field(read, required=True, attribute=attribute)


def allowed(read: Reader[Any], attribute: str | None = None) -> Field:
    """Return a field that may be left out."""
    return Field(read, required=False, attribute=attribute)


def gather(readings: Iterable[tuple[str, Reader[T], Place]]) -> tuple[dict[str, T], tuple[Fault, ...]]:
    """Return what could be read, under its name, and the faults of the rest; after MAX_FAULTS nothing more is read."""
    values: dict[str, T] = {}
    faults: list[Fault] = []
    for name, read, place in readings:
        if len(faults) >= MAX_FAULTS:
            break
        try:
            values[name] = read(place)
        except SchemaViolation as violation:
            faults.extend(violation.faults)
    return values, tuple(faults)


def distinct(entries: Iterable[Place]) -> tuple[dict[str, Place], tuple[Fault, ...]]:
    """Return the entries of a mapping by name, and a fault for each name that stands there again."""
    first: dict[str, Place] = {}
    faults: list[Fault] = []
    for entry in entries:
        name = str(entry.path[-1])
        if name in first:
            faults.append(entry.fault(f"stands here twice, first on line {first[name].line}"))
        else:
            first[name] = entry
    return first, tuple(faults)


def known_entries(place: Place, fields: Mapping[str, Field]) -> tuple[dict[str, Place], tuple[Fault, ...]]:
    """Return the fields of a mapping that its table names, and the faults of unknown, doubled and missing ones."""
    entries, doubled = distinct(place.entries())
    strange = [entry for name, entry in entries.items() if name not in fields]
    free = fields.keys() - entries.keys()
    unknown = tuple(entry.fault(f"is not a field here{suggestion(str(entry.path[-1]), free)}") for entry in strange[:MAX_FAULTS])
    missing = tuple(place.missing(name) for name, field in fields.items() if field.required and name not in entries)
    return {name: entry for name, entry in entries.items() if name in fields}, doubled + unknown + missing


def record(build: Callable[..., T], fields: Mapping[str, Field]) -> Reader[T]:
    """Return a reader that builds one record of its fields; fields left out take the record's defaults."""

    def read(place: Place) -> T:
        entries, faults = known_entries(place, fields)
        values, wrong = gather((fields[name].attribute or name, fields[name].read, entry) for name, entry in entries.items())
        if faults or len(values) < len(entries):
            raise SchemaViolation("a record is not of its form", faults + wrong)
        return build(**values)

    return read


def list_of(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """Return a reader of a list in which no single value stands twice."""

    def read_list(place: Place) -> tuple[T, ...]:
        items = place.items()
        times = Counter(item.node.value for item in items if item.is_scalar)
        doubled = tuple(item.fault("stands in this list twice") for item in items if item.is_scalar and times[item.node.value] > 1)
        values, faults = gather((str(index), read, item) for index, item in enumerate(items))
        if doubled or len(values) < len(items):
            raise SchemaViolation("a list is not of its form", doubled + faults)
        return tuple(values.values())

    return read_list


def texts(place: Place) -> LanguageMap:
    """Return the text here in each of its languages; at least one."""
    entries, doubled = distinct(place.entries('texts by language such as {en: "…"}'))
    tags = tuple(
        entry.fault(f"expected {LANGUAGE_TAG}, found {shown(tag)}") for tag, entry in entries.items() if LANGUAGE.fullmatch(tag) is None
    )
    values, wrong = gather((tag, text, entry) for tag, entry in entries.items())
    if doubled or tags or wrong:
        raise SchemaViolation("a text is not of its form", doubled + tags + wrong)
    return values
