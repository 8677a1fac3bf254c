"""The shape of a key store: a record of functions, and what opens the stores of this installation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.crypto.keys import PrivateKeyObject
from app.model.secured import Algorithm, Jwk, Signer


@dataclass(frozen=True, slots=True)
class KeyAccess:
    """What stores need to open keys.

    `keys_dir` is where those that keep files keep them; `passphrase` opens what we made there, `seal_passphrase` what was brought and
    names no passphrase of its own. `pkcs11_module` is the library of the token: what is loaded is for settings to say, never for a URI.
    """

    keys_dir: Path
    passphrase: bytes = field(repr=False)
    seal_passphrase: bytes | None = field(default=None, repr=False)
    pkcs11_module: Path | None = None


def no_certificates(_uri: str, _access: KeyAccess) -> tuple[bytes, ...]:
    """Return none: such a store keeps keys alone."""
    return ()


@dataclass(frozen=True, slots=True)
class KeyStore:
    """One way to keep private keys. All functions take the whole URI first; all raise KeyStoreUnavailable, and all but create KeyLocked.

    create: make a key and return its public half; never replaces one.
    open: return the signer with (URI, verification method, algorithm).
    certificates: return the certificates (DER) that lie beside the key, its own first; none where the store keeps none.
    private_key: return the key itself; None where it never leaves the store.
    counts_tries: whether a wrong passphrase brings the key nearer to being locked for good, so that none is tried twice.
    """

    scheme: str
    create: Callable[[str, Algorithm, KeyAccess], Jwk]
    open: Callable[[str, str, Algorithm, KeyAccess], Signer]
    certificates: Callable[[str, KeyAccess], tuple[bytes, ...]] = no_certificates
    private_key: Callable[[str, KeyAccess], PrivateKeyObject] | None = None
    counts_tries: bool = False
