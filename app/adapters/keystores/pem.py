"""Keys in PEM files that others made: `pem:PATH`, an encrypted private key, with or without its certificates after it.

Other than `file:`, which is this service's own store, the file lies wherever it is and has a passphrase of its own.

Spec: RFC 7468 §5 and §11 (certificates and encrypted keys in PEM), RFC 5958 §3 (EncryptedPrivateKeyInfo)
"""

from functools import partial

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from app.adapters.keystores.brought import file_at, make_none, open_file_of, passphrase_for, read_uri
from app.adapters.keystores.key_store import KeyAccess, KeyStore
from app.adapters.keystores.secret_file import read_secret
from app.crypto.certificates import read_chain
from app.crypto.keys import PrivateKeyObject
from app.errors import KeyLocked, KeyStoreUnavailable, MalformedCertificate

SCHEME = "pem"
_KEY = b"PRIVATE KEY-----"
_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"


def private_key(uri: str, access: KeyAccess) -> PrivateKeyObject:
    """Return the key in the file. Raises KeyLocked, KeyStoreUnavailable."""
    brought = read_uri(uri)
    content = read_secret(file_at(brought.place, access.keys_dir))
    if _KEY not in content:
        raise KeyStoreUnavailable(f"{uri}: expected an encrypted private key in PEM, found none")
    try:
        key = load_pem_private_key(content, passphrase_for(brought, access))
    except TypeError as error:
        advice = "`openssl pkcs8 -topk8 -v2 aes-256-cbc` encrypts it"
        raise KeyStoreUnavailable(f"{uri}: expected an encrypted private key, found one that lies open: {advice}") from error
    except ValueError as error:
        raise KeyLocked(f"{uri}: the passphrase does not open it, or the file is damaged") from error
    except UnsupportedAlgorithm as error:
        raise KeyStoreUnavailable(f"{uri}: it is encrypted in a way that is not known here") from error
    if not isinstance(key, PrivateKeyObject):
        raise KeyStoreUnavailable(f"{uri}: expected a key of Ed25519, an elliptic curve or RSA, found another kind")
    return key


def certificates(uri: str, access: KeyAccess) -> tuple[bytes, ...]:
    """Return the certificates (DER) in the file, in their order; none where it holds the key alone. Raises KeyStoreUnavailable."""
    content = read_secret(file_at(read_uri(uri).place, access.keys_dir))
    if _CERTIFICATE not in content:
        return ()
    try:
        return read_chain(content.decode("utf-8", "replace"))
    except MalformedCertificate as error:
        raise KeyStoreUnavailable(f"{uri}: {error.detail}") from error


PEM = KeyStore(SCHEME, make_none, partial(open_file_of, private_key), certificates, private_key)
