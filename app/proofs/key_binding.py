"""Key binding: whoever presents an SD-JWT signs that it is theirs, for one audience and one question.

The key is the one that the issuer wrote into the credential (`cnf`). How old a binding may be is left to the verifier.

Spec: RFC 9901 §4.3 (Key Binding JWT) and §7.3 (verification); RFC 7800 §3.2 (`cnf` with `jwk`)
"""

from dataclasses import dataclass
from hmac import compare_digest

from app.crypto.jws import CompactJws, read_compact, verify_compact
from app.crypto.keys import check_public_jwk
from app.errors import MalformedProof, UnsupportedSuite
from app.model.secured import Document, Jwk
from app.proofs.disclosures import digest_of, hash_named
from app.proofs.jws_header import stated_algorithm, stated_type
from app.proofs.jwt_claims import claimed_moment
from app.proofs.presentation_claims import answered
from app.proofs.suite import text_member
from app.schemas.strict_json import JsonLimits, read_object

TYPE = "kb+jwt"
BINDING = "key binding"

_LIMITS = JsonLimits(max_bytes=16_384, max_depth=8, max_nodes=200)


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """A key binding taken apart: which question it answers, and to whom; nothing of it has been verified."""

    jws: CompactJws
    hash: str
    challenge: str
    domain: str


def read_binding(text: str) -> KeyBinding:
    """Return a key binding taken apart.

    Raises:
        MalformedProof: no compact JWS of the type `kb+jwt`, or one without `sd_hash`, `nonce`, one `aud` or `iat`.
        DocumentError: the payload cannot be read.
    """
    jws = read_compact(text)
    stated_algorithm(jws.header)
    claims = read_object(jws.payload, _LIMITS)
    if stated_type(jws.header, "") != TYPE:
        raise MalformedProof(f"{BINDING}: expected the type {TYPE}, found another")
    challenge, domain = answered(claims)
    if challenge is None or domain is None or claimed_moment(claims, "iat") is None:
        raise MalformedProof(f"{BINDING}: expected nonce, aud and iat, found less")
    return KeyBinding(jws, text_member(claims, "sd_hash", BINDING), challenge, domain)


def verify_binding(binding: KeyBinding, payload: Document, presented: str) -> None:
    """Return nothing if the binding is by the key in the issuer's `payload`, for what is `presented` with it.

    Args:
        binding: as read.
        payload: what the issuer signed, before anything was disclosed.
        presented: the SD-JWT with its disclosures, to the last tilde.

    Raises:
        InvalidSignature: by another key. MalformedProof: for other disclosures, or the issuer named no key.
        UnsupportedSuite: the key is named in a way that is not read here.
    """
    if not compare_digest(binding.hash.encode(), digest_of(presented, hash_named(payload)).encode()):
        raise MalformedProof(f"{BINDING}: expected the hash of what it is presented with, found another")
    verify_compact(binding.jws, _holder_key(payload))


def _holder_key(payload: Document) -> Jwk:
    confirmation = payload.get("cnf")
    if not isinstance(confirmation, dict):
        raise MalformedProof(f"{BINDING}: expected a credential whose issuer names the holder's key (cnf), found none")
    jwk = confirmation.get("jwk")
    if not isinstance(jwk, dict):
        raise UnsupportedSuite(f"{BINDING}: expected the holder's key as cnf.jwk, found it named in another way")
    check_public_jwk(jwk)
    return jwk
