"""Key stores: where private keys lie, and who opens them. A key is named by a URI; its scheme chooses the store.

A new store (a cloud's KMS) is one module with one `KeyStore`, and one entry in `STORES`. Nobody else reads that
URI. Beside them: the secret that protects data at rest (`data_key`) and the passphrase that protects both (`passphrase`).
"""

from app.adapters.keystores.data_key import DataKeys, create_data_key, open_data_key
from app.adapters.keystores.file import FILE, keep
from app.adapters.keystores.key_store import KeyAccess, KeyStore
from app.adapters.keystores.passphrase import create_passphrase_file, read_passphrase
from app.adapters.keystores.pem import PEM
from app.adapters.keystores.pkcs11 import PKCS11
from app.adapters.keystores.pkcs12 import PKCS12
from app.errors import KeyStoreUnavailable
from app.model.secured import Algorithm, Jwk, Signer

STORES: tuple[KeyStore, ...] = (FILE, PKCS12, PEM, PKCS11)

__all__ = [
    "STORES",
    "DataKeys",
    "KeyAccess",
    "KeyStore",
    "certificates_at",
    "copy_key",
    "create_data_key",
    "create_key",
    "create_passphrase_file",
    "open_data_key",
    "open_signer",
    "read_passphrase",
    "store_of",
]


def store_of(uri: str, stores: tuple[KeyStore, ...] = STORES) -> KeyStore:
    """Return the store that `uri` names by its scheme; raises KeyStoreUnavailable where there is none."""
    scheme, colon, _ = uri.partition(":")
    for store in stores:
        if colon and store.scheme == scheme:
            return store
    known = ", ".join(f"{store.scheme}:" for store in stores)
    raise KeyStoreUnavailable(f"expected a key URI of one of the schemes {known}, found another")


def create_key(uri: str, algorithm: Algorithm, access: KeyAccess) -> Jwk:
    """Make a key where `uri` says and return its public half; a key that is there already is never replaced.

    Raises:
        KeyStoreUnavailable: the store takes no key there, or makes none for `algorithm`.
    """
    return store_of(uri).create(uri, algorithm, access)


def open_signer(uri: str, verification_method: str, algorithm: Algorithm, access: KeyAccess) -> Signer:
    """Return the signer for the key at `uri`. Opening costs a tenth of a second by design: keep it.

    Raises:
        KeyLocked: the passphrase does not open the key.
        KeyStoreUnavailable: no key there, one that others can read, or one that is not for `algorithm`.
    """
    return store_of(uri).open(uri, verification_method, algorithm, access)


def certificates_at(uri: str, access: KeyAccess) -> tuple[bytes, ...]:
    """Return the certificates (DER) that lie beside the key at `uri`, its own first; none where the store keeps none.

    Raises KeyLocked, KeyStoreUnavailable.
    """
    return store_of(uri).certificates(uri, access)


def copy_key(uri: str, to: str, access: KeyAccess) -> None:
    """Copy the key at `uri` to `to` (`file:…`), under this service's own passphrase.

    Raises:
        KeyLocked: the passphrase does not open it. KeyStoreUnavailable: it never leaves its store, or `to` takes no key.
    """
    private_key = store_of(uri).private_key
    if private_key is None:
        raise KeyStoreUnavailable("such a key never leaves its store: it can be used there, but not copied")
    keep(to, private_key(uri, access), access)
