"""X.509 certificates: chains in PEM, whom a certificate names, and the key that it certifies.

Spec: RFC 5280; RFC 7468 §5 (CERTIFICATE); RFC 7515 §4.1.8 (x5t#S256); ETSI EN 319 412-1 §5 (organizationIdentifier), -5 §4 (QCStatements)
"""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.crypto.hashes import sha256_hex
from app.crypto.keys import PublicKeyObject, public_jwk
from app.errors import MalformedCertificate
from app.model.seal import CertificateSubject, SealCertificate
from app.model.secured import Jwk

MAX_CHAIN_CHARACTERS = 65_536
MOST_CERTIFICATES = 8


def read_chain(pem: str) -> tuple[bytes, ...]:
    """Return the certificates (DER) in a PEM text, in their order: at least one. Raises MalformedCertificate."""
    if len(pem) > MAX_CHAIN_CHARACTERS:
        raise MalformedCertificate(f"expected certificates in at most {MAX_CHAIN_CHARACTERS} characters of PEM, found {len(pem)}")
    try:
        found = x509.load_pem_x509_certificates(pem.encode())
    except ValueError as error:
        raise MalformedCertificate("expected certificates in PEM, found something else") from error
    if len(found) > MOST_CERTIFICATES:
        raise MalformedCertificate(f"expected at most {MOST_CERTIFICATES} certificates, found {len(found)}")
    return tuple(each.public_bytes(Encoding.DER) for each in found)


def write_chain(chain: tuple[bytes, ...]) -> str:
    """Return certificates (DER) as PEM, in their order. Raises MalformedCertificate."""
    return "".join(load_certificate(each).public_bytes(Encoding.PEM).decode() for each in chain)


def load_certificate(der: bytes) -> x509.Certificate:
    """Return the certificate in DER. Raises MalformedCertificate."""
    try:
        return x509.load_der_x509_certificate(der)
    except ValueError as error:
        raise MalformedCertificate("expected an X.509 certificate in DER, found something else") from error


def seal_certificate(chain: tuple[bytes, ...]) -> SealCertificate:
    """Return what is stored of a chain (DER), the seal's own certificate first. Raises MalformedCertificate."""
    return SealCertificate(write_chain(chain), sha256_hex(chain[0]), load_certificate(chain[0]).not_valid_after_utc)


def certified_jwk(der: bytes) -> Jwk:
    """Return the key that a certificate certifies. Raises MalformedCertificate, and MalformedProof for a kind that we do not use."""
    try:
        key = load_certificate(der).public_key()
    except ValueError as error:
        raise MalformedCertificate("the certificate holds no key that can be read") from error
    if not isinstance(key, PublicKeyObject):
        raise MalformedCertificate("the certificate holds a key of a kind that we do not use")
    return public_jwk(key)


def subject_of(der: bytes) -> CertificateSubject:
    """Return whom a certificate names. Raises MalformedCertificate."""
    certificate = load_certificate(der)
    try:
        name = certificate.subject
    except ValueError as error:
        raise MalformedCertificate("the certificate names its subject in a way that cannot be read") from error
    return CertificateSubject(
        organisation=_said(name, NameOID.ORGANIZATION_NAME),
        organisation_identifier=_said(name, NameOID.ORGANIZATION_IDENTIFIER),
        country=_said(name, NameOID.COUNTRY_NAME),
        common_name=_said(name, NameOID.COMMON_NAME),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )


def _said(name: x509.Name, what: x509.ObjectIdentifier) -> str:
    return next((str(each.value) for each in name.get_attributes_for_oid(what)), "")
