"""Private keys as JSON Web Keys, as test suites hand them out. Our own never lie about like this: they live in key stores.

Spec: RFC 7518 §6.2.2 (elliptic curves), RFC 8037 §2 (Ed25519)
"""

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from app.crypto.encodings import decode_base64url
from app.crypto.keys import PrivateKeyObject, public_jwk
from app.errors import MalformedProof, SigningError

_CURVES: Mapping[str, ec.EllipticCurve] = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}


def read_private_jwk(jwk: Mapping[str, Any]) -> PrivateKeyObject:
    """Return the private key that a JWK says: Ed25519, P-256, P-384 or P-521.

    Raises:
        SigningError: another kind, no `d`, or one that does not belong to the public part beside it; never says what it was.
    """
    secret = jwk.get("d")
    if not isinstance(secret, str):
        raise SigningError("expected a private JWK with the text d, found none")
    try:
        key = _key(jwk, decode_base64url(secret))
    except (MalformedProof, ValueError) as error:
        raise SigningError("expected a private JWK whose d is a key of its kind, found another") from error
    if any(jwk.get(member) != value for member, value in public_jwk(key).items()):
        raise SigningError("expected a private JWK whose public part belongs to it, found another")
    return key


def _key(jwk: Mapping[str, Any], secret: bytes) -> PrivateKeyObject:
    kind, curve = jwk.get("kty"), jwk.get("crv")
    if (kind, curve) == ("OKP", "Ed25519"):
        return ed25519.Ed25519PrivateKey.from_private_bytes(secret)
    if kind == "EC" and isinstance(curve, str) and curve in _CURVES:
        return ec.derive_private_key(int.from_bytes(secret, "big"), _CURVES[curve])
    raise SigningError("expected a private JWK of Ed25519, P-256, P-384 or P-521, found another")
