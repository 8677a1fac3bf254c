"""Credentials and presentations as COSE_Sign1: the payload is the document's JSON, its bytes are signed.

Two kinds, each a row of `KINDS`, told by `typ`; where that is absent, by the content type or by the media type.

Spec: VC-JOSE-COSE 1.0 §3.3 (securing with COSE), https://www.w3.org/TR/vc-jose-cose/#secure-with-cose; RFC 9052; RFC 9596 (typ);
RFC 9597 (claims in headers)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.crypto.cose import ALGORITHMS, CLAIMS, CONTENT_TYPE, KEY_ID, TYPE, Sign1, read_sign1, verify_sign1, write_sign1
from app.errors import MalformedProof, SigningError, UnsupportedSuite
from app.model.secured import Algorithm, Document, ProofPurpose, PublicKey, Secured, Signer
from app.proofs.enveloped_members import check_enveloped
from app.proofs.jws_header import method_named
from app.proofs.jwt_claims import ENVELOPES, check_unclaimed, claimed_moment
from app.proofs.presentation_claims import check_presentation, holder_of
from app.proofs.suite import ASSERTED, PresentedProof, ProofSuite, SecureOptions, Verified, VerifyOptions, known_key, write_json
from app.proofs.vc_jose import check_signer
from app.proofs.vc_jwt import LIMITS, issuer_of
from app.schemas.strict_json import read_object
from app.schemas.verifiable_credentials import is_data_model_1

_CLAIM_LABELS = {1: "iss", 3: "aud", 4: "exp", 5: "nbf", 6: "iat"}
"""RFC 8392 §4. What is not named here is ignored."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of COSE message: its name, the media type of its content, what it is for.

    check: refuses a document that is none of this kind; raises MalformedProof. controller: whose key it is.
    """

    name: str
    content_type: str
    purpose: ProofPurpose
    check: Callable[[Document], None]
    controller: Callable[[Document], str | None]

    @property
    def media_type(self) -> str:
        """What the whole message is."""
        return f"application/{self.name}"


@dataclass(frozen=True, slots=True)
class ReadCose:
    """A COSE message taken apart: nothing of it is checked but its form, and that its claims agree with the document."""

    sign1: Sign1
    document: Document
    proof: PresentedProof


def cose_proof(secured: Secured) -> PresentedProof:
    """Return what a COSE message says of its proof; `suite` is its kind.

    Raises:
        MalformedProof: no COSE_Sign1 of a known kind, or without the key's name. DocumentError: the payload cannot be read.
    """
    return read_cose(secured).proof


def read_cose(secured: Secured) -> ReadCose:
    """Return a COSE message taken apart, with the document in it. Raises as `cose_proof`."""
    sign1 = read_sign1(secured.body)
    document = read_object(sign1.payload, LIMITS)
    kind = _kind_of(sign1, secured.media_type)
    _check_unenveloped(document)
    kind.check(document)
    claims = _claims_of(sign1)
    controller = kind.controller(document)
    if claims.get("iss", controller) != controller:
        raise MalformedProof("claim iss disagrees with the document")
    proof = PresentedProof(
        suite=kind.name,
        algorithm_hint=sign1.algorithm.value,
        verification_method=method_named({"kid": _key_id(sign1)}, controller, None),
        purpose=kind.purpose.value,
        moment=claimed_moment(claims, "iat"),
        expires=claimed_moment(claims, "exp"),
        secured=Secured(secured.body, kind.media_type),
        domain=_text_or_none(claims.get("aud")),
        not_before=claimed_moment(claims, "nbf"),
    )
    return ReadCose(sign1, document, proof)


def _secure(kind: Kind, algorithm: Algorithm, document: Document, signer: Signer, options: SecureOptions) -> Secured:
    check_signer(signer, algorithm, options.purpose, kind.purpose)
    if options.challenge is not None or options.domain is not None:
        raise SigningError("expected neither challenge nor domain, for which VC-JOSE-COSE names no place in COSE; found one")
    check_unclaimed(document)
    kind.check(document)
    if is_data_model_1(document):
        raise MalformedProof("expected a document of the second data model, found one of the first, which no specification secures so")
    protected = {CONTENT_TYPE: kind.content_type, KEY_ID: signer.verification_method.encode(), TYPE: kind.media_type}
    return Secured(write_sign1(protected, write_json(document), signer), kind.media_type)


def _verify(algorithm: Algorithm, secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED) -> Verified:
    read = read_cose(secured)
    if read.proof.purpose != options.purpose.value:
        raise MalformedProof(f"expected a message for {options.purpose.value}, found one for {read.proof.purpose}")
    if read.sign1.algorithm is not algorithm:
        raise UnsupportedSuite(f"alg {read.sign1.algorithm.value}, expected {algorithm.value}")
    key = known_key(keys, read.proof.verification_method)
    verify_sign1(read.sign1, key.jwk)
    return Verified(read.document, read.proof.suite, key.verification_method, read.proof.purpose, read.proof.moment)


def _kind_of(sign1: Sign1, media_type: str) -> Kind:
    said = sign1.protected.get(TYPE)
    content = sign1.protected.get(CONTENT_TYPE)
    if said is None and content is not None:
        kind = next((each for each in KINDS.values() if each.content_type == content), None)
    else:
        name = media_type.partition(";")[0].strip() if said is None else said
        kind = KINDS.get(name.lower().removeprefix("application/")) if isinstance(name, str) else None
    if kind is None:
        raise MalformedProof(f"typ {str(said)[:50]!r}: expected {' or '.join(each.media_type for each in KINDS.values())}")
    return kind


def _key_id(sign1: Sign1) -> str:
    """Return the key's name; that it may stand unprotected is no danger: it only says with which key to try."""
    key_id = sign1.protected.get(KEY_ID, sign1.unprotected.get(KEY_ID))
    try:
        return key_id.decode() if isinstance(key_id, bytes) else ""
    except UnicodeDecodeError as error:
        raise MalformedProof("kid: expected a URL in UTF-8") from error


def _claims_of(sign1: Sign1) -> Document:
    claims = sign1.protected.get(CLAIMS, {})
    if not isinstance(claims, dict):
        raise MalformedProof("expected the claims of the protected header as a map, found another")
    return {name: claims[label] for label, name in _CLAIM_LABELS.items() if label in claims}


def _check_unenveloped(document: Document) -> None:
    if ENVELOPES & document.keys():
        raise MalformedProof("the payload is the document itself: no member vc or vp may stand in it")


def _check_presentation(document: Document) -> None:
    check_presentation(document)
    check_enveloped(document)


def _check_credential(document: Document) -> None:
    """A credential's shape is judged by others."""


def _holder(document: Document) -> str | None:
    return holder_of(document, {})


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("vc+cose", "application/vc", ProofPurpose.ASSERTION, _check_credential, issuer_of),
        Kind("vp+cose", "application/vp", ProofPurpose.AUTHENTICATION, _check_presentation, _holder),
    )
}
MEDIA_TYPES = frozenset(kind.media_type for kind in KINDS.values())

SUITES = tuple(
    ProofSuite(kind.name, algorithm, partial(_secure, kind, algorithm), partial(_verify, algorithm), signs_bytes=True)
    for kind in KINDS.values()
    for algorithm in ALGORITHMS.values()
)
