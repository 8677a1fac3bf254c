"""Reads single values out of anybody's document: what is not of the expected form is left out, nothing ever raises.

Liberal in what other issuers emit: one value instead of a list, a list instead of one value, texts by language, value objects.

Spec: JSON-LD 1.1 §4.2 (value objects, language maps), https://www.w3.org/TR/json-ld11/#value-objects
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from app.model.language import in_language
from app.model.secured import Document
from app.schemas.moments import read_moment

_LANGUAGE_KEY = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*|@none")
_NUMBER = re.compile(r"\d{1,9}([.,]\d{1,9})?", re.ASCII)
_TOO_MUCH = 10**9
_WEB_URL = re.compile(r"https?://[^\s\x00-\x20<>\"{}|\\^`]+", re.IGNORECASE)


def one(value: Any) -> Any:
    """Return the value, or the first of a list; a value object gives its value."""
    first = next(iter(value), None) if isinstance(value, list) else value
    return first["@value"] if isinstance(first, dict) and "@value" in first else first


def text(value: Any) -> str | None:
    """Return a text that says something, as it stands: of several languages English, else the first by tag."""
    found = one(value)
    if isinstance(found, dict):
        texts = {tag: one(each) for tag, each in found.items() if isinstance(tag, str) and _LANGUAGE_KEY.fullmatch(tag)}
        found = in_language({tag: each for tag, each in texts.items() if isinstance(each, str)})
    return found if isinstance(found, str) and found.strip() else None


def things(value: Any) -> tuple[Document, ...]:
    """Return the objects of a member that may be one or a list."""
    return tuple(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict))


def thing(value: Any) -> Document:
    """Return the first object, or an empty one."""
    return next(iter(things(value)), {})


def names(value: Any) -> tuple[str, ...]:
    """Return the texts of a member that may be one or a list."""
    return tuple(item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str))


def identifier(value: Any) -> str | None:
    """Return what a reference names: itself where it is a text, else the id of the object."""
    return text(thing(value).get("id")) or (value if isinstance(value, str) else None)


def link(value: Any) -> str | None:
    """Return a web address, and nothing that a reader's browser would run."""
    address = text(value)
    return address if address and _WEB_URL.fullmatch(address) else None


def number(value: Any) -> Decimal | None:
    """Return a number below a thousand million, also where it is written as a text: no credits or hours are more."""
    found = one(value)
    if isinstance(found, str) and _NUMBER.fullmatch(found):
        return Decimal(found.replace(",", "."))
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return Decimal(str(found)) if abs(found) < _TOO_MUCH else None


def moment(value: Any) -> datetime | None:
    """Return a moment with its zone; one that UTC has no year for is left out, for nobody could write it."""
    try:
        found = read_moment(one(value))
        found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found
