"""From a passphrase that a person may have chosen to a key: slow on purpose, so that guessing is slow too.

The parameters are one of the equivalent settings that OWASP gives for scrypt, the one that fits into OpenSSL's 32 MiB limit, so
that the keys made here open with `openssl pkey` as well.

Spec: RFC 7914 (scrypt); OWASP Password Storage Cheat Sheet, scrypt
"""

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

COST = 2**14
BLOCK_SIZE = 8
PARALLELIZATION = 5
SALT_BYTES = 16
KEY_BYTES = 32


def stretched(passphrase: bytes, salt: bytes) -> bytes:
    """Return the key of 32 bytes that belongs to passphrase and salt; takes about a tenth of a second and 16 MiB."""
    return Scrypt(salt=salt, length=KEY_BYTES, n=COST, r=BLOCK_SIZE, p=PARALLELIZATION).derive(passphrase)
