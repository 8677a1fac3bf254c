"""Keys in PKCS#12 files, as authorities hand them out: `pkcs12:PATH`, a key with its certificates under one passphrase.

Spec: RFC 7292 (PKCS#12), RFC 9579 (PBMAC1)
"""

from functools import partial

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from app.adapters.keystores.brought import file_at, make_none, open_file_of, passphrase_for, read_uri
from app.adapters.keystores.key_store import KeyAccess, KeyStore
from app.adapters.keystores.secret_file import read_secret
from app.crypto.keys import PrivateKeyObject
from app.errors import KeyLocked, KeyStoreUnavailable

SCHEME = "pkcs12"
_SEQUENCE = b"\x30"


def private_key(uri: str, access: KeyAccess) -> PrivateKeyObject:
    """Return the key in the file. Raises KeyLocked, KeyStoreUnavailable."""
    key = _read(uri, access).key
    if not isinstance(key, PrivateKeyObject):
        raise KeyStoreUnavailable(f"{uri}: expected a key of Ed25519, an elliptic curve or RSA, found another kind or none")
    return key


def certificates(uri: str, access: KeyAccess) -> tuple[bytes, ...]:
    """Return the certificates (DER) in the file, the key's own first. Raises KeyLocked, KeyStoreUnavailable."""
    found = _read(uri, access)
    own = () if found.cert is None else (found.cert,)
    return tuple(each.certificate.public_bytes(Encoding.DER) for each in (*own, *found.additional_certs))


PKCS12 = KeyStore(SCHEME, make_none, partial(open_file_of, private_key), certificates, private_key)


def _read(uri: str, access: KeyAccess) -> pkcs12.PKCS12KeyAndCertificates:
    brought = read_uri(uri)
    content = read_secret(file_at(brought.place, access.keys_dir))
    if not content.startswith(_SEQUENCE):
        raise KeyStoreUnavailable(f"{uri}: expected a PKCS#12 file, found something else")
    try:
        return pkcs12.load_pkcs12(content, passphrase_for(brought, access))
    except ValueError as error:
        raise KeyLocked(f"{uri}: the passphrase does not open it, or the file is damaged") from error
    except UnsupportedAlgorithm as error:
        advice = "read it with `openssl pkcs12 -legacy` and export it again"
        raise KeyStoreUnavailable(f"{uri}: it is encrypted in a way that is not safe any more: {advice}") from error
