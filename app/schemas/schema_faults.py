"""Turns what a JSON Schema finds into places and sentences: where (JSON Pointer), what was expected, what kind of thing was found.

jsonschema-rs decides; jsonschema is asked only when something is wrong, because it tells every error with its place. Sentences
say the kind of value that was found and never the value: it may be personal. Nothing is fetched by either.

Spec: JSON Schema 2019-09; RFC 6901.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import jsonschema_rs
from jsonschema import Draft201909Validator, FormatChecker, ValidationError
from referencing import Registry

from app.errors import Fault
from app.model.secured import Document
from app.schemas.moments import is_moment
from app.schemas.strict_json import pointer_to

MAX_FAULTS = 50
"""More than that helps nobody."""

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or is_moment(value)


def _is_date(value: object) -> bool:
    return not isinstance(value, str) or (_DATE.fullmatch(value) is not None and _reads(date.fromisoformat, value))


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


_FORMATS: dict[str, Callable[[object], bool]] = {"date-time": _is_moment, "date": _is_date}


@dataclass(frozen=True, slots=True)
class CompiledSchema:
    """A schema, twice: the quick validator that decides, and the one that explains."""

    quick: jsonschema_rs.Draft201909Validator
    telling: Draft201909Validator

    def faults(self, document: Document) -> tuple[Fault, ...]:
        """Return what is wrong, in the document's order, at most MAX_FAULTS; nothing where the document is valid."""
        if self.quick.is_valid(document):
            return ()
        found = (fault for error in self.telling.iter_errors(document) for fault in _faults(error))
        return tuple(dict.fromkeys(islice(found, MAX_FAULTS))) or (Fault("", "expected a document of this schema"),)


def compiled(schema: dict[str, Any]) -> CompiledSchema:
    """Return a schema ready for use; references beyond it lead nowhere."""
    checker = FormatChecker(formats=())
    for name, holds in _FORMATS.items():
        checker.checks(name)(holds)
    quick = jsonschema_rs.Draft201909Validator(
        schema, validate_formats=True, formats=_FORMATS, offline=True, pattern_options=jsonschema_rs.RegexOptions()
    )
    return CompiledSchema(quick, Draft201909Validator(schema, registry=Registry(), format_checker=checker))


def _faults(error: ValidationError) -> Iterator[Fault]:
    instance: Any = error.instance
    schema: Any = error.schema
    if error.validator == "required":
        for name in schema["required"]:
            if name not in instance:
                yield Fault(pointer_to([*error.absolute_path, name]), f"expected {schema['title']} with the member {name}; it is missing")
    elif error.validator == "additionalProperties":
        for name in instance.keys() - schema["properties"]:
            yield Fault(pointer_to([*error.absolute_path, name]), f"expected {schema['title']} without further members")
    else:
        yield Fault(pointer_to(error.absolute_path), f"expected {schema['title']}; found {_kind(instance)}")


def _kind(value: object) -> str:
    """Return what kind of thing a value is, without the value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "another text" if value else "an empty text"
    if isinstance(value, list):
        return "another list" if value else "an empty list"
    return "an object" if isinstance(value, dict) else "a number"
