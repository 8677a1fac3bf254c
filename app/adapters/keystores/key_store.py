"""The shape of a key store: a record of two functions, and what opens the stores of this installation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.model.secured import Algorithm, Jwk, Signer


@dataclass(frozen=True, slots=True)
class KeyAccess:
    """What stores need to open keys. `keys_dir` is where those that keep files keep them."""

    keys_dir: Path
    passphrase: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyStore:
    """One way to keep private keys. Both functions take the whole URI first; both raise KeyStoreUnavailable.

    create: make a key and return its public half; never replaces one.
    open: return the signer with (URI, verification method, algorithm); also raises KeyLocked.
    """

    scheme: str
    create: Callable[[str, Algorithm, KeyAccess], Jwk]
    open: Callable[[str, str, Algorithm, KeyAccess], Signer]
