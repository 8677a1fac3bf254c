"""Credentials as JSON Web Tokens: the bytes themselves are signed.

Three profiles are read, by `typ`: Open Badges 3.0 (absent or `JWT`: the payload is the credential and repeats it in registered
claims), VC Data Model 1.1 (the same with the credential in the claim `vc`), and VC-JOSE (`vc+jwt`: the payload is the credential).
Written is Open Badges' profile.

Spec: Open Badges 3.0 §8.2 (JSON Web Token proof format), https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof;
VC Data Model 1.1 §6.3.1; VC-JOSE-COSE 1.0 §3.1; RFC 7519; RFC 8725 (best practices)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from app.crypto.jws import CompactJws, read_compact, verify_compact, write_compact
from app.crypto.keys import check_public_jwk, thumbprint
from app.errors import InvalidSignature, MalformedProof, SigningError, UnsupportedSuite
from app.model.secured import Algorithm, Document, Jwk, ProofPurpose, PublicKey, Secured, Signer
from app.proofs.jwt_claims import JWT, VC_JWT, claimed_moment, credential_in, with_claims
from app.proofs.suite import (
    ASSERTED,
    PresentedProof,
    ProofSuite,
    SecureOptions,
    Verified,
    VerifyOptions,
    known_key,
    text_member,
    write_json,
)
from app.schemas.strict_json import JsonLimits, read_object

MEDIA_TYPE = "text/plain"
NAME = "vc-jwt"
LIMITS = JsonLimits(max_bytes=5 * 1024 * 1024, max_depth=32, max_nodes=100_000)
"""No graph is made of a JWT, so more of it is affordable."""

_THUMBPRINT_URN = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"
_PROVES_NOTHING = ("NONE", "HS")
_JWK_MEMBERS = ("kty", "crv", "x", "y", "n", "e")
_MOST_KID_CHARACTERS = 2_048


@dataclass(frozen=True, slots=True)
class _Read:
    """A JWT taken apart: nothing of it is checked but its form, and that its claims agree with each other."""

    jws: CompactJws
    document: Document
    proof: PresentedProof


def jwt_proof(text: str) -> PresentedProof:
    """Return what a JWT says of its proof.

    The key is named by `kid`, counted from the issuer where it is a mere fragment; else by the thumbprint of the header's `jwk`
    (RFC 9278). Addresses of keys or certificates (`jku`, `x5u`, `x5c`) are never followed. `expires` is that of a vc+jwt; in
    the other profiles `exp` only repeats the credential's own end.

    Raises:
        MalformedProof: no compact JWS of a credential; no algorithm that proves anything; no key named; a private key shown.
        DocumentError: the payload cannot be read.
    """
    return _read(text).proof


def _secure(algorithm: Algorithm, document: Document, signer: Signer, options: SecureOptions) -> Secured:
    """Return the JWT of a credential in Open Badges' profile: its claims repeat the document, the moment is written nowhere."""
    if signer.algorithm is not algorithm or options.purpose is not ProofPurpose.ASSERTION:
        raise SigningError(f"expected a key for {algorithm.value} and {ProofPurpose.ASSERTION.value}")
    header: Document = {"alg": algorithm.value, "typ": "JWT", "kid": signer.verification_method}
    return Secured(write_compact(header, write_json(with_claims(document)), signer).encode(), MEDIA_TYPE)


def _verify(algorithm: Algorithm, secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED) -> Verified:
    if options.purpose is not ProofPurpose.ASSERTION:
        raise MalformedProof("a credential's JWT asserts, and is for nothing else")
    read = _read(read_text(secured))
    if read.proof.algorithm_hint != algorithm:
        raise UnsupportedSuite(f"alg {read.proof.algorithm_hint!r}, expected {algorithm.value}")
    key = _key_of(read.proof, keys)
    verify_compact(read.jws, key.jwk)
    return Verified(read.document, NAME, key.verification_method, read.proof.purpose, read.proof.moment)


def read_text(secured: Secured) -> str:
    """Return the JWT's text without the white space around it, or raise MalformedProof where it is none."""
    try:
        return secured.body.decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise MalformedProof("a JWT has only ASCII characters") from error


def _read(text: str) -> _Read:
    jws = read_compact(text)
    algorithm = text_member(jws.header, "alg", "JWT header")
    if algorithm.upper().startswith(_PROVES_NOTHING):
        raise MalformedProof(f"alg {algorithm[:20]!r}: expected a signature that a public key verifies")
    claims = read_object(jws.payload, LIMITS)
    kind = _kind_of(jws.header)
    document = credential_in(claims, kind)
    embedded = _embedded_jwk(jws.header)
    proof = PresentedProof(
        suite=NAME,
        algorithm_hint=algorithm,
        verification_method=_method_named(jws.header, document, embedded),
        purpose=ProofPurpose.ASSERTION.value,
        moment=claimed_moment(claims, "iat"),
        expires=claimed_moment(claims, "exp") if kind == VC_JWT else None,
        secured=Secured(text.encode(), MEDIA_TYPE),
        embedded_jwk=embedded,
    )
    return _Read(jws, document, proof)


def _kind_of(header: Document) -> str:
    typ = header.get("typ", "JWT")
    kind = typ.lower().removeprefix("application/") if isinstance(typ, str) else ""
    if kind not in {JWT, VC_JWT}:
        raise MalformedProof(f"typ {str(typ)[:50]!r}: expected JWT or vc+jwt")
    return kind


def _embedded_jwk(header: Document) -> Jwk | None:
    jwk = header.get("jwk")
    if jwk is None:
        return None
    if not isinstance(jwk, dict):
        raise MalformedProof("JWT header: jwk is not an object")
    check_public_jwk(jwk)
    return {name: jwk[name] for name in _JWK_MEMBERS if name in jwk}


def _method_named(header: Document, document: Document, embedded: Jwk | None) -> str:
    if "kid" not in header and embedded is not None:
        return _THUMBPRINT_URN + thumbprint(embedded)
    kid = text_member(header, "kid", "JWT header")
    if len(kid) > _MOST_KID_CHARACTERS or not kid.isprintable() or " " in kid:
        raise MalformedProof("JWT header: kid is not a URL")
    issuer = document.get("issuer")
    issuer_id = issuer.get("id") if isinstance(issuer, dict) else issuer
    return f"{issuer_id}{kid}" if kid.startswith("#") else kid


def _key_of(presented: PresentedProof, keys: Mapping[str, PublicKey]) -> PublicKey:
    """A header's key counts only where it is one of `keys`, and then only the one that `kid` names."""
    if presented.embedded_jwk is None:
        return known_key(keys, presented.verification_method)
    shown = thumbprint(presented.embedded_jwk)
    if presented.verification_method == _THUMBPRINT_URN + shown:
        return known_key({_THUMBPRINT_URN + thumbprint(key.jwk): key for key in keys.values()}, presented.verification_method)
    key = known_key(keys, presented.verification_method)
    if thumbprint(key.jwk) != shown:
        raise InvalidSignature(f"the header's jwk is not the key of {presented.verification_method}")
    return key


SUITES = tuple(ProofSuite(NAME, algorithm, partial(_secure, algorithm), partial(_verify, algorithm)) for algorithm in Algorithm)
