"""Keys in files: `file:<path below the keys folder>`, each an encrypted PKCS#8 PEM, mode 0600 in a folder of mode 0700."""

import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from app.adapters.keystores.key_store import KeyAccess, KeyStore
from app.adapters.keystores.pkcs8 import encrypted_pem, read_encrypted_pem
from app.adapters.keystores.secret_file import read_secret, write_secret
from app.adapters.keystores.stretching import SALT_BYTES
from app.crypto.keys import PrivateKeyObject, public_jwk
from app.crypto.signing import PrivateKeySigner
from app.errors import KeyLocked, KeyStoreUnavailable, SigningError
from app.model.secured import Algorithm, Jwk, Signer

SCHEME = "file"
RSA_BITS = 3_072
RSA_EXPONENT = 65_537

_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){0,4}")
_IV_BYTES = 16


def _new_rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(RSA_EXPONENT, RSA_BITS)


_MAKERS: Mapping[Algorithm, Callable[[], PrivateKeyObject]] = MappingProxyType(
    {
        Algorithm.EDDSA: ed25519.Ed25519PrivateKey.generate,
        Algorithm.ES256: lambda: ec.generate_private_key(ec.SECP256R1()),
        Algorithm.ES384: lambda: ec.generate_private_key(ec.SECP384R1()),
        Algorithm.RS256: _new_rsa_key,
    }
)


def create(uri: str, algorithm: Algorithm, access: KeyAccess) -> Jwk:
    """Make a key for `algorithm` (Ed25519, P-256, P-384 or RSA of 3072 bits), write it, and return its public half.

    Raises:
        KeyStoreUnavailable: a path outside the keys folder, a file that is there already, a disk that is full, another algorithm.
    """
    _path(uri, access.keys_dir)
    if algorithm not in _MAKERS:
        raise KeyStoreUnavailable(f"expected one of the algorithms {', '.join(_MAKERS)}, found {algorithm}")
    key = _MAKERS[algorithm]()
    keep(uri, key, access)
    return public_jwk(key)


def keep(uri: str, key: PrivateKeyObject, access: KeyAccess) -> None:
    """Write a key. Raises KeyStoreUnavailable: a path outside the keys folder, a file that is there already, a disk that is full."""
    salt, initialization_vector = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(_IV_BYTES)
    content = encrypted_pem(key, access.passphrase, salt=salt, initialization_vector=initialization_vector)
    write_secret(_path(uri, access.keys_dir), content)


def open_file(uri: str, verification_method: str, algorithm: Algorithm, access: KeyAccess) -> Signer:
    """Return the signer for the key in the file.

    Raises:
        KeyLocked: the passphrase does not open it.
        KeyStoreUnavailable: no file, one that others can read, no encrypted key, or one that is not for `algorithm`.
    """
    path = _path(uri, access.keys_dir)
    try:
        return PrivateKeySigner(verification_method, read_encrypted_pem(read_secret(path), access.passphrase), algorithm)
    except KeyLocked as error:
        raise KeyLocked(f"{uri}: {error.detail}") from error
    except KeyStoreUnavailable as error:
        raise KeyStoreUnavailable(f"{uri}: {error.detail}") from error
    except SigningError as error:
        raise KeyStoreUnavailable(f"{uri}: {error.detail}") from error


FILE = KeyStore(SCHEME, create, open_file)


def _path(uri: str, keys_dir: Path) -> Path:
    scheme, _, below = uri.partition(":")
    if scheme != SCHEME or not _PATH.fullmatch(below):
        raise KeyStoreUnavailable("expected file:<path below the keys folder> of letters, digits, . _ and -, found something else")
    path = keys_dir / below
    if not path.resolve().is_relative_to(keys_dir.resolve()):
        raise KeyStoreUnavailable(f"{uri} leads out of the keys folder by a link")
    return path
