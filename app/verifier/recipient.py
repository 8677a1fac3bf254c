"""Whether a credential was made out to whom its holder says to be: an answer beside the verdict, which it never changes.

Matches: an identifier of the subject is the one claimed, or an identity of the same type is, plain or hashed (`sha256$`, `md5$` and
the hex digest of the identifier followed by the salt). Differs: all that could be compared is something else. Else nobody can tell.

Issuers hash what they were told, so an e-mail address is tried as it was given, with its domain in small letters, and all in small
letters; white space around it is cut off and characters are composed (NFC). Plain addresses and names are compared without regard
to capitals. Nothing of a claim is kept, or stands in any answer or log.

Spec: Open Badges 3.0 §9.1 step 5, §B.7 IdentityObject; Open Badges 2.0 IdentityObject (`type`, `identity`); ELM 3.2 Person
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any

from app.model.recipient import EMAIL, NAME, SUBJECT_ID, RecipientClaim
from app.model.report import RecipientMatch
from app.model.secured import Document
from app.verifier.liberal import text, things

_MOST_IDENTITIES = 16
_TYPES: Mapping[str, str] = MappingProxyType({"email": EMAIL})
"""Names of Open Badges 2.0 for types of identities."""


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()  # Open Badges allows it; here it compares, and protects nothing


_DIGESTS: Mapping[str, Callable[[bytes], str]] = MappingProxyType(
    {"sha256": lambda content: hashlib.sha256(content).hexdigest(), "md5": _md5}
)


@dataclass(frozen=True, slots=True)
class _Identity:
    """An identity that a document has: plain, or hashed with a salt."""

    type: str
    hashed: bool
    value: str = field(repr=False)
    salt: str = field(repr=False)


def recipient_match(document: Document, claim: RecipientClaim) -> RecipientMatch:
    """Return whether the credential was made out to that recipient; call it only with what a proof covers."""
    compared = [*_by_id(document, claim), *_by_identity(document, claim)]
    if True in compared:
        return RecipientMatch.MATCHES
    return RecipientMatch.DIFFERS if compared and None not in compared else RecipientMatch.CANNOT_TELL


def _by_id(document: Document, claim: RecipientClaim) -> Iterator[bool]:
    """Yield whether each identifier of the subject is the one claimed, where it is of the kind that was claimed."""
    for subject in things(document.get("credentialSubject")):
        identifier = text(subject.get("id")) or ""
        is_mail = identifier.startswith("mailto:")
        if claim.identity_type == SUBJECT_ID and identifier:
            yield identifier == claim.identity.strip()
        elif claim.identity_type == EMAIL and is_mail:
            yield _plain(identifier.removeprefix("mailto:")) == _plain(claim.identity)


def _by_identity(document: Document, claim: RecipientClaim) -> Iterator[bool | None]:
    """Yield whether each identity of the type claimed is the one claimed; None where that cannot be compared."""
    same_type = (identity for identity in _identities(document) if identity.type == claim.identity_type)
    for identity in islice(same_type, _MOST_IDENTITIES):
        yield _hash_fits(identity, claim) if identity.hashed else _plain(identity.value) == _plain(claim.identity)


def _identities(document: Document) -> Iterator[_Identity]:
    for subject in things(document.get("credentialSubject")):
        for each in things(subject.get("identifier")):
            yield _identity(each, each.get("identityType"), each.get("identityHash"))
        yield from _of_person(subject)
    for each in things(document.get("recipient")):
        kind = each.get("type")
        yield _identity(each, _TYPES.get(kind, kind) if isinstance(kind, str) else kind, each.get("identity"))


def _of_person(subject: Document) -> Iterator[_Identity]:
    """Yield the mail addresses and the name of a Person, as European credentials have them: in plain."""
    boxes = (box for point in things(subject.get("contactPoint")) for box in things(point.get("emailAddress")))
    for box in boxes:
        address = text(box.get("id")) or ""
        if address.startswith("mailto:"):
            yield _Identity(EMAIL, hashed=False, value=address.removeprefix("mailto:"), salt="")
    name = text(subject.get("fullName")) or " ".join(filter(None, (text(subject.get("givenName")), text(subject.get("familyName")))))
    if name and "hasClaim" in subject:
        yield _Identity(NAME, hashed=False, value=name, salt="")


def _identity(document: Document, kind: Any, value: Any) -> _Identity:
    return _Identity(text(kind) or "", document.get("hashed") is True, text(value) or "", text(document.get("salt")) or "")


def _hash_fits(identity: _Identity, claim: RecipientClaim) -> bool | None:
    algorithm, dollar, expected = identity.value.partition("$")
    digest = _DIGESTS.get(algorithm.lower())
    if digest is None or not dollar:
        return None
    return expected.strip().lower() in {digest(f"{spelling}{identity.salt}".encode("utf-8", "replace")) for spelling in _spellings(claim)}


def _spellings(claim: RecipientClaim) -> tuple[str, ...]:
    given = unicodedata.normalize("NFC", claim.identity.strip())
    if claim.identity_type != EMAIL:
        return (given,)
    mailbox, at, domain = given.rpartition("@")
    return tuple(dict.fromkeys((given, f"{mailbox}{at}{domain.lower()}", given.lower())))


def _plain(identity: str) -> str:
    return " ".join(unicodedata.normalize("NFC", identity).casefold().split())
