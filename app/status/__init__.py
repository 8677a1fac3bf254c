"""Status lists: whether a credential was revoked or suspended, and what its issuer says of it. One module a way to say so.

Types of entries that are not in the table are told as unknown, never skipped.
"""

from typing import Any

from app.errors import MalformedStatus
from app.model.secured import Document
from app.status.kind import StatusAnswer, StatusKind, StatusReference, UnknownStatus
from app.status.revocation_list import REVOCATION_LIST
from app.status.status_list import BIT_LISTS

__all__ = ["STATUS_KINDS", "StatusAnswer", "StatusKind", "StatusReference", "UnknownStatus", "kind_named", "status_references"]

STATUS_KINDS: tuple[StatusKind, ...] = (*BIT_LISTS, REVOCATION_LIST)

_PLACE = ("type", "statusListCredential", "statusListIndex", "statusSize")


def kind_named(entry: str, kinds: tuple[StatusKind, ...] = STATUS_KINDS) -> StatusKind:
    """Return the kind whose entries have that type; one of `status_references` always has one. Raises LookupError."""
    return {kind.entry: kind for kind in kinds}[entry]


def status_references(document: Document, kinds: tuple[StatusKind, ...] = STATUS_KINDS) -> tuple[StatusReference | UnknownStatus, ...]:
    """Return every entry of `credentialStatus`, in order; none where the credential has no status.

    Raises:
        MalformedStatus: an entry that is no object, has no type, or lacks or garbles what its type demands; or two of one name that
            lead to different places.
        StatusIndexOutOfRange: an index that no list can have.
    """
    if "credentialStatus" not in document:
        return ()
    entries = document["credentialStatus"] if isinstance(document["credentialStatus"], list) else [document["credentialStatus"]]
    _check_names(entries)
    return tuple(_reference(entry, document, kinds) for entry in entries)


def _check_names(entries: list[Any]) -> None:
    """Return nothing if all entries of one name lead to the same place. Raises MalformedStatus.

    To whoever signs statements they are one thing: an index could be moved from one to the other, and the signature still stand.
    """
    first: dict[str, list[Any]] = {}
    for entry in entries:
        name = entry.get("id") if isinstance(entry, dict) else None
        place = [entry.get(member) for member in _PLACE] if isinstance(name, str) else []
        if isinstance(name, str) and first.setdefault(name, place) != place:
            raise MalformedStatus("credentialStatus: expected entries of different names, found two that lead elsewhere under one id")


def _reference(entry: Any, document: Document, kinds: tuple[StatusKind, ...]) -> StatusReference | UnknownStatus:
    types = _types(entry.get("type")) if isinstance(entry, dict) else ()
    if not types:
        raise MalformedStatus("credentialStatus: expected an object with a type")
    kind = next((kind for kind in kinds if kind.entry in types), None)
    return UnknownStatus(types[0]) if kind is None else kind.read(entry, document)


def _types(value: Any) -> tuple[str, ...]:
    """Return the type or types; nothing where anything else stands among them."""
    values = value if isinstance(value, list) else [value]
    return tuple(values) if all(isinstance(text, str) and text for text in values) else ()
