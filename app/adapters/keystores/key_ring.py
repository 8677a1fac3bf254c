"""Keys that are open: each is opened once and kept, for opening costs a tenth of a second by design."""

from threading import Lock

from app.adapters.keystores import create_key, open_signer
from app.adapters.keystores.key_store import KeyAccess
from app.model.record import IssuerKey
from app.model.secured import Algorithm, Jwk, Signer


class KeyRing:
    """Makes and opens keys with one access; safe for threads."""

    def __init__(self, access: KeyAccess) -> None:
        self._access = access
        self._signers: dict[tuple[str, str], Signer] = {}
        self._lock = Lock()

    def create(self, uri: str, algorithm: Algorithm) -> Jwk:
        """Return the public half of a new key at `uri`. Raises SigningError."""
        return create_key(uri, algorithm, self._access)

    def signer_for(self, key: IssuerKey) -> Signer:
        """Return the signer of a key. Raises SigningError."""
        named = (key.id, key.public.verification_method)
        with self._lock:
            signer = self._signers.get(named)
            if signer is None:
                signer = open_signer(key.uri, key.public.verification_method, key.algorithm, self._access)
                self._signers[named] = signer
            return signer
