"""A private key in memory as `Signer`. Other key stores implement the same protocol: `app.model.secured.Signer`.

Signatures are tested with the public key before they are given out: a faulty one would be worthless. Of ECDSA and RSA every one
is: one wrong nonce, or a fault in one prime, betrays the key to whoever reads that signature. EdDSA draws no nonce, a fault betrays
its key only to who also gets the right signature over the same bytes, and testing costs three times what signing does: the first of
each opened key is tested, which shows that its halves belong together, and every 64th after it, which finds a machine that has
begun to err (docs/decisions/0023-proof-suites.md).
EdDSA is made by libsodium, in half of OpenSSL's time, and tested by OpenSSL: both give the same bytes.

Spec: RFC 7518 §3 (what a signature's bytes are), RFC 8037 §3.1
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

from app.crypto.keys import PrivateKeyObject, allowed_algorithms, public_jwk, rsa_padding, verify_signature
from app.errors import InvalidSignature, MalformedProof, SigningError
from app.model.secured import Algorithm, Jwk, PublicKey

TESTED_ONE_IN = 64
"""Of EdDSA's signatures by one opened key; the first always is."""

_ED25519_BYTES = 64
_DIGESTS = {Algorithm.ES256: hashes.SHA256(), Algorithm.ES384: hashes.SHA384(), Algorithm.ES512: hashes.SHA512()}


@dataclass(frozen=True, slots=True)
class PrivateKeySigner:
    """Signs with a private key that lies in this process's memory.

    Raises:
        SigningError: the key is not one for `algorithm`, or of a kind, size or curve that we do not use.
    """

    verification_method: str
    private_key: PrivateKeyObject = field(repr=False)
    algorithm: Algorithm
    jwk: Jwk = field(init=False, repr=False)
    _secret: bytes = field(init=False, repr=False, compare=False, default=b"")
    _numbers: Iterator[int] = field(init=False, repr=False, compare=False, default_factory=count)

    def __post_init__(self) -> None:
        try:
            jwk = public_jwk(self.private_key)
            allowed = allowed_algorithms(jwk)
        except MalformedProof as error:
            raise SigningError(f"the key of {self.verification_method} cannot sign: {error.detail}") from error
        if self.algorithm not in allowed:
            raise SigningError(f"the key of {self.verification_method} is not one for {self.algorithm}")
        object.__setattr__(self, "jwk", jwk)
        if isinstance(self.private_key, ed25519.Ed25519PrivateKey):
            object.__setattr__(self, "_secret", crypto_sign_seed_keypair(self.private_key.private_bytes_raw())[1])

    def sign(self, message: bytes) -> bytes:
        """Return the signature over `message`, tested where it must be; ECDSA as r‖s. Raises SigningError."""
        number = next(self._numbers)
        try:
            signature = self._signature(message)
            if self.algorithm is not Algorithm.EDDSA or number % TESTED_ONE_IN == 0:
                verify_signature(self.jwk, self.algorithm, message, signature)
        except (InvalidSignature, MalformedProof, UnsupportedAlgorithm, ValueError) as error:
            raise SigningError(f"the key of {self.verification_method} made no signature that its public key accepts") from error
        return signature

    def public_key(self, controller: str) -> PublicKey:
        """Return the public half as `controller` would list it."""
        return PublicKey(verification_method=self.verification_method, controller=controller, jwk=self.jwk)

    def _signature(self, message: bytes) -> bytes:
        if isinstance(self.private_key, rsa.RSAPrivateKey):
            return self.private_key.sign(message, rsa_padding(self.algorithm), hashes.SHA256())
        if isinstance(self.private_key, ec.EllipticCurvePrivateKey):
            size = (self.private_key.curve.key_size + 7) // 8
            r, s = decode_dss_signature(self.private_key.sign(message, ec.ECDSA(_DIGESTS[self.algorithm])))
            return r.to_bytes(size, "big") + s.to_bytes(size, "big")
        return crypto_sign(message, self._secret)[:_ED25519_BYTES]
