"""Keys that were made elsewhere and stay where they are: how a URI names them, and which passphrase opens them.

`SCHEME:PLACE?pin-source=FILE`: FILE holds the passphrase of this key alone, mode 0600; without it PROSCENIUM_SEAL_PASSPHRASE is tried.
A passphrase never stands in a URI: URIs are stored and shown.

Spec: RFC 7512 §2.3 and §2.4 (pin-source), RFC 3986 §2.1 (percent-encoding)
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from app.adapters.keystores.key_store import KeyAccess
from app.adapters.keystores.secret_file import read_secret
from app.crypto.keys import PrivateKeyObject
from app.crypto.signing import PrivateKeySigner
from app.errors import KeyLocked, KeyStoreUnavailable, SigningError
from app.model.secured import Algorithm, Jwk, Signer

MAX_URI_CHARACTERS = 2_048
_PIN_SOURCE = "pin-source"
_FILE = "file:"


@dataclass(frozen=True, slots=True)
class Brought:
    """A URI in parts: what stands before the question mark, as it stands there, and the file with the passphrase."""

    place: str
    pin_source: Path | None


def read_uri(uri: str) -> Brought:
    """Return the parts of the URI of a key that was brought. Raises KeyStoreUnavailable, which never repeats what stands in it."""
    place, _, query = uri.partition(":")[2].partition("?")
    if not place or len(uri) > MAX_URI_CHARACTERS or not uri.isprintable() or " " in uri:
        raise KeyStoreUnavailable("expected SCHEME:PLACE?pin-source=FILE, with %20 for a space, found something else")
    name, _, source = query.partition("=")
    if query and (name != _PIN_SOURCE or "&" in source):
        raise KeyStoreUnavailable("expected no more than pin-source=FILE after the question mark (a passphrase never stands there)")
    return Brought(place, _pin_file(unquote(source)) if query else None)


def file_at(place: str, keys_dir: Path) -> Path:
    """Return the path that a place names: what does not begin with a slash lies below the keys folder."""
    return keys_dir / unquote(place)


def passphrase_for(brought: Brought, access: KeyAccess) -> bytes:
    """Return what opens the key.

    Raises:
        KeyLocked: no passphrase was given. KeyStoreUnavailable: its file is not there, or others may read it.
    """
    if brought.pin_source is not None:
        return read_secret(brought.pin_source).rstrip(b"\r\n")
    if access.seal_passphrase is None:
        raise KeyLocked("no passphrase was given: set PROSCENIUM_SEAL_PASSPHRASE_FILE, or end the URI with ?pin-source=FILE")
    return access.seal_passphrase


def open_file_of(
    private_key: Callable[[str, KeyAccess], PrivateKeyObject], uri: str, verification_method: str, algorithm: Algorithm, access: KeyAccess
) -> Signer:
    """Return the signer for the key that `private_key` reads from a file. Raises KeyLocked, KeyStoreUnavailable."""
    key = private_key(uri, access)
    try:
        return PrivateKeySigner(verification_method, key, algorithm)
    except SigningError as error:
        raise KeyStoreUnavailable(f"{uri}: {error.detail}") from error


def make_none(_uri: str, _algorithm: Algorithm, _access: KeyAccess) -> Jwk:
    """Raise KeyStoreUnavailable: keys are brought to such a store, not made in it."""
    raise KeyStoreUnavailable("no keys are made in such a store: make one with its own tools, then `proscenium keys import-seal`")


def _pin_file(source: str) -> Path:
    path = Path(source.removeprefix(_FILE))
    if not path.is_absolute():
        raise KeyStoreUnavailable("expected the whole path of a file after pin-source=, found something else")
    return path
