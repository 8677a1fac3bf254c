"""Judges the form of Open Badges 2.0: assertions, and the badge classes, profiles, keys and revocation lists that they lead to.

Rules of ours, read from the specification's tables: one row a member.

Spec: Open Badges 2.0, Open Badges Vocabulary, https://www.imsglobal.org/spec/ob/v2p0#open-badges-vocabulary
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.errors import Fault
from app.model.secured import Document
from app.schemas.assertions import classes_of, method_of, read_timestamp
from app.schemas.verifiable_credentials import is_url


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of a class: what holds of its value, and the words that end the sentence "expected …"."""

    name: str
    holds: Callable[[Any], bool]
    expected: str
    compulsory: bool = False


def assertion_faults(document: Document) -> tuple[Fault, ...]:
    """Return what keeps a document from being an assertion, each with its place, also within what it embeds."""
    members = _REVOKED if document.get("revoked") is True else _ASSERTION
    named = {**document, "verification": document["verify"]} if "verify" in document and "verification" not in document else document
    return (*_faults(named, members), *_embedded_faults(document))


def badge_class_faults(document: Document, pointer: str = "") -> tuple[Fault, ...]:
    """Return what keeps a document from being a badge class, also within an issuer that it embeds."""
    issuer = document.get("issuer")
    own = _faults(document, _BADGE_CLASS, pointer)
    return (*own, *profile_faults(issuer, f"{pointer}/issuer")) if isinstance(issuer, dict) else tuple(own)


def profile_faults(document: Document, pointer: str = "") -> tuple[Fault, ...]:
    """Return what keeps a document from being the profile of an issuer."""
    return tuple(_faults(document, _PROFILE, pointer))


def key_faults(document: Document) -> tuple[Fault, ...]:
    """Return what keeps a document from being a cryptographic key."""
    return tuple(_faults(document, _KEY))


def revocation_list_faults(document: Document) -> tuple[Fault, ...]:
    """Return what keeps a document from being a revocation list."""
    return tuple(_faults(document, _REVOCATION_LIST))


def _embedded_faults(document: Document) -> tuple[Fault, ...]:
    badge = document.get("badge")
    return badge_class_faults(badge, "/badge") if isinstance(badge, dict) else ()


def _faults(document: Document, members: tuple[_Member, ...], pointer: str = "") -> Iterator[Fault]:
    for member in members:
        if member.name in document:
            if not member.holds(document[member.name]):
                yield Fault(f"{pointer}/{member.name}", f"expected {member.expected}; found another value")
        elif member.compulsory:
            yield Fault(f"{pointer}/{member.name}", f"expected {member.expected}; it is missing")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_timestamp(value: Any) -> bool:
    try:
        read_timestamp(value)
    except ValueError:
        return False
    return True


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_reference(value: Any) -> bool:
    return is_url(value) or isinstance(value, dict)


def _is_said(value: Any) -> bool:
    return _is_text(value) or isinstance(value, dict)


def _one_or_several(holds: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: all(map(holds, value)) if isinstance(value, list) else holds(value)


def _has_class(*names: str) -> Callable[[Any], bool]:
    return lambda value: bool(classes_of({"type": value}) & set(names))


def _is_identity(value: Any) -> bool:
    """Return whether a recipient is identified. The specification's own first example does without `hashed`."""
    if not isinstance(value, dict) or not (_is_text(value.get("identity")) and _is_text(value.get("type"))):
        return False
    return _is_boolean(value.get("hashed", False)) and isinstance(value.get("salt", ""), str)


def _is_instruction(value: Any) -> bool:
    return isinstance(value, dict) and method_of({"verification": value}) is not None


def _is_revocation(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, dict) and any(_is_text(value.get(name)) for name in ("id", "uid")))


_ID = _Member("id", is_url, "an id that is a URL", compulsory=True)
_REVOKED = (
    _ID,
    _Member("verification", _is_instruction, "a verification of type HostedBadge or SignedBadge"),
)
_ASSERTION = (
    _ID,
    _Member("type", _has_class("Assertion"), "the type Assertion", compulsory=True),
    _Member("recipient", _is_identity, "a recipient with type, identity, and hashed as true or false", compulsory=True),
    _Member("badge", _is_reference, "a badge: a BadgeClass or its URL", compulsory=True),
    _Member("verification", _is_instruction, "a verification of type HostedBadge or SignedBadge", compulsory=True),
    _Member("issuedOn", _is_timestamp, "issuedOn as a date and time with its zone", compulsory=True),
    _Member("expires", _is_timestamp, "expires as a date and time with its zone"),
    _Member("revoked", _is_boolean, "revoked as true or false"),
    _Member("revocationReason", _is_text, "a revocationReason that is a text"),
    _Member("evidence", _one_or_several(_is_reference), "evidence: objects or URLs"),
    _Member("narrative", _is_text, "a narrative that is a text"),
    _Member("image", _is_reference, "an image: an object or a URL"),
    _Member("uid", _is_text, "a uid that is a text"),
)
_BADGE_CLASS = (
    _ID,
    _Member("type", _has_class("BadgeClass"), "the type BadgeClass", compulsory=True),
    _Member("name", _is_text, "a name that is a text", compulsory=True),
    _Member("description", _is_text, "a description that is a text", compulsory=True),
    _Member("image", _is_reference, "an image: an object or a URL", compulsory=True),
    _Member("criteria", _is_said, "criteria: an object, a text or a URL", compulsory=True),
    _Member("issuer", _is_reference, "an issuer: a Profile or its URL", compulsory=True),
    _Member("alignment", _one_or_several(_is_object), "alignment: objects"),
    _Member("tags", _one_or_several(_is_text), "tags: texts"),
)
_PROFILE = (
    _ID,
    _Member("type", _has_class("Profile", "Issuer"), "the type Profile or Issuer", compulsory=True),
    _Member("name", _is_text, "a name that is a text", compulsory=True),
    _Member("url", is_url, "a URL", compulsory=True),
    _Member("email", _is_text, "an email address", compulsory=True),
    _Member("publicKey", _one_or_several(_is_reference), "publicKey: keys or their URLs"),
    _Member("verification", _is_object, "a verification that is an object"),
    _Member("revocationList", is_url, "a revocationList that is a URL"),
)
_KEY = (
    _Member("type", _has_class("CryptographicKey", "Key"), "the type CryptographicKey", compulsory=True),
    _Member("owner", is_url, "an owner that is a URL", compulsory=True),
    _Member("publicKeyPem", _is_text, "a publicKeyPem that is a text", compulsory=True),
)
_REVOCATION_LIST = (
    _Member("type", _has_class("RevocationList"), "the type RevocationList", compulsory=True),
    _Member("revokedAssertions", _one_or_several(_is_revocation), "revokedAssertions: URLs, or objects with id or uid", compulsory=True),
)
