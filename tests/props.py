"""What the tests' installations are furnished with: a clock that stands still, keys in memory, a network at hand, a refusing database."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from app.adapters.database.session import Database
from app.adapters.fetch import Answer, DocumentsGiven, FetchPurpose
from app.crypto.keys import PrivateKeyObject, public_jwk
from app.crypto.signing import PrivateKeySigner
from app.errors import KeyLocked, StorageUnavailable
from app.model.record import IssuerKey
from app.model.secured import Algorithm, Jwk, Signer
from tests.fakes import private_key_of

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
RSA_SEED = b"the one RSA key of this process"


class Clock:
    """Stands at noon until a test moves it."""

    def __init__(self, moment: datetime = NOON) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.moment

    def move(self, **step: float) -> None:
        """Let that much time pass."""
        self.moment += timedelta(**step)


class KeysInMemory:
    """Keys made from their URIs: a process that starts again has the same ones. `locked` keeps every key from being used."""

    def __init__(self) -> None:
        self.locked = False
        self.created: list[str] = []
        self.opened: list[str] = []

    def create(self, uri: str, algorithm: Algorithm) -> Jwk:
        """Return the public half of the key of that URI."""
        self.created.append(uri)
        return public_jwk(_private_key(uri, algorithm))

    def signer_for(self, key: IssuerKey) -> Signer:
        """Return the signer of a key, or raise KeyLocked."""
        if self.locked:
            raise KeyLocked("the passphrase does not open it")
        self.opened.append(key.uri)
        return PrivateKeySigner(key.public.verification_method, _private_key(key.uri, key.algorithm), key.algorithm)


def _private_key(uri: str, algorithm: Algorithm) -> PrivateKeyObject:
    seed = RSA_SEED if algorithm is Algorithm.RS256 else hashlib.sha256(uri.encode()).digest()
    return private_key_of(seed, algorithm)


class Network:
    """Documents at hand by address, and which addresses were asked for."""

    def __init__(self, clock: Clock) -> None:
        self.documents: dict[str, bytes] = {}
        self.asked: list[str] = []
        self._clock = clock

    def fetch(self, url: str, purpose: FetchPurpose) -> Answer:
        """Return what lies at that address."""
        self.asked.append(url)
        return DocumentsGiven(self.documents, self._clock).fetch(url, purpose)


class Storage(Database):
    """A real database that counts writes, and refuses those whose turn is in `refused`: 1 is the next one."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url
        self.refused: set[int] = set()

    def write(self, work: Any) -> Any:
        """Return what `work` returns, or raise StorageUnavailable when it is this one's turn."""
        now = 1 in self.refused
        self.refused = {turn - 1 for turn in self.refused if turn > 1}
        if now:
            raise StorageUnavailable("The database does not write.")
        return super().write(work)
