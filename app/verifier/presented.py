"""What somebody handed in: recognised, taken apart, and nothing of it believed yet.

Two forms are read: a JSON document with its proofs inside, and a compact JWS (also as a JSON string, or in the data URL of an
EnvelopedVerifiableCredential). A credential that is recognised but broken is presented with its trouble, and the checks tell.

Spec: VC Data Model 2.0 §4.12–4.13 (securing, enveloped credentials); Open Badges 3.0 §8
"""

from dataclasses import dataclass
from typing import Final

from app.crypto.encodings import decode_base64url
from app.crypto.jws import CompactJws, read_compact
from app.errors import CredentialServiceError, DocumentError, MalformedProof, NotRecognised, ProofError, TooComplex
from app.model.secured import Document, Secured
from app.proofs import data_integrity, presented_proofs, vc_jwt
from app.proofs.jwt_claims import VC_JWT, credential_in
from app.proofs.suite import PresentedProof
from app.schemas.contexts import CREDENTIALS_V2
from app.schemas.open_badges import CREDENTIAL_TYPES, is_open_badge
from app.schemas.strict_json import DEFAULT_LIMITS, read_json, read_object
from app.verifier.liberal import names, things
from app.verifier.shown import shown

OPEN_BADGES: Final = "open-badges"
VERIFIABLE_CREDENTIAL: Final = "verifiable-credential"
UNKNOWN: Final = "unknown"

MOST_PROOFS = 8
MOST_STATUS_ENTRIES = 16
MOST_STATUS_LISTS = 3
"""With the issuer's keys that makes four addresses, which is what one verification may ask for."""

MOST_CANONICALISED = DEFAULT_LIMITS.max_bytes
"""For each proof the whole document is canonicalised: several proofs leave room for a smaller one."""

_RECOGNISED_TYPES = CREDENTIAL_TYPES | {"VerifiableCredential"}
_MARKS = (b'"VerifiableCredential"', b'"OpenBadgeCredential"', b'"AchievementCredential"', b'"credentialSubject"')
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ENVELOPES = ("data:application/vc+jwt,", "data:application/jwt,")
_MOST_HEADER_CHARACTERS = 16_384
_OTHER_KINDS = {
    b"\x89PNG": "a PNG picture",
    b"%PDF": "a PDF",
    b"<": "XML or HTML",
    b"[": "a list: send one credential at a time",
    b"http": "an address: send what lies there",
}


@dataclass(frozen=True, slots=True)
class Presented:
    """A credential as handed in, unverified.

    document: without what secures it; empty where it could not be read.
    format: `open-badges`, `verifiable-credential`, or `unknown` where it could not be read.
    securing: names what secures it, e.g. `eddsa-rdfc-2022` or `jwt RS256`; `none` where nothing does, `unknown` where that cannot be read.
    trouble: why it could not be read; then there is no document and no proof.
    proof_trouble: why its proofs could not be read.
    """

    secured: Secured
    format: str
    securing: str
    document: Document
    proofs: tuple[PresentedProof, ...] = ()
    trouble: CredentialServiceError | None = None
    proof_trouble: CredentialServiceError | None = None


