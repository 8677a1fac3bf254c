"""What a JWT's registered claims repeat of a credential, and that they agree with it.

Spec: Open Badges 3.0 §8.2.4; VC Data Model 1.1 §6.3.1 (JWT encoding and decoding); VC-JOSE-COSE 1.0 §3.1.3 (claims)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.errors import MalformedProof
from app.model.secured import Document
from app.schemas.moments import read_moment, write_moment

JWT = "jwt"
VC_JWT = "vc+jwt"
VP_JWT = "vp+jwt"
"""What `typ` says of a JWT."""

REGISTERED = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti"})
ENVELOPES = frozenset({"vc", "vp"})

_TAKEN = REGISTERED | ENVELOPES | {"proof", "nonce"}
_V2 = "https://www.w3.org/ns/credentials/v2"
_GRAIN = timedelta(seconds=1)  # claims count whole seconds, documents may say fractions


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim: what the document says of the same thing (None: nothing), and how to write it there."""

    name: str
    said: Callable[[Document], str | datetime | None]
    tell: Callable[[Document, Any], Document]


def with_claims(document: Document) -> Document:
    """Return the payload of Open Badges' profile: the document, and `iss`, `jti`, `nbf`, `sub` and `exp` that repeat it.

    Raises:
        MalformedProof: the document lacks issuer, id or validFrom, or has a proof or one of these claims already.
    """
    taken = sorted((REGISTERED | ENVELOPES | {"proof"}) & document.keys())
    said = {claim.name: claim.said(document) for claim in _CLAIMS}
    missing = sorted(name for name in ("iss", "jti", "nbf") if said[name] is None)
    if taken or missing:
        raise MalformedProof(f"a JWT repeats issuer, id and validFrom: missing {missing}, taken already {taken}")
    return {**document, **{name: _number_of(value) for name, value in said.items() if value is not None}}


def enveloped_claims(document: Document) -> Document:
    """Return the payload that holds a credential of the first data model in the claim `vc`, with the claims that repeat it.

    Raises:
        MalformedProof: a date in it that is none.
    """
    said = {claim.name: claim.said(document) for claim in _CLAIMS}
    return {**{name: _number_of(value) for name, value in said.items() if value is not None}, "vc": document}


def check_unclaimed(document: Document) -> None:
    """Return nothing if the document has no member that a JWT has a use of its own for. Raises MalformedProof."""
    taken = sorted(_TAKEN & document.keys())
    if taken:
        raise MalformedProof(f"expected a document without members that are claims or a proof, found {', '.join(taken)}")


def credential_in(claims: Document, kind: str) -> Document:
    """Return the credential of a JWT without the registered claims, which must agree with it.

    Args:
        claims: the payload.
        kind: `jwt` or `vc+jwt`, as the header's `typ` says.

    Raises:
        MalformedProof: claims that are missing, disagree, or do not belong to this kind.
    """
    if kind == VC_JWT:
        if ENVELOPES & claims.keys():
            raise MalformedProof("a vc+jwt is the credential itself: no claim vc or vp may stand beside it")
        return _bare(claims, [claim for claim in _CLAIMS if claim.name in claims and claim.name not in {"nbf", "exp"}])
    if "vp" in claims:
        raise MalformedProof("a presentation, expected a credential")
    return _enveloped(claims) if "vc" in claims else _bare(claims, _CLAIMS)


def claimed_moment(claims: Mapping[str, Any], name: str) -> datetime | None:
    """Return the moment of a claim, a NumericDate (seconds since 1970) or, as some write it, a dateTimeStamp.

    Raises:
        MalformedProof: it is there, and neither.
    """
    value = claims.get(name)
    if value is None:
        return None
    try:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return read_moment(value)
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedProof(f"claim {name}: expected a number of seconds since 1970") from error


def _bare(claims: Document, repeated: Iterable[_Claim]) -> Document:
    document = {name: value for name, value in claims.items() if name not in REGISTERED}
    for claim in repeated:
        _check_agreement(claim.name, _claimed(claims, claim.name), claim.said(document))
    return document


def _enveloped(claims: Document) -> Document:
    """VC Data Model 1.1: what the claims say may be left out of the credential, and is put back.

    Some put a credential of the second model into this envelope, which no specification describes: there, `nbf` is when the
    JWT was made, as in VC-JOSE.
    """
    document: Document | Any = claims["vc"]
    if not isinstance(document, dict):
        raise MalformedProof("claim vc: expected an object")
    for claim in _CLAIMS:
        claimed, said = _claimed(claims, claim.name), claim.said(document)
        if claimed is None:
            continue
        if said is None:
            document = claim.tell(document, claimed)
        elif claim.name != "nbf" or not _is_v2(document):
            _check_agreement(claim.name, claimed, said)
    return document


def _claimed(claims: Document, name: str) -> str | datetime | None:
    if name in {"nbf", "exp"}:
        return claimed_moment(claims, name)
    value = claims.get(name)
    if value is not None and not isinstance(value, str):
        raise MalformedProof(f"claim {name}: expected a text")
    return value


def _check_agreement(name: str, claimed: str | datetime | None, said: str | datetime | None) -> None:
    same = isinstance(claimed, datetime) and isinstance(said, datetime) and abs(claimed - said) < _GRAIN
    if not same and claimed != said:
        raise MalformedProof(f"claim {name} {'is missing' if claimed is None else 'disagrees with the credential'}")


def _number_of(value: str | datetime) -> str | int:
    return int(value.timestamp() // 1) if isinstance(value, datetime) else value


def _first_moment(*names: str) -> Callable[[Document], datetime | None]:
    def said(document: Document) -> datetime | None:
        name = next((name for name in names if name in document), None)
        try:
            return read_moment(document[name]) if name else None
        except ValueError as error:
            raise MalformedProof(f"{name}: {error}") from error

    return said


def _tell_moment(in_v2: str, in_v1: str) -> Callable[[Document, datetime], Document]:
    def tell(document: Document, moment: datetime) -> Document:
        try:
            return {**document, (in_v2 if _is_v2(document) else in_v1): write_moment(moment)}
        except ValueError as error:
            raise MalformedProof(f"a claim of {error}") from error

    return tell


def _id_in(member: str) -> Callable[[Document], str | None]:
    """What is said under `member`: an object's id, or the text itself; several objects have none."""

    def said(document: Document) -> str | None:
        value = _only(document.get(member))
        identifier = value.get("id") if isinstance(value, dict) else value
        return identifier if isinstance(identifier, str) else None

    return said


def _tell_id_in(member: str) -> Callable[[Document, str], Document]:
    def tell(document: Document, identifier: str) -> Document:
        value = _only(document.get(member, {}))
        if not isinstance(value, dict):
            raise MalformedProof(f"{member}: expected one object that a claim can identify")
        return {**document, member: {**value, "id": identifier} if value else identifier}

    return tell


def _is_v2(document: Document) -> bool:
    contexts = document.get("@context")
    return contexts == _V2 or (isinstance(contexts, list) and _V2 in contexts)


def _only(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


_CLAIMS = (
    _Claim("iss", _id_in("issuer"), _tell_id_in("issuer")),
    _Claim("jti", _id_in("id"), _tell_id_in("id")),
    _Claim("nbf", _first_moment("validFrom", "issuanceDate"), _tell_moment("validFrom", "issuanceDate")),
    _Claim("sub", _id_in("credentialSubject"), _tell_id_in("credentialSubject")),
    _Claim("exp", _first_moment("validUntil", "expirationDate"), _tell_moment("validUntil", "expirationDate")),
)
