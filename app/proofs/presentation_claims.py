"""What a JWT's registered claims say of a presentation: whose it is, which question it answers, and to whom.

Spec: VC-JOSE-COSE 1.0 §3.1.2; VC Data Model 1.1 §6.3.1 (JWT encoding and decoding, claim `vp`); RFC 7519 §4.1
"""

from typing import Any

from app.errors import MalformedProof
from app.model.secured import Document
from app.proofs.enveloped_members import check_enveloped
from app.proofs.jwt_claims import ENVELOPES, REGISTERED, VP_JWT

PRESENTATION = "VerifiablePresentation"

_OWN = REGISTERED | {"nonce"}
_REPEATED = {"iss": "holder", "jti": "id"}


def presentation_in(claims: Document, kind: str) -> Document:
    """Return the presentation of a JWT without the registered claims, which must agree with it.

    Args:
        claims: the payload.
        kind: `jwt` (the presentation stands in the claim `vp`, and claims may say what it leaves out) or `vp+jwt` (the payload
            is the presentation, and its credentials are enveloped), as the header's `typ` says.

    Raises:
        MalformedProof: claims that disagree or do not belong to this kind, or credentials in it that are not secured.
    """
    if kind == VP_JWT:
        return bare_presentation(claims)
    document = claims.get("vp")
    if not isinstance(document, dict) or "vc" in claims:
        raise MalformedProof("claim vp: expected an object, and no claim vc beside it")
    check_presentation(document)
    for claim, member in _REPEATED.items():
        value = _text_or_none(claims, claim)
        if value is not None and member not in document:
            document = {**document, member: value}
    _check_agreement(claims, document)
    return document


def bare_presentation(claims: Document) -> Document:
    """Return the presentation that the payload itself is, without the registered claims. Raises as `presentation_in`."""
    if ENVELOPES & claims.keys():
        raise MalformedProof("the payload is the presentation itself: no claim vc or vp may stand beside it")
    document = {name: value for name, value in claims.items() if name not in _OWN}
    _check_agreement(claims, document)
    check_presentation(document)
    check_enveloped(document)
    return document


def check_presentation(document: Document) -> None:
    """Return nothing if the document says that it is a presentation. Raises MalformedProof."""
    types = document.get("type")
    if PRESENTATION not in (types if isinstance(types, list) else [types]):
        raise MalformedProof(f"expected a document of the type {PRESENTATION}, found another")


def with_answer(payload: Document, challenge: str | None, domain: str | None) -> Document:
    """Return the payload with the claims that say what it answers (`nonce`) and to whom (`aud`), where that is given."""
    answer = {"nonce": challenge, "aud": domain}
    return {**payload, **{name: value for name, value in answer.items() if value is not None}}


def enveloped_presentation(document: Document) -> Document:
    """Return the payload that holds a presentation of the first data model, with the claims that repeat it."""
    repeated = {claim: _id_of(document.get(member)) for claim, member in _REPEATED.items()}
    return {**{claim: value for claim, value in repeated.items() if value is not None}, "vp": document}


def answered(claims: Document) -> tuple[str | None, str | None]:
    """Return the challenge that a presentation answers, and for whom. Raises MalformedProof: not a text each, or several addressees."""
    audience = claims.get("aud")
    only = audience[0] if isinstance(audience, list) and len(audience) == 1 else audience
    return _text_or_none(claims, "nonce"), _text_or_none({"aud": only}, "aud")


def holder_of(document: Document, claims: Document) -> str | None:
    """Return who presents: the holder's identifier, else what `iss` says."""
    return _id_of(document.get("holder")) or _text_or_none(claims, "iss")


def _check_agreement(claims: Document, document: Document) -> None:
    for claim, member in _REPEATED.items():
        claimed = _text_or_none(claims, claim)
        if claimed is not None and member in document and _id_of(document[member]) != claimed:
            raise MalformedProof(f"claim {claim} disagrees with the presentation's {member}")


def _text_or_none(claims: Document, name: str) -> str | None:
    value = claims.get(name)
    if value is not None and not isinstance(value, str):
        raise MalformedProof(f"claim {name}: expected a text")
    return value


def _id_of(value: Any) -> str | None:
    identifier = value.get("id") if isinstance(value, dict) else value
    return identifier if isinstance(identifier, str) else None
