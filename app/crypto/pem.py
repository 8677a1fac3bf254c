"""Public keys in PEM, as Open Badges 2.0 publishes them, turned into the one form in which keys travel here.

Spec: RFC 7468 §13 (PUBLIC KEY); RFC 8017 §A.1.1 (RSA PUBLIC KEY); Open Badges 2.0, CryptographicKey (publicKeyPem)
"""

from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.crypto.keys import MIN_RSA_BITS, PublicKeyObject, check_public_jwk, public_jwk
from app.errors import MalformedProof
from app.model.secured import Jwk

MAX_PEM_CHARACTERS = 16_384
"""Twice what an RSA key of 8192 bits takes, with room for line ends."""


@dataclass(frozen=True, slots=True)
class PemKey:
    """A public key, and why nothing is verified with it although it is one: `weak_bits`, an RSA modulus below MIN_RSA_BITS."""

    jwk: Jwk
    weak_bits: int | None = None


def key_of_pem(text: str) -> PemKey:
    """Return the public key that a PEM text holds.

    Raises:
        MalformedProof: no PEM, no public key (a private one, a certificate), or a kind that we do not use.
    """
    if len(text) > MAX_PEM_CHARACTERS:
        raise MalformedProof(f"expected a key of at most {MAX_PEM_CHARACTERS} characters of PEM, found {len(text)}")
    try:
        key = load_pem_public_key(text.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise MalformedProof("expected a public key in PEM, found something else") from error
    if not isinstance(key, PublicKeyObject):
        raise MalformedProof("expected a key of kind RSA, Ed25519, P-256, P-384 or P-521, found another")
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < MIN_RSA_BITS:
        return PemKey(public_jwk(key), key.key_size)
    jwk = public_jwk(key)
    check_public_jwk(jwk)
    return PemKey(jwk)
