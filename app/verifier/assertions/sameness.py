"""Whether a copy of an assertion says the same as what lies at its address: member by member, whatever the way of writing.

A copy may say less. It may embed what the other only names: then that is held against what lies at its own address. Contexts do
not count, nor do empty members, a list of one for its item, an alias for a type, or another spelling of the same moment.

Spec: Open Badges 2.0, HostedBadge Verification (the retrieved data is the assertion's value); Additional Properties
"""

from collections.abc import Callable, Mapping
from typing import Any

from app.model.secured import Document
from app.schemas.assertions import METHODS, read_timestamp
from app.verifier.assertions.linked import Linked
from app.verifier.liberal import identifier

_EMPTY: tuple[Any, ...] = (None, [], {}, "")
_NOT_COMPARED = ("@context", "revocationReason")
_MOMENTS = ("issuedOn", "expires")
_ALIASES = {**METHODS, "Issuer": "Profile"}


def differing_members(linked: Linked) -> tuple[str, ...]:
    """Return the members of the copy handed in that its address does not confirm, in the order of the copy."""
    there = linked.hosted.document or {}
    return tuple(_differing(linked.given, there, {"badge": lambda one, other: _same_badge(one, other, linked)}))


def _differing(given: Document, there: Document, references: Mapping[str, Callable[[Any, Any], bool]]) -> list[str]:
    copy, original = _plain_members(given), _plain_members(there)
    found = []
    for name, value in copy.items():
        same = references[name](value, original.get(name)) if name in references else value == original.get(name)
        if not same:
            found.append(name)
    return found


def _same_badge(given: Any, there: Any, linked: Linked) -> bool:
    return _same_object(given, there, linked.badge.document, {"issuer": lambda one, other: _same_issuer(one, other, linked)})


def _same_issuer(given: Any, there: Any, linked: Linked) -> bool:
    return _same_object(given, there, linked.issuer.document, {})


def _same_object(given: Any, there: Any, at_address: Document | None, references: Mapping[str, Callable[[Any, Any], bool]]) -> bool:
    """Return whether two references lead to the same, and what the copy embeds says what lies at its address.

    Where nothing could be had there, it is held against what the other embeds.
    """
    if identifier(given) is None or identifier(given) != identifier(there):
        return False
    original = at_address if at_address is not None else there
    return not isinstance(given, dict) or not isinstance(original, dict) or not _differing(given, original, references)


def _plain_members(document: Document) -> Document:
    named = {"verification" if name == "verify" else name: value for name, value in document.items() if name not in _NOT_COMPARED}
    plain = {name: _plain(name, value) for name, value in named.items()}
    return {name: value for name, value in plain.items() if value not in _EMPTY and (name, value) != ("revoked", False)}


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, list):
        items = [_plain(name, item) for item in value]
        return items[0] if len(items) == 1 else items
    if isinstance(value, dict):
        return _plain_members(value)
    return _spelled(name, value) if isinstance(value, str) else value


def _spelled(name: str, value: str) -> Any:
    if name == "type":
        return _ALIASES.get(value, value)
    if name not in _MOMENTS:
        return value
    try:
        return read_timestamp(value)
    except ValueError:
        return value
