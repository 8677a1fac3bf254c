"""Credentials and presentations of the W3C's data model as JSON Web Tokens: the payload is the document itself.

A document of the first data model goes into the claim `vc` or `vp` instead, as that model has it. Verified they are all by `vc_jwt`.

Spec: VC-JOSE-COSE 1.0 §3.1 (securing with JOSE), https://www.w3.org/TR/vc-jose-cose/#secure-with-jose; VC Data Model 1.1 §6.3.1
"""

from functools import partial

from app.crypto.jws import write_compact
from app.errors import SigningError
from app.model.secured import Algorithm, Document, ProofPurpose, Secured, Signer
from app.proofs.enveloped_members import check_enveloped
from app.proofs.jwt_claims import VC_JWT, VP_JWT, check_unclaimed, enveloped_claims
from app.proofs.presentation_claims import check_presentation, enveloped_presentation, with_answer
from app.proofs.suite import ProofSuite, SecureOptions, write_json
from app.proofs.vc_jwt import verify_jwt
from app.schemas.verifiable_credentials import is_data_model_1

OLD_MEDIA_TYPE = "application/jwt"


def check_signer(signer: Signer, algorithm: Algorithm, found: ProofPurpose, purpose: ProofPurpose) -> None:
    """Return nothing if the key is one for the algorithm, and the purpose the one that is meant. Raises SigningError."""
    if signer.algorithm is not algorithm or found is not purpose:
        raise SigningError(f"expected a key for {algorithm.value} and {purpose.value}, found {signer.algorithm.value} and {found.value}")


def _secure_credential(algorithm: Algorithm, document: Document, signer: Signer, options: SecureOptions) -> Secured:
    check_signer(signer, algorithm, options.purpose, ProofPurpose.ASSERTION)
    check_unclaimed(document)
    if is_data_model_1(document):
        return _written("JWT", None, enveloped_claims(document), signer)
    return _written(VC_JWT, "vc", document, signer)


def _secure_presentation(algorithm: Algorithm, document: Document, signer: Signer, options: SecureOptions) -> Secured:
    check_signer(signer, algorithm, options.purpose, ProofPurpose.AUTHENTICATION)
    check_presentation(document)
    check_unclaimed(document)
    if is_data_model_1(document):
        return _written("JWT", None, with_answer(enveloped_presentation(document), options.challenge, options.domain), signer)
    check_enveloped(document)
    return _written(VP_JWT, "vp", with_answer(document, options.challenge, options.domain), signer)


def _written(typ: str, cty: str | None, payload: Document, signer: Signer) -> Secured:
    content_type = {"cty": cty} if cty else {}
    header: Document = {"typ": typ, **content_type, "kid": signer.verification_method}
    text = write_compact(header, write_json(payload), signer)
    return Secured(text.encode(), f"application/{typ}" if cty else OLD_MEDIA_TYPE)


_SECURES = {VC_JWT: _secure_credential, VP_JWT: _secure_presentation}

SUITES = tuple(
    ProofSuite(name, algorithm, partial(secure, algorithm), partial(verify_jwt, algorithm), signs_bytes=True)
    for name, secure in _SECURES.items()
    for algorithm in Algorithm
)
