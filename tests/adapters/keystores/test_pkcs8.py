import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.adapters.keystores.pkcs8 import encrypted_pem, read_encrypted_pem
from app.errors import KeyLocked

KEY = ed25519.Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
PASSPHRASE = b"correct horse battery staple"
SCRYPT = bytes.fromhex("06092b06010401da47040b")


@pytest.fixture(scope="module")
def pem() -> bytes:
    return encrypted_pem(KEY, PASSPHRASE, salt=b"\x01" * 16, initialization_vector=b"\x02" * 16)


def der(pem: bytes) -> bytes:
    return base64.b64decode(b"".join(pem.splitlines()[1:-1]))


def test_the_passphrase_is_stretched_by_scrypt_with_parameters_in_the_file(pem: bytes) -> None:
    parameters = der(pem).partition(SCRYPT)[2]

    assert parameters.startswith(bytes.fromhex("301c 0410") + b"\x01" * 16 + bytes.fromhex("02024000 020108 020105"))


def test_the_key_comes_back_with_its_passphrase_only(pem: bytes) -> None:
    assert read_encrypted_pem(pem, PASSPHRASE).private_bytes_raw() == b"\x07" * 32  # type: ignore[union-attr]  # it is the Ed25519 key

    with pytest.raises(KeyLocked):
        read_encrypted_pem(pem, PASSPHRASE + b" ")


def test_the_plain_key_stands_nowhere_in_the_file(pem: bytes) -> None:
    assert KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())[-16:] not in der(pem)


def test_an_unknown_encryption_does_not_open(pem: bytes) -> None:
    other = der(pem).replace(SCRYPT, bytes.fromhex("06092b06010401da47040c"))
    armoured = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + base64.encodebytes(other) + b"-----END ENCRYPTED PRIVATE KEY-----\n"

    with pytest.raises(KeyLocked):
        read_encrypted_pem(armoured, PASSPHRASE)
