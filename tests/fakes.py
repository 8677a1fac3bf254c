"""Stand-ins with real cryptography: a signer whose key is always the same, in memory."""

import hashlib
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from app.crypto.keys import PrivateKeyObject
from app.crypto.signing import PrivateKeySigner
from app.model.secured import Algorithm, Jwk, PublicKey

SEED = b"\x07" * 32

_CURVES: dict[Algorithm, ec.EllipticCurve] = {
    Algorithm.ES256: ec.SECP256R1(),
    Algorithm.ES384: ec.SECP384R1(),
    Algorithm.ES512: ec.SECP521R1(),
}


class SignerInMemory:
    """Signs with a key made from `seed`; RSA keys are made anew in each test process, one for each seed.

    `controller` is what stands before the `#` of the verification method, unless it is given.
    """

    def __init__(
        self, verification_method: str, seed: bytes = SEED, algorithm: Algorithm = Algorithm.EDDSA, controller: str | None = None
    ) -> None:
        self._signer = PrivateKeySigner(verification_method, private_key_of(seed, algorithm), algorithm)
        self._controller = controller or verification_method.partition("#")[0]

    @property
    def verification_method(self) -> str:
        """The URL under which the public key is said."""
        return self._signer.verification_method

    @property
    def algorithm(self) -> Algorithm:
        """The one algorithm that this key is used with."""
        return self._signer.algorithm

    @property
    def jwk(self) -> Jwk:
        """The public key."""
        return self._signer.jwk

    @property
    def public_key(self) -> PublicKey:
        """The public key as its controller lists it."""
        return self._signer.public_key(self._controller)

    @property
    def public_keys(self) -> dict[str, PublicKey]:
        """The public key by its verification method, as verifying takes it."""
        return {self.verification_method: self.public_key}

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`."""
        return self._signer.sign(message)


def private_key_of(seed: bytes = SEED, algorithm: Algorithm = Algorithm.EDDSA) -> PrivateKeyObject:
    """Return the private key that belongs to `seed` and `algorithm`."""
    if algorithm is Algorithm.EDDSA:
        return ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    if algorithm in _CURVES:
        return ec.derive_private_key(int.from_bytes(hashlib.sha256(seed).digest(), "big"), _CURVES[algorithm])
    return _rsa_key(seed)


@cache
def _rsa_key(seed: bytes) -> rsa.RSAPrivateKey:
    del seed  # it only keeps different signers' keys apart
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
