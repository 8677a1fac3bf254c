"""The table of cryptosuites: a new one is one row.

Spec: VC Data Integrity EdDSA Cryptosuites 1.0 §3, https://www.w3.org/TR/vc-di-eddsa/;
VC Data Integrity ECDSA Cryptosuites 1.0 §3, https://www.w3.org/TR/vc-di-ecdsa/ (P-384 hashes with SHA-384 throughout)
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from app.model.secured import Algorithm
from app.proofs.data_integrity.transformations import JCS, RDFC, Transformation


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """One row: name, key algorithm, hash, bytes of a signature, and what is hashed. Curves under one name are rows of their own."""

    name: str
    algorithm: Algorithm
    digest: Callable[[bytes], bytes]
    signature_bytes: int
    transformation: Transformation


def sha256(text: bytes) -> bytes:
    """Return the SHA-256 of `text`: 32 bytes."""
    return hashlib.sha256(text).digest()


def sha384(text: bytes) -> bytes:
    """Return the SHA-384 of `text`: 48 bytes."""
    return hashlib.sha384(text).digest()


CRYPTOSUITES = (
    Cryptosuite("eddsa-rdfc-2022", Algorithm.EDDSA, sha256, 64, RDFC),
    Cryptosuite("eddsa-jcs-2022", Algorithm.EDDSA, sha256, 64, JCS),
    Cryptosuite("ecdsa-rdfc-2019", Algorithm.ES256, sha256, 64, RDFC),
    Cryptosuite("ecdsa-rdfc-2019", Algorithm.ES384, sha384, 96, RDFC),
    Cryptosuite("ecdsa-jcs-2019", Algorithm.ES256, sha256, 64, JCS),
    Cryptosuite("ecdsa-jcs-2019", Algorithm.ES384, sha384, 96, JCS),
)
