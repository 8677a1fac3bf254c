"""A mapping says where in a system's events things stand: from the names of ours to JSON Pointers into theirs.

    {"course": "/body/course/id", "person.name": ["/user/first", "/user/last"], "happened": {"constant": "completed"},
     "result.status": {"pointer": "/grade", "optional": true, "values": {"P": "passed", "F": "failed"}}}

A pointer; several, whose texts are joined by a space; a constant; or a pointer with what its texts stand for.

Spec: RFC 6901 (JSON Pointer)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from app.errors import Fault, SchemaViolation
from app.model.secured import Document

MAX_TEXT = 1_000

_POINTER = re.compile(r"(?:/(?:[^~/]|~[01])*)+")
_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")
_NOTHING: Mapping[str, str] = MappingProxyType({})
_MEMBERS = frozenset({"pointer", "optional", "values"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where one thing stands: at pointers whose texts are joined, or nowhere (`constant`). `values`: what its texts stand for."""

    pointers: tuple[str, ...] = ()
    constant: str | None = None
    optional: bool = False
    values: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


def read_mapping(mapping: Mapping[str, Any], known: frozenset[str]) -> Mapping[str, Place]:
    """Return the places by the names of ours; raise SchemaViolation with a fault for each that is unknown or cannot be read."""
    faults = [Fault(f"/mapping/{name}", f"expected one of {', '.join(sorted(known))}") for name in mapping if name not in known]
    places = {name: _read_place(source) for name, source in mapping.items() if name in known}
    faults += [Fault(f"/mapping/{name}", _EXPECTED) for name, place in places.items() if place is None]
    if faults:
        raise SchemaViolation("The mapping cannot be read.", tuple(faults))
    return {name: place for name, place in places.items() if place is not None}


def picked(document: Document, places: Mapping[str, Place]) -> Mapping[str, str]:
    """Return the texts that stand at those places; raise SchemaViolation that names every pointer with nothing usable behind it."""
    faults: list[Fault] = []
    texts: dict[str, str] = {}
    for name, place in places.items():
        text = place.constant if place.constant is not None else _text_at(document, place, faults)
        if text is not None:
            texts[name] = place.values.get(text, text)
    if faults:
        raise SchemaViolation("The event does not say what the mapping looks for.", tuple(faults))
    return texts


def value_at(document: Any, pointer: str) -> Any:
    """Return the value at that pointer, or None where there is none."""
    value = document
    for token in pointer.split("/")[1:]:
        step = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and _INDEX.fullmatch(step) and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def text_of(value: Any) -> str | None:
    """Return a text or a number as text, without white space around it; None for anything else, and for an empty or endless text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    return text if 0 < len(text) <= MAX_TEXT else None


_EXPECTED = "expected a JSON Pointer such as /course/id, a list of them, {constant} or {pointer, optional, values}"


def _read_place(source: Any) -> Place | None:
    if isinstance(source, str | list):
        pointers = tuple(source) if isinstance(source, list) else (source,)
        return Place(pointers) if pointers and all(_is_pointer(pointer) for pointer in pointers) else None
    if not isinstance(source, dict):
        return None
    if "constant" in source:
        constant = text_of(source["constant"])
        return Place(constant=constant) if source.keys() == {"constant"} and constant is not None else None
    return _read_full_place(source)


def _read_full_place(source: Mapping[str, Any]) -> Place | None:
    pointer, optional, values = source.get("pointer"), source.get("optional", False), source.get("values", {})
    if source.keys() - _MEMBERS or not _is_pointer(pointer) or not isinstance(optional, bool) or not isinstance(values, dict):
        return None
    if not all(isinstance(meaning, str) for meaning in values.values()):
        return None
    return Place((str(pointer),), optional=optional, values=values)


def _is_pointer(pointer: Any) -> bool:
    return isinstance(pointer, str) and _POINTER.fullmatch(pointer) is not None


def _text_at(document: Document, place: Place, faults: list[Fault]) -> str | None:
    """Return the joined texts; where one is missing, None, with a fault unless the place is optional."""
    texts = [(pointer, text_of(value_at(document, pointer))) for pointer in place.pointers]
    missing = [pointer for pointer, text in texts if text is None]
    if missing and not place.optional:
        faults += [Fault(pointer, "expected a text or a number there") for pointer in missing]
    return None if missing else " ".join(str(text) for _, text in texts)
