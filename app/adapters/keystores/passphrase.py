"""The passphrase that opens keys and data: from a setting or a file, and for the demo made up."""

import secrets
from pathlib import Path

from app.adapters.keystores.secret_file import read_secret, write_secret
from app.config import MIN_PASSPHRASE_BYTES
from app.errors import ConfigurationError, KeyStoreUnavailable

_SETTING = "PROSCENIUM_KEYS_PASSPHRASE"
_SEAL_SETTING = "PROSCENIUM_SEAL_PASSPHRASE"


def read_passphrase(passphrase: str | None, file: Path | None) -> bytes:
    """Return the passphrase that was given, or that stands in `file` (mode 0600; line ends at its end do not count).

    Raises:
        ConfigurationError: none or two were given, the file is not private or not there, or the passphrase is under 12 bytes.
    """
    given = [*([] if passphrase is None else [passphrase.encode()]), *([] if file is None else [_content(file, _SETTING)])]
    if len(given) != 1:
        raise ConfigurationError(f"expected exactly one of {_SETTING} and {_SETTING}_FILE, found {'both' if given else 'neither'}")
    found = given[0]
    if len(found) < MIN_PASSPHRASE_BYTES:
        raise ConfigurationError(f"expected at least {MIN_PASSPHRASE_BYTES} bytes in {_SETTING} or its file, found fewer")
    return found


def read_seal_passphrase(passphrase: str | None, file: Path | None) -> bytes | None:
    """Return the passphrase of keys that were brought, as `read_passphrase`; None where none was given: each key may name its own.

    Raises ConfigurationError: two were given, or the file is not private or not there.
    """
    if passphrase is not None and file is not None:
        raise ConfigurationError(f"expected at most one of {_SEAL_SETTING} and {_SEAL_SETTING}_FILE, found both")
    if file is not None:
        return _content(file, _SEAL_SETTING)
    return None if passphrase is None else passphrase.encode()


def create_passphrase_file(path: Path) -> bytes:
    """Write a fresh passphrase of 256 random bits to `path`, mode 0600, and return it.

    Raises:
        KeyStoreUnavailable: a file is there already, or cannot be written.
    """
    passphrase = secrets.token_urlsafe(32).encode()
    write_secret(path, passphrase + b"\n")
    return passphrase


def _content(file: Path, setting: str) -> bytes:
    try:
        return read_secret(file).rstrip(b"\r\n")
    except KeyStoreUnavailable as error:
        raise ConfigurationError(f"{setting}_FILE: {error.detail}") from error
