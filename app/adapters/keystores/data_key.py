"""The secret that protects data at rest, and the keys that come from it.

One secret of 32 random bytes lies in `data.key`, in a box that the passphrase opens. From it each tenant's keys are derived, so
none of them is stored. A learner has a key of their own, wrapped by the tenant's: who destroys it has erased the learner.
Without this file and the passphrase no personal data can be read again: back up both, apart from the database.

The file: `PROSCENIUM-DATA-KEY-1`, a line end, 16 bytes of salt, and a box of `crypto.ciphers` under the stretched passphrase.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from app.adapters.keystores.secret_file import read_secret, write_secret
from app.adapters.keystores.stretching import SALT_BYTES, stretched
from app.crypto.ciphers import KEY_BYTES, NONCE_BYTES, decrypt, derive_key, encrypt
from app.errors import KeyLocked, KeyStoreUnavailable, SecretUnreadable

FILE_NAME = "data.key"

_MAGIC = b"PROSCENIUM-DATA-KEY-1\n"


@dataclass(frozen=True, slots=True)
class DataKeys:
    """The keys that protect data at rest. `secret` is 32 random bytes; keys of different tenants or purposes are unrelated."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise KeyStoreUnavailable(f"expected a data secret of {KEY_BYTES} bytes, found {len(self.secret)}")

    def wrapping_key(self, tenant_id: str) -> bytes:
        """Return the key under which this tenant's own keys and secrets lie."""
        return derive_key(self.secret, f"data/wrapping/{tenant_id}")

    def index_key(self, tenant_id: str) -> bytes:
        """Return the key of this tenant's keyed digests, by which people are found."""
        return derive_key(self.secret, f"data/index/{tenant_id}")

    def token_key(self, tenant_id: str) -> bytes:
        """Return the key of this tenant's tokens."""
        return derive_key(self.secret, f"data/token/{tenant_id}")

    def wrap(self, tenant_id: str, key: bytes) -> bytes:
        """Return `key` in a box that only this tenant's wrapping key opens; another box each time."""
        return encrypt(self.wrapping_key(tenant_id), key, nonce=secrets.token_bytes(NONCE_BYTES), context=_context(tenant_id))

    def unwrap(self, tenant_id: str, box: bytes) -> bytes:
        """Return the key in `box`; raises SecretUnreadable if it is another tenant's, or was changed."""
        return decrypt(self.wrapping_key(tenant_id), box, context=_context(tenant_id))

    @staticmethod
    def new_person_key() -> bytes:
        """Return a fresh key of 32 random bytes for one learner."""
        return secrets.token_bytes(KEY_BYTES)


def create_data_key(keys_dir: Path, passphrase: bytes) -> DataKeys:
    """Make the secret, write it to `data.key`, and return its keys. Raises KeyStoreUnavailable if there is one already."""
    secret, salt = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(SALT_BYTES)
    head = _MAGIC + salt
    box = encrypt(stretched(passphrase, salt), secret, nonce=secrets.token_bytes(NONCE_BYTES), context=head)
    write_secret(keys_dir / FILE_NAME, head + box)
    return DataKeys(secret)


def open_data_key(keys_dir: Path, passphrase: bytes) -> DataKeys:
    """Return the keys from the secret in `data.key`.

    Raises:
        KeyLocked: the passphrase does not open it, or the file was changed.
        KeyStoreUnavailable: no file, one that others can read, or not such a file.
    """
    path = keys_dir / FILE_NAME
    content = read_secret(path)
    head, box = content[: len(_MAGIC) + SALT_BYTES], content[len(_MAGIC) + SALT_BYTES :]
    if not content.startswith(_MAGIC):
        raise KeyStoreUnavailable(f"expected a data key of version 1 at {path}, found something else")
    try:
        return DataKeys(decrypt(stretched(passphrase, head[len(_MAGIC) :]), box, context=head))
    except SecretUnreadable as error:
        raise KeyLocked(f"the passphrase does not open {path}, or the file is damaged") from error


def settle_data_key(keys_dir: Path, passphrase: bytes) -> DataKeys:
    """Return the keys from `data.key`, which is made where there is none; several processes may start at once.

    Raises:
        KeyLocked, KeyStoreUnavailable: as `open_data_key` and `create_data_key`.
    """
    path = keys_dir / FILE_NAME
    if not path.exists():
        try:
            return create_data_key(keys_dir, passphrase)
        except KeyStoreUnavailable:
            if not path.exists():
                raise
    return open_data_key(keys_dir, passphrase)


def _context(tenant_id: str) -> bytes:
    return f"wrapped key of {tenant_id}".encode()