def read_presented(body: bytes, media_type: str | None = None) -> Presented:
    """Return the credential in `body`; what the media type claims serves only to say what was found.

    Raises:
        NotRecognised: nothing in it is a credential; `detail` says what it is instead, where that can be told.
    """
    text = body.strip()
    if text.startswith(b'"'):
        text = _inside_quotes(text)
    if _is_jws(text):
        return _present_jwt(text)
    if text.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{"):
        return _present_json(text)
    kind = next((kind for beginning, kind in _OTHER_KINDS.items() if text.startswith(beginning)), shown(media_type or "another text"))
    raise NotRecognised(
        f"expected an Open Badges 3.0 or W3C credential as JSON, or as signed text that begins with eyJ; found {kind}, {len(body)} bytes"
    )


def issuer_of(document: Document) -> str | None:
    """Return the issuer's identifier, as written; None where there is none."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    return identifier if isinstance(identifier, str) and identifier else None


def _inside_quotes(text: bytes) -> bytes:
    try:
        value = read_json(text, vc_jwt.LIMITS)
    except DocumentError as error:
        raise NotRecognised(f"expected a credential, found a text in quotes that cannot be read: {error.detail}") from error
    return str(value).strip().encode()


def _is_jws(text: bytes) -> bool:
    header, dot, _ = b"".join(text[:_MOST_HEADER_CHARACTERS].split()).partition(b".")
    try:
        content = decode_base64url(header.decode("ascii"))
    except (UnicodeDecodeError, MalformedProof):
        return False
    return bool(dot) and content.lstrip().startswith(b"{") and b'"alg"' in content


def _present_json(text: bytes) -> Presented:
    secured = Secured(text, data_integrity.MEDIA_TYPE)
    try:
        document = read_object(text)
    except DocumentError as error:
        if not any(mark in text for mark in _MARKS):
            raise NotRecognised(f"expected a credential, found a text that cannot be read as JSON: {error.detail}") from error
        return Presented(secured, UNKNOWN, "none", {}, trouble=error)
    if "EnvelopedVerifiableCredential" in names(document.get("type")):
        return _present_jwt(_enveloped(document))
    _check_recognised(document)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    excess = _excess(document, len(text))
    if excess is not None:
        return Presented(secured, _format(document), "none", {}, trouble=excess)
    if "proof" not in document:
        return Presented(secured, _format(document), "none", unsecured)
    proofs, trouble = _proofs(secured)
    securing = ", ".join(dict.fromkeys(shown(proof.suite) for proof in proofs)) or UNKNOWN
    return Presented(secured, _format(document), securing, unsecured, proofs, proof_trouble=trouble)


def _present_jwt(text: bytes) -> Presented:
    if b"~" in text:
        raise NotRecognised("expected a credential that is signed whole, found an SD-JWT, which is not read here")
    secured = Secured(b"".join(text.split()), vc_jwt.MEDIA_TYPE)  # mail programs break long lines; a JWS has no white space
    try:
        jws = read_compact(secured.body.decode("ascii", "replace"))
        claims = read_object(jws.payload, vc_jwt.LIMITS)
    except (MalformedProof, DocumentError) as error:
        return Presented(secured, UNKNOWN, "jwt", {}, trouble=error)
    document = _credential(jws, claims)
    _check_recognised(document)
    securing = f"jwt {shown(jws.header['alg'])}"
    excess = _excess(document, 0)
    if excess is not None:
        return Presented(secured, _format(document), securing, {}, trouble=excess)
    proofs, trouble = _proofs(secured)
    return Presented(secured, _format(document), securing, document, proofs, proof_trouble=trouble)


def _credential(jws: CompactJws, claims: Document) -> Document:
    """Return the credential in a JWT; where its claims disagree with it, as it stands there (the proof's check refuses it then)."""
    kind = str(jws.header.get("typ")).lower().removeprefix("application/")
    inner = claims.get("vc")
    try:
        return credential_in(claims, kind)
    except MalformedProof:
        return inner if kind != VC_JWT and isinstance(inner, dict) else claims


def _enveloped(document: Document) -> bytes:
    identifier = document.get("id")
    if names(document.get("@context"))[:1] != (CREDENTIALS_V2,) or not isinstance(identifier, str):
        raise NotRecognised(f"expected an EnvelopedVerifiableCredential with the context {CREDENTIALS_V2} and a data URL, found another")
    for prefix in _ENVELOPES:
        if identifier.startswith(prefix):
            return identifier.removeprefix(prefix).encode()
    raise NotRecognised(f"expected an envelope that begins with {' or '.join(_ENVELOPES)} found {shown(identifier[:40])}")


def _check_recognised(document: Document) -> None:
    kinds = {*names(document.get("type")), *names(document.get("@type"))}
    if "VerifiablePresentation" in kinds or "vp" in document:
        raise NotRecognised("expected a credential, found a presentation: send the credential that is in it")
    if kinds & _RECOGNISED_TYPES or "credentialSubject" in document:
        return
    if "Assertion" in kinds or "https://w3id.org/openbadges/v2" in names(document.get("@context")):
        raise NotRecognised("expected an Open Badges 3.0 credential, found an assertion of Open Badges 2.0, which is not read here")
    if "payload" in document and ("signatures" in document or "signature" in document):
        raise NotRecognised("expected a credential, found a JSON seal as Europass uses it, which is not read here")
    raise NotRecognised("expected a credential, found a JSON object without the type VerifiableCredential and without a credentialSubject")


def _excess(document: Document, size: int) -> TooComplex | None:
    """Return what makes the document more than we verify: each proof costs a canonicalisation of all of it, each list a fetch."""
    entries = things(document.get("credentialStatus"))
    lists = {address for entry in entries for address in names(entry.get("statusListCredential"))}
    proofs = document.get("proof")
    proofs_number = len(proofs) if isinstance(proofs, list) else 1
    amounts = {
        "proofs": (proofs_number, MOST_PROOFS),
        "bytes to canonicalise": (proofs_number * size, MOST_CANONICALISED),
        "status entries": (len(entries), MOST_STATUS_ENTRIES),
        "status lists": (len(lists), MOST_STATUS_LISTS),
    }
    too_many = [f"at most {most} {what}, found {amount}" for what, (amount, most) in amounts.items() if amount > most]
    return TooComplex(f"expected {'; '.join(too_many)}") if too_many else None


def _proofs(secured: Secured) -> tuple[tuple[PresentedProof, ...], CredentialServiceError | None]:
    try:
        return presented_proofs(secured), None
    except (ProofError, DocumentError) as error:
        return (), error


def _format(document: Document) -> str:
    return OPEN_BADGES if is_open_badge(document) else VERIFIABLE_CREDENTIAL
