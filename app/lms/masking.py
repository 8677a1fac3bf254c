"""Shows staff an event without showing whom it is about: its form, and of its values only those that name nobody."""

import re
from typing import Any

from app.model.secured import Document
from app.schemas.strict_json import pointer_token

MASK = "•••"

_MEMBER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")


def masked(document: Document, shown: frozenset[str]) -> Document:
    """Return the document with every text and number masked but those at `shown`, and with names of members that look like names."""
    return {_name(name): _masked(member, f"/{pointer_token(name)}", shown) for name, member in document.items()}


def _masked(value: Any, pointer: str, shown: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {_name(name): _masked(member, f"{pointer}/{pointer_token(name)}", shown) for name, member in value.items()}
    if isinstance(value, list):
        return [_masked(item, f"{pointer}/{index}", shown) for index, item in enumerate(value)]
    return value if value is None or isinstance(value, bool) or pointer in shown else MASK


def _name(name: str) -> str:
    return name if _MEMBER.fullmatch(name) else MASK
