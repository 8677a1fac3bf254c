"""Keys that are open: each is opened once and kept, for opening costs a tenth of a second by design."""

from dataclasses import replace
from threading import Lock

from app.adapters.keystores import certificates_at, copy_key, create_key, open_signer, store_of
from app.adapters.keystores.key_store import KeyAccess
from app.errors import KeyLocked
from app.model.record import IssuerKey
from app.model.secured import Algorithm, Jwk, Signer


class KeyRing:
    """Makes and opens keys with one access; safe for threads. A token that refused its PIN is not asked again: it counts."""

    def __init__(self, access: KeyAccess) -> None:
        self._access = access
        self._signers: dict[tuple[str, str], Signer] = {}
        self._refused: dict[str, KeyLocked] = {}
        self._lock = Lock()

    def create(self, uri: str, algorithm: Algorithm) -> Jwk:
        """Return the public half of a new key at `uri`. Raises SigningError."""
        return create_key(uri, algorithm, self._access)

    def signer_for(self, key: IssuerKey) -> Signer:
        """Return the signer of a key. Raises SigningError."""
        named = (key.id, key.public.verification_method)
        with self._lock:
            if named not in self._signers:
                self._signers[named] = self._opened(key)
            return self._signers[named]

    def certificates_at(self, uri: str, passphrase: bytes | None = None) -> tuple[bytes, ...]:
        """Return the certificates (DER) beside a key that was brought; `passphrase` opens it where the URI names no file with its own.

        Raises SigningError.
        """
        return certificates_at(uri, self._access_by(passphrase))

    def copy(self, uri: str, to: str, passphrase: bytes | None = None) -> None:
        """Copy a key that was brought into our own store; `passphrase` as in `certificates_at`. Raises SigningError."""
        copy_key(uri, to, self._access_by(passphrase))

    def _opened(self, key: IssuerKey) -> Signer:
        if key.uri in self._refused:
            raise self._refused[key.uri]
        try:
            return open_signer(key.uri, key.public.verification_method, key.algorithm, self._access)
        except KeyLocked as error:
            if store_of(key.uri).counts_tries:
                self._refused[key.uri] = error
            raise

    def _access_by(self, passphrase: bytes | None) -> KeyAccess:
        return self._access if passphrase is None else replace(self._access, seal_passphrase=passphrase)
