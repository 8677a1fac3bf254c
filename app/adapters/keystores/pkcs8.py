"""Private keys as encrypted PKCS#8 PEM, the form that every tool reads.

The library's own encryption stretches the passphrase with 2 048 rounds of PBKDF2, which a graphics card goes through in no time.
So the encryption is put together here: PBES2 with scrypt and AES-256-CBC. Reading is the library's.

Spec: RFC 5958 §3 (EncryptedPrivateKeyInfo), RFC 8018 §6.2 and A.4 (PBES2), RFC 7914 §7 (scrypt in PBES2), RFC 7468 §11 (PEM)
"""

import base64
import textwrap

from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509 import ObjectIdentifier

from app.adapters.keystores.stretching import BLOCK_SIZE, COST, PARALLELIZATION, stretched
from app.crypto.keys import PrivateKeyObject
from app.errors import KeyLocked, KeyStoreUnavailable

_PBES2 = ObjectIdentifier("1.2.840.113549.1.5.13")
_SCRYPT = ObjectIdentifier("1.3.6.1.4.1.11591.4.11")
_AES_256_CBC = ObjectIdentifier("2.16.840.1.101.3.4.1.42")
_BEGIN = "-----BEGIN ENCRYPTED PRIVATE KEY-----"
_END = "-----END ENCRYPTED PRIVATE KEY-----"


@asn1.sequence
class _ScryptParams:
    salt: bytes
    cost: int
    block_size: int
    parallelization: int


@asn1.sequence
class _KeyDerivation:
    algorithm: ObjectIdentifier
    parameters: _ScryptParams


@asn1.sequence
class _EncryptionScheme:
    algorithm: ObjectIdentifier
    initialization_vector: bytes


@asn1.sequence
class _Pbes2Params:
    key_derivation: _KeyDerivation
    encryption_scheme: _EncryptionScheme


@asn1.sequence
class _EncryptionAlgorithm:
    algorithm: ObjectIdentifier
    parameters: _Pbes2Params


@asn1.sequence
class _EncryptedPrivateKeyInfo:
    encryption_algorithm: _EncryptionAlgorithm
    encrypted_data: bytes


def encrypted_pem(key: PrivateKeyObject, passphrase: bytes, *, salt: bytes, initialization_vector: bytes) -> bytes:
    """Return `key` as PEM that only `passphrase` opens; salt and initialization vector are 16 random bytes each."""
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    padder = PKCS7(AES256.block_size).padder()
    encryptor = Cipher(AES256(stretched(passphrase, salt)), CBC(initialization_vector)).encryptor()
    encrypted = encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()
    derivation = _KeyDerivation(
        algorithm=_SCRYPT,
        parameters=_ScryptParams(salt=salt, cost=COST, block_size=BLOCK_SIZE, parallelization=PARALLELIZATION),
    )
    scheme = _EncryptionScheme(algorithm=_AES_256_CBC, initialization_vector=initialization_vector)
    algorithm = _EncryptionAlgorithm(algorithm=_PBES2, parameters=_Pbes2Params(key_derivation=derivation, encryption_scheme=scheme))
    der = asn1.encode_der(_EncryptedPrivateKeyInfo(encryption_algorithm=algorithm, encrypted_data=encrypted))
    return "\n".join((_BEGIN, *textwrap.wrap(base64.b64encode(der).decode(), 64), _END, "")).encode()


def read_encrypted_pem(pem: bytes, passphrase: bytes) -> PrivateKeyObject:
    """Return the key in `pem`.

    Raises:
        KeyLocked: the passphrase does not open it (or a damaged file looks as if).
        KeyStoreUnavailable: no encrypted private key, or one of a kind that we do not sign with.
    """
    if not pem.startswith(_BEGIN.encode()):
        raise KeyStoreUnavailable("expected an encrypted PKCS#8 private key in PEM, found something else")
    try:
        key = load_pem_private_key(pem, passphrase)
    except ValueError as error:
        raise KeyLocked("the passphrase does not open the key, or the file is damaged") from error
    if not isinstance(key, ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise KeyStoreUnavailable("expected a key of Ed25519, an elliptic curve or RSA, found another kind")
    return key
