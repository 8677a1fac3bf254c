"""Values as European Digital Credentials write them: each read into the text that its statement would have, or refused.

A value of another JSON type is taken where JSON-LD makes the same statement of it: 2 for "2". Some that is refused here, shapes do not
see: they take a day for a moment and any whole number for a positive one.

Spec: XML Schema 1.1 part 2 §3.3.6 (duration), §3.3.7 (dateTime); JSON-LD 1.1 API §8.2.2 (values to RDF)
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.schemas.moments import is_moment

IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`\x00-\x20]*')
"""An absolute one; names of unnamed nodes, which begin with `_:`, are none."""

_DURATION = re.compile(
    r"-?P(?=\d|T\d)(\d{1,9}Y)?(?P<months>\d{1,9}M)?(\d{1,9}D)?(T(?=\d)(\d{1,9}H)?(\d{1,9}M)?(\d{1,9}(\.\d{1,9})?S)?)?", re.ASCII
)
_INTEGER = re.compile(r"[+-]?\d{1,30}", re.ASCII)
_POSITIVE = re.compile(r"\+?0{0,9}[1-9]\d{0,20}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})", re.ASCII)
_BOOLEAN = re.compile(r"true|false|1|0")


def _scalar(value: Any) -> str | None:
    """Return the text of a value; None of an object or a list."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None


def _matching(pattern: re.Pattern[str]) -> Callable[[Any], str | None]:
    def read(value: Any) -> str | None:
        text = _scalar(value)
        return text if text is not None and pattern.fullmatch(text) else None

    return read


def _date_time(value: Any) -> str | None:
    """Return an xsd:dateTime; one without a zone as well."""
    return value if isinstance(value, str) and (is_moment(value) or is_moment(value + "Z")) else None


def _url(value: Any) -> str | None:
    return value if isinstance(value, str) and IRI.fullmatch(value) else None


@dataclass(frozen=True, slots=True)
class ValueKind:
    """A kind of value: what is expected of one, and how it is read; `read` returns None where a value is none."""

    title: str
    read: Callable[[Any], str | None]


VALUE_KINDS: Mapping[str, ValueKind] = MappingProxyType(
    {
        "moment": ValueKind("a date and time with its zone, such as 2026-01-31T12:00:00Z", _date_time),
        "duration": ValueKind("a duration such as PT50H", _matching(_DURATION)),
        "string": ValueKind("a text", _scalar),
        "literal": ValueKind("a text", _scalar),
        "url": ValueKind("an absolute URL", _url),
        "positive": ValueKind("a whole number above zero", _matching(_POSITIVE)),
        "integer": ValueKind("a whole number", _matching(_INTEGER)),
        "decimal": ValueKind("a decimal number", _matching(_DECIMAL)),
        "boolean": ValueKind("true or false", _matching(_BOOLEAN)),
    }
)
"""The kinds of values by the name that `elm_profile` has for them."""


def counts_months(duration: str) -> bool:
    """Return whether a duration counts months before the T, which hours and minutes are often mistaken for: P60M."""
    found = _DURATION.fullmatch(duration)
    return found is not None and found["months"] is not None
