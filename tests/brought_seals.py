"""Seals as authorities hand them out: a key, its certificate, those above it, in the files that institutions have."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID

from app.crypto.keys import PrivateKeyObject
from app.model.secured import Algorithm
from tests.crypto.authorities import CA, LEAF, Authority, Wish, certified
from tests.fakes import private_key_of

PASSPHRASE = b"passphrase of the seal"
WRONG = b"another passphrase"
NAMES = ((NameOID.ORGANIZATION_NAME, "Academy"), (NameOID.ORGANIZATION_IDENTIFIER, "VATNO-123456789"), (NameOID.COUNTRY_NAME, "NO"))
SEAL = replace(LEAF, names=NAMES)


@cache
def root() -> Authority:
    """Return the authority above all."""
    return certified("Test root", wish=CA)


@cache
def issuing() -> Authority:
    """Return the authority that issues seals."""
    return certified("Test issuing authority", root(), CA)


@cache
def sealed(name: str = "Academy seal", algorithm: Algorithm = Algorithm.ES256, wish: Wish = SEAL) -> Authority:
    """Return a seal with a certificate of the issuing authority."""
    return certified(name, issuing(), wish, private_key_of(name.encode(), algorithm))


def pkcs12_file(seal: Authority, passphrase: bytes = PASSPHRASE, above: tuple[Authority, ...] | None = None) -> bytes:
    """Return a PKCS#12 file: the certificates above the seal's stand in it in no order."""
    others = [each.certificate for each in ((root(), issuing()) if above is None else above)]
    return pkcs12.serialize_key_and_certificates(b"seal", seal.key, seal.certificate, others, BestAvailableEncryption(passphrase))


def pem_file(seal: Authority, passphrase: bytes | None = PASSPHRASE, *certificates: Authority) -> bytes:
    """Return a PEM file with the key, encrypted where there is a passphrase, and these certificates."""
    return key_pem(seal.key, passphrase) + pem_chain(*certificates).encode()


def key_pem(key: PrivateKeyObject, passphrase: bytes | None = PASSPHRASE) -> bytes:
    """Return a private key in PEM."""
    protection = NoEncryption() if passphrase is None else BestAvailableEncryption(passphrase)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protection)


def pem_chain(*certificates: Authority) -> str:
    """Return certificates in PEM, in that order."""
    return "".join(each.certificate.public_bytes(Encoding.PEM).decode() for each in certificates)


def put(folder: Path, name: str, content: bytes, mode: int = 0o600) -> Path:
    """Return a file in a folder that is its owner's alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    path.chmod(mode)
    return path


def common_name(certificate: bytes) -> str:
    """Return whose certificate (DER) it is."""
    (found,) = x509.load_der_x509_certificate(certificate).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found.value)
