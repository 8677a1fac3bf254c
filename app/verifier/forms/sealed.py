"""A European Digital Credential: sealed, as a JWS in JSON whose payload is the credential as one text; or not sealed at all.

Spec: ETSI TS 119 182-1 (JAdES); RFC 7515 §7.2 (JSON serializations); elm.md §5.2
"""

import re
from typing import Final

from app.crypto.encodings import decode_base64url
from app.errors import CredentialServiceError, DocumentError, MalformedJson, MalformedProof, NotRecognised, ProofError, UnsupportedSuite
from app.model.secured import Document, Secured
from app.proofs import jades
from app.proofs.jades_seal import LIMITS, single_seals
from app.schemas.strict_json import read_object
from app.verifier.forms.form import Form
from app.verifier.presented import EUROPASS, Presented, check_recognised, excess_in
from app.verifier.shown import shown

MEDIA_TYPE: Final = "application/ld+json"

_SEALED = re.compile(rb'\{\s*"(?:payload|signatures|signature|protected|header)"\s*:')
_MARKS = (b"VerifiableCredential", b"EuropeanDigitalCredential", b"credentialSubject")
_EUROPEAN = b'"EuropeanDigitalCredential"'


def _is_sealed(text: bytes) -> bool:
    return _SEALED.match(text) is not None


def _read_sealed(text: bytes) -> Presented:
    secured = Secured(text, jades.MEDIA_TYPE)
    try:
        seals = single_seals(text)
        proofs = jades.jades_proofs(secured)
    except (ProofError, DocumentError) as error:
        return _unreadable(secured, error)
    document = seals[0][0].document
    check_recognised(document)
    securing = ", ".join(dict.fromkeys(f"{jades.NAME} {shown(seal.header.algorithm)}" for seal, _ in seals))
    excess = excess_in(document, 0)
    if excess is not None:
        return Presented(secured, EUROPASS, securing, {}, trouble=excess)
    return Presented(secured, EUROPASS, securing, document, proofs)


def _unreadable(secured: Secured, error: CredentialServiceError) -> Presented:
    """Return what is there of a sealed file whose seal cannot be read: the document, where it can. Raises NotRecognised."""
    try:
        parts = read_object(secured.body, LIMITS)
        document = _payload(parts)
    except (ProofError, DocumentError) as reason:
        if not any(mark in secured.body for mark in _MARKS):
            raise NotRecognised(f"expected a credential, found a seal as Europass has it on something else: {error.detail}") from reason
        return Presented(secured, EUROPASS, jades.NAME, {}, trouble=error)
    check_recognised(document)
    is_flattened = "signatures" not in parts and "signature" in parts
    trouble = UnsupportedSuite("a seal in the flattened form of JWS") if is_flattened else _of_the_seal(error)
    return Presented(secured, EUROPASS, jades.NAME, document, proof_trouble=trouble)


def _of_the_seal(error: CredentialServiceError) -> CredentialServiceError:
    """Return what cannot be read as the seal's trouble: the document can be read."""
    return MalformedProof(error.detail) if isinstance(error, MalformedJson) else error


def _payload(parts: Document) -> Document:
    payload = parts.get("payload")
    if not isinstance(payload, str):
        raise MalformedProof("expected a payload that is a text, found another value or none")
    return read_object(payload.encode() if payload.lstrip().startswith("{") else decode_base64url(payload), LIMITS)


def _is_unsealed(text: bytes) -> bool:
    return text.startswith(b"{") and _EUROPEAN in text and b'"proof"' not in text


def _read_unsealed(text: bytes) -> Presented:
    secured = Secured(text, MEDIA_TYPE)
    try:
        document = read_object(text, LIMITS)
    except DocumentError as error:
        return Presented(secured, EUROPASS, "none", {}, trouble=error)
    check_recognised(document)
    excess = excess_in(document, 0)
    if excess is not None:
        return Presented(secured, EUROPASS, "none", {}, trouble=excess)
    return Presented(secured, EUROPASS, "none", document)


SEALED = Form(frozenset({jades.MEDIA_TYPE}), _is_sealed, _read_sealed)
UNSEALED = Form(frozenset(), _is_unsealed, _read_unsealed)
