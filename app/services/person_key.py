"""The key of one learner, and the boxes that it opens.

Whatever could name a person lies in a box under that person's key. Erasing a person destroys the key: every box of theirs, in
every table, is unreadable at once.
"""

import secrets
from dataclasses import dataclass

from app.adapters.keystores.data_key import DataKeys
from app.crypto.ciphers import decrypt, encrypt
from app.errors import Erased, NotFound
from app.model.record import RecipientRow

_NONCE_BYTES = 12
_ERASED = "The learner's personal data was erased; what remains are numbers, dates, the status and hashes."


@dataclass(frozen=True, slots=True)
class PersonKey:
    """One recipient's key. Each box is bound to recipient and use: moved elsewhere, it does not open."""

    recipient_id: str
    key: bytes

    def close(self, use: str, plaintext: bytes) -> bytes:
        """Return the box that holds `plaintext` for that use."""
        return encrypt(self.key, plaintext, nonce=secrets.token_bytes(_NONCE_BYTES), context=self._context(use))

    def open(self, use: str, box: bytes) -> bytes:
        """Return what the box holds, or raise SecretUnreadable."""
        return decrypt(self.key, box, context=self._context(use))

    def _context(self, use: str) -> bytes:
        return f"{self.recipient_id}/{use}".encode()


def make_person_key(recipient_id: str) -> PersonKey:
    """Return a fresh key for that recipient."""
    return PersonKey(recipient_id, DataKeys.new_person_key())


def person_key_of(data_keys: DataKeys, row: RecipientRow) -> PersonKey:
    """Return the recipient's key, or raise Erased (a Gone) when the person was erased."""
    if row.wrapped_key is None:
        raise Erased(_ERASED)
    return PersonKey(row.id, data_keys.unwrap(row.tenant_id, row.wrapped_key))


def refuse_erased(row: RecipientRow | None) -> None:
    """Return where there is such a person; raise Erased (a Gone) where there was, NotFound where there never was."""
    if row is None:
        raise NotFound("There is no recipient of that id.")
    if row.erased_at is not None:
        raise Erased(_ERASED)
