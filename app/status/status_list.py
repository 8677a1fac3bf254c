"""Lists of bits as documents: what a credential says of its place in one, and the list that answers.

A further kind of list of bits is one row of `LIST_KINDS`.

Spec: Bitstring Status List 1.0, https://www.w3.org/TR/vc-bitstring-status-list/; Status List 2021 (its forerunner).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeGuard

from app.errors import MalformedStatus, StatusIndexOutOfRange
from app.model.secured import Document
from app.schemas.moments import read_moment, write_moment
from app.status.bitstring import check_length, decode_bits, encode_bits, value_at
from app.status.kind import Lookup, StatusAnswer, StatusKind, StatusReference

CLOCK_LEEWAY = timedelta(seconds=60)
"""How far the publisher's clock may be from ours."""

_CONTEXT = "https://www.w3.org/ns/credentials/v2"
_DIGITS = re.compile(r"-?\d+", re.ASCII)
_MOST_DIGITS = 10
_VALUE = re.compile(r"0[xX][0-9A-Fa-f]{1,8}", re.ASCII)
_MOST_BITS = 16
"""More than 65 536 meanings of one entry nobody can write down."""


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of bit list: the types of its entry, of the credential that carries the list, and of the list."""

    entry: str
    credential: str
    subject: str


BITSTRING = ListKind("BitstringStatusListEntry", "BitstringStatusListCredential", "BitstringStatusList")
LIST_KINDS = (BITSTRING, ListKind("StatusList2021Entry", "StatusList2021Credential", "StatusList2021"))


@dataclass(frozen=True, slots=True)
class ListContent:
    """What a list of ours shall say. `size` and `set_indexes` as in `encode_bits`."""

    list_url: str
    issuer: str
    set_indexes: Collection[int]
    size: int
    purpose: str
    valid_from: datetime
    valid_until: datetime
    ttl_milliseconds: int


def list_document(content: ListContent) -> Document:
    """Return the unsigned status list credential.

    Raises:
        MalformedStatus, StatusIndexOutOfRange: as `encode_bits`.
    """
    return {
        "@context": [_CONTEXT],
        "id": content.list_url,
        "type": ["VerifiableCredential", BITSTRING.credential],
        "issuer": content.issuer,
        "validFrom": write_moment(content.valid_from),
        "validUntil": write_moment(content.valid_until),
        "credentialSubject": {
            "id": f"{content.list_url}#list",
            "type": BITSTRING.subject,
            "statusPurpose": content.purpose,
            "encodedList": encode_bits(content.set_indexes, content.size),
            "ttl": content.ttl_milliseconds,
        },
    }


def list_bits(list_document: Document, reference: StatusReference, issuer: str, moment: datetime) -> bytes:
    """Return the bits of a list whose proof was verified, if it is the list that `reference` means.

    Args:
        list_document: the list credential, as its proof covers it.
        reference: the entry that led to it.
        issuer: issuer of the credential whose status is asked; the list must be the same issuer's.
        moment: when the list must be valid.

    Raises:
        MalformedStatus: another type, address, issuer or purpose, not valid at that moment, or bits that cannot be unpacked.
        StatusListTooShort: fewer than 131 072 entries.

    Spec: Bitstring Status List 1.0 §3.2, https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm
    """
    subject = list_document.get("credentialSubject")
    kind = next((kind for kind in LIST_KINDS if kind.entry == reference.type), None)
    if kind is None or not isinstance(subject, dict):
        raise MalformedStatus(f"no list of the kind that {reference.type} points to")
    _expect(f"type {kind.credential}", fits=kind.credential in _texts(list_document.get("type")))
    _expect(f"credentialSubject.type {kind.subject}", fits=kind.subject in _texts(subject.get("type")))
    _expect(f"statusPurpose {reference.purpose!r}", fits=reference.purpose in _texts(subject.get("statusPurpose")))
    _expect(f"id {reference.list_url}", fits=list_document.get("id", reference.list_url) == reference.list_url)
    _expect(f"issuer {issuer}, that of the credential", fits=_issuer_of(list_document) == issuer)
    _check_validity(list_document, moment)
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise MalformedStatus("the status list has no encodedList")
    bits = decode_bits(encoded)
    check_length(bits, reference.size)
    return bits


def _opened(list_document: Document, reference: StatusReference, issuer: str, moment: datetime) -> Lookup:
    bits = list_bits(list_document, reference, issuer, moment)

    def answer(asked: StatusReference) -> StatusAnswer:
        value = value_at(bits, asked.index, asked.size)
        return StatusAnswer(value, dict(asked.messages).get(value, ""))

    return answer


def _read_entry(kind: ListKind, entry: Document, _credential: Document) -> StatusReference:
    """Return the place in a list that an entry names. Raises MalformedStatus, StatusIndexOutOfRange."""
    list_url, purpose = _text(entry, "statusListCredential"), _text(entry, "statusPurpose")
    return StatusReference(kind.entry, list_url, _index(entry.get("statusListIndex")), purpose, _size(entry), _messages(entry))


def _index(value: Any) -> int:
    """The specification has a text of decimal digits; 1EdTech's own sample has a number."""
    if isinstance(value, str) and len(value) <= _MOST_DIGITS and _DIGITS.fullmatch(value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise MalformedStatus(f"statusListIndex: expected a decimal number of at most {_MOST_DIGITS} characters")
    if not 0 <= value < 10**_MOST_DIGITS:
        raise StatusIndexOutOfRange(f"statusListIndex: expected 0 or more, and at most {_MOST_DIGITS} digits")
    return value


def _size(entry: Document) -> int:
    size = entry.get("statusSize", 1)
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= _MOST_BITS:
        raise MalformedStatus(f"statusSize: expected a number of bits from 1 to {_MOST_BITS}")
    return size


def _messages(entry: Document) -> tuple[tuple[int, str], ...]:
    """Return what values mean, where both are written as the specification has it; values may go without a text."""
    given = entry.get("statusMessage")
    pairs = [(each.get("status"), each.get("message")) for each in (given if isinstance(given, list) else []) if isinstance(each, dict)]
    return tuple((int(value, 16), text) for value, text in pairs if _is_value(value) and isinstance(text, str))


def _is_value(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and _VALUE.fullmatch(value) is not None


def _text(entry: Document, member: str) -> str:
    value = entry.get(member)
    if not isinstance(value, str) or not value:
        raise MalformedStatus(f"credentialStatus: {member} is missing or no text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a member that may be one or several; nothing where anything else stands among them."""
    values = value if isinstance(value, list) else [value]
    return tuple(values) if all(isinstance(text, str) and text for text in values) else ()


def _issuer_of(document: Document) -> Any:
    issuer = document.get("issuer")
    return issuer.get("id") if isinstance(issuer, dict) else issuer


def _check_validity(document: Document, moment: datetime) -> None:
    try:
        begins, ends = (
            [read_moment(document[name]) for name in names if name in document]
            for names in (("validFrom", "issuanceDate"), ("validUntil", "expirationDate"))
        )
    except ValueError as error:
        raise MalformedStatus(f"validity of the status list: {error}") from error
    _expect(
        f"a list that is valid at {write_moment(moment)}, found one of the future",
        fits=all(begin <= moment + CLOCK_LEEWAY for begin in begins),
    )
    _expect(f"a list that is valid at {write_moment(moment)}, found an expired one", fits=all(end > moment for end in ends))


def _expect(expected: str, *, fits: bool) -> None:
    if not fits:
        raise MalformedStatus(f"status list: expected {expected}")


BIT_LISTS: tuple[StatusKind, ...] = tuple(
    StatusKind(kind.entry, signed=True, read=partial(_read_entry, kind), open=_opened) for kind in LIST_KINDS
)
