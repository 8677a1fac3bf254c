"""Credentials and presentations as JSON Web Tokens: the bytes themselves are signed.

Three profiles are read, by `typ`: Open Badges 3.0 (absent or `JWT`: the payload is the credential and repeats it in registered
claims), VC Data Model 1.1 (the same with the credential in the claim `vc`, a presentation in `vp`), and VC-JOSE (`vc+jwt`,
`vp+jwt`: the payload is the document). Where `typ` is absent, the media type may say it. Written here is Open Badges' profile;
`vc_jose` writes the others.

Spec: Open Badges 3.0 §8.2 (JSON Web Token proof format), https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof;
VC Data Model 1.1 §6.3.1; VC-JOSE-COSE 1.0 §3.1; RFC 7519; RFC 8725 (best practices)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from app.crypto.jws import CompactJws, read_compact, verify_compact, write_compact
from app.errors import MalformedProof, SigningError, UnsupportedSuite
from app.model.secured import Algorithm, Document, ProofPurpose, PublicKey, Secured, Signer
from app.proofs.jws_header import embedded_jwk, key_of, method_named, stated_algorithm, stated_type
from app.proofs.jwt_claims import JWT, VC_JWT, VP_JWT, claimed_moment, credential_in, with_claims
from app.proofs.presentation_claims import answered, holder_of, presentation_in
from app.proofs.suite import ASSERTED, PresentedProof, ProofSuite, SecureOptions, Verified, VerifyOptions, write_json
from app.schemas.strict_json import JsonLimits, read_object

MEDIA_TYPE = "text/plain"
NAME = "vc-jwt"
LIMITS = JsonLimits(max_bytes=5 * 1024 * 1024, max_depth=32, max_nodes=100_000)
"""No graph is made of a JWT, so more of it is affordable."""

_BY_MEDIA_TYPE = {f"application/{kind}": kind for kind in (VC_JWT, VP_JWT)}


@dataclass(frozen=True, slots=True)
class ReadJwt:
    """A JWT taken apart: nothing of it is checked but its form, and that its claims agree with each other."""

    jws: CompactJws
    document: Document
    proof: PresentedProof


def jwt_proof(secured: Secured) -> PresentedProof:
    """Return what a JWT says of its proof; its `suite` is `vc-jwt`, `vc+jwt`, or `vp+jwt` for presentations of any profile.

    The key is named by `kid`, counted from the issuer or holder where it is a mere fragment; else by the thumbprint of the header's
    `jwk` (RFC 9278). `expires` is not that of a credential in the other profiles than vc+jwt, where `exp` only repeats its end.

    Raises:
        MalformedProof: no compact JWS of a credential or presentation; no algorithm that proves anything; no key named; a private
            key shown.
        DocumentError: the payload cannot be read.
    """
    return read_jwt(secured).proof


def read_jwt(secured: Secured) -> ReadJwt:
    """Return a JWT taken apart, with the document in it. Raises as `jwt_proof`."""
    text = read_text(secured)
    jws = read_compact(text)
    algorithm = stated_algorithm(jws.header)
    claims = read_object(jws.payload, LIMITS)
    kind = _kind_of(jws.header, secured.media_type)
    presents = kind == VP_JWT or (kind == JWT and "vp" in claims)
    document = presentation_in(claims, kind) if presents else credential_in(claims, kind)
    embedded = embedded_jwk(jws.header)
    challenge, domain = answered(claims) if presents else (None, None)
    proof = PresentedProof(
        suite=VP_JWT if presents else VC_JWT if kind == VC_JWT else NAME,
        algorithm_hint=algorithm,
        verification_method=method_named(jws.header, _controller(document, claims, presents=presents), embedded),
        purpose=(ProofPurpose.AUTHENTICATION if presents else ProofPurpose.ASSERTION).value,
        moment=claimed_moment(claims, "iat"),
        expires=claimed_moment(claims, "exp") if presents or kind == VC_JWT else None,
        secured=Secured(text.encode(), f"application/{kind}" if kind in _BY_MEDIA_TYPE.values() else MEDIA_TYPE),
        embedded_jwk=embedded,
        challenge=challenge,
        domain=domain,
        not_before=claimed_moment(claims, "nbf"),
    )
    return ReadJwt(jws, document, proof)


def verify_jwt(algorithm: Algorithm, secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED) -> Verified:
    """Return what a JWT of any profile covers: a credential where it is to assert, a presentation where it is to authenticate.

    Raises:
        MalformedProof: no such JWT. InvalidSignature: the signature does not hold. UnsupportedSuite: another algorithm.
        DocumentError: the payload cannot be read.
    """
    read = read_jwt(secured)
    if read.proof.purpose != options.purpose.value:
        raise MalformedProof(f"expected a JWT for {options.purpose.value}, found one for {read.proof.purpose}")
    if read.proof.algorithm_hint != algorithm:
        raise UnsupportedSuite(f"alg {read.proof.algorithm_hint!r}, expected {algorithm.value}")
    key = key_of(read.proof, keys)
    verify_compact(read.jws, key.jwk)
    return Verified(read.document, read.proof.suite, key.verification_method, read.proof.purpose, read.proof.moment)


def read_text(secured: Secured) -> str:
    """Return the JWT's text without the white space around it, or raise MalformedProof where it is none."""
    try:
        return secured.body.decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise MalformedProof("a JWT has only ASCII characters") from error


def issuer_of(document: Document) -> str | None:
    """Return the issuer's identifier, as written; None where there is none."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    return identifier if isinstance(identifier, str) else None


def _secure(algorithm: Algorithm, document: Document, signer: Signer, options: SecureOptions) -> Secured:
    """Return the JWT of a credential in Open Badges' profile: its claims repeat the document, the moment is written nowhere."""
    if signer.algorithm is not algorithm or options.purpose is not ProofPurpose.ASSERTION:
        raise SigningError(f"expected a key for {algorithm.value} and {ProofPurpose.ASSERTION.value}")
    header: Document = {"alg": algorithm.value, "typ": "JWT", "kid": signer.verification_method}
    return Secured(write_compact(header, write_json(with_claims(document)), signer).encode(), MEDIA_TYPE)


def _controller(document: Document, claims: Document, *, presents: bool) -> str | None:
    return holder_of(document, claims) if presents else issuer_of(document)


def _kind_of(header: Document, media_type: str) -> str:
    kind = stated_type(header, _BY_MEDIA_TYPE.get(media_type.partition(";")[0].strip().lower(), JWT))
    if kind not in {JWT, VC_JWT, VP_JWT}:
        raise MalformedProof(f"typ {str(header.get('typ'))[:50]!r}: expected JWT, vc+jwt or vp+jwt")
    return kind


SUITES = tuple(
    ProofSuite(NAME, algorithm, partial(_secure, algorithm), partial(verify_jwt, algorithm), signs_bytes=True) for algorithm in Algorithm
)
