"""Encryption at rest: AES-256-GCM boxes, and the keys for them.

A box is `version ‖ nonce ‖ ciphertext and tag`. What a box is about (`context`) is authenticated with it, so that one put into
another row does not open. The caller brings the nonce, because this floor has no randomness: twelve random bytes, never twice
under one key.

Spec: NIST SP 800-38D (GCM); RFC 5869 (HKDF)
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import SecretUnreadable

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16

_VERSION = b"\x01"
_OVERHEAD = len(_VERSION) + NONCE_BYTES + TAG_BYTES


def encrypt(key: bytes, plaintext: bytes, *, nonce: bytes, context: bytes) -> bytes:
    """Return a box with `plaintext` in it, that opens only under `key` (32 bytes) and for the same `context`.

    Raises:
        ValueError: key or nonce is of another length; that is the programmer's fault, never the data's.
    """
    if len(key) != KEY_BYTES or len(nonce) != NONCE_BYTES:
        raise ValueError(f"expected a key of {KEY_BYTES} and a nonce of {NONCE_BYTES} bytes, found {len(key)} and {len(nonce)}")
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plaintext, _VERSION + context)


def decrypt(key: bytes, box: bytes, *, context: bytes) -> bytes:
    """Return what lies in `box`.

    Raises:
        SecretUnreadable: another key, another context, another version, or a box that was changed or cut.
    """
    if len(key) != KEY_BYTES or len(box) < _OVERHEAD or not box.startswith(_VERSION):
        raise SecretUnreadable("expected an encrypted box of version 1 and its key, found another or none")
    nonce, ciphertext = box[1 : 1 + NONCE_BYTES], box[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _VERSION + context)
    except InvalidTag as error:
        raise SecretUnreadable("an encrypted box does not open with the key and for the thing that it belongs to") from error


def derive_key(secret: bytes, label: str) -> bytes:
    """Return a key of 32 bytes for the purpose that `label` names; other labels give unrelated keys."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=b"proscenium:" + label.encode()).derive(secret)
