"""X.509 certificates: chains in PEM, whom a certificate names, and the key that it certifies.

Spec: RFC 5280; RFC 7468 §5 (CERTIFICATE); RFC 7515 §4.1.8 (x5t#S256); ETSI EN 319 412-1 §5 (organizationIdentifier), -5 §4 (QCStatements)
"""

import base64
from collections.abc import Mapping

from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.crypto.certificate_contents import FOR_SEALS, X509_TROUBLE, load_certificate, read_certificate
from app.crypto.hashes import sha256_hex
from app.crypto.keys import PublicKeyObject, public_jwk
from app.errors import MalformedCertificate
from app.model.seal import CertificateSubject, SealCertificate
from app.model.secured import Jwk

_OF_MACHINES = frozenset(
    {each.dotted_string for each in (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.OCSP_SIGNING)}
)
_ONLINE = _OF_MACHINES | {ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string, ExtendedKeyUsageOID.CODE_SIGNING.dotted_string}
_OF_PERSONS = frozenset({each.dotted_string for each in (NameOID.GIVEN_NAME, NameOID.SURNAME, NameOID.PSEUDONYM)})

MAX_CHAIN_CHARACTERS = 65_536
MOST_CERTIFICATES = 8


def read_chain(pem: str) -> tuple[bytes, ...]:
    """Return the certificates (DER) in a PEM text, in their order: at least one. Raises MalformedCertificate."""
    if len(pem) > MAX_CHAIN_CHARACTERS:
        raise MalformedCertificate(f"expected certificates in at most {MAX_CHAIN_CHARACTERS} characters of PEM, found {len(pem)}")
    try:
        found = x509.load_pem_x509_certificates(pem.encode())
    except X509_TROUBLE as error:
        raise MalformedCertificate("expected certificates in PEM, found something else") from error
    if len(found) > MOST_CERTIFICATES:
        raise MalformedCertificate(f"expected at most {MOST_CERTIFICATES} certificates, found {len(found)}")
    return tuple(each.public_bytes(Encoding.DER) for each in found)


def write_chain(chain: tuple[bytes, ...]) -> str:
    """Return certificates (DER) as PEM, in their order. Raises MalformedCertificate."""
    return "".join(load_certificate(each).public_bytes(Encoding.PEM).decode() for each in chain)


def seal_certificate(chain: tuple[bytes, ...]) -> SealCertificate:
    """Return what is stored of a chain (DER), the seal's own certificate first. Raises MalformedCertificate."""
    return SealCertificate(write_chain(chain), sha256_hex(chain[0]), load_certificate(chain[0]).not_valid_after_utc)


def certified_jwk(der: bytes) -> Jwk:
    """Return the key that a certificate certifies. Raises MalformedCertificate, and MalformedProof for a kind that we do not use."""
    try:
        key = load_certificate(der).public_key()
    except X509_TROUBLE as error:
        raise MalformedCertificate("the certificate holds no key that can be read") from error
    if not isinstance(key, PublicKeyObject):
        raise MalformedCertificate("the certificate holds a key of a kind that we do not use")
    return public_jwk(key)


def subject_of(der: bytes) -> CertificateSubject:
    """Return whom a certificate names, and whether it claims to be a qualified one for seals. Raises MalformedCertificate."""
    contents = read_certificate(der)
    names = contents.subject_names
    return CertificateSubject(
        organisation=names.get(NameOID.ORGANIZATION_NAME.dotted_string, ""),
        organisation_identifier=names.get(NameOID.ORGANIZATION_IDENTIFIER.dotted_string, ""),
        country=names.get(NameOID.COUNTRY_NAME.dotted_string, ""),
        common_name=names.get(NameOID.COMMON_NAME.dotted_string, ""),
        valid_from=contents.valid_from,
        valid_until=contents.valid_until,
        claims_qualified=contents.claims_qualified,
    )


def may_seal(der: bytes) -> bool:
    """Return whether a certificate is one with which an organisation may seal documents. Raises MalformedCertificate."""
    return not unfit_to_seal(der)


def may_certify_seals(der: bytes) -> bool:
    """Return whether an authority is not one for servers and machines alone, by its purposes. Raises MalformedCertificate.

    Spec: CA/Browser Forum, Baseline Requirements §7.1.5 (authorities constrained by their extended key usage)
    """
    purposes = read_certificate(der).purposes
    return purposes is None or not purposes <= _ONLINE


def unfit_to_seal(der: bytes) -> Mapping[str, str]:
    """Return what of a certificate keeps it from being one for an organisation's seals, and why; nothing where it is one.

    Authorities name the organisation in the certificates of its people and of its servers, too: none of these may speak for it.

    Raises:
        MalformedCertificate: it cannot be read.

    Spec: RFC 5280 §4.2.1.3 and §4.2.1.12; ETSI EN 319 412-2 §4.2.4 (natural persons), -3 §4.2.1 (legal persons), -5 §4.2.3 (QcType)
    """
    contents = read_certificate(der)
    found = {}
    if not contents.may("digital_signature", "non_repudiation"):
        found["key_usage"] = "expected digitalSignature or nonRepudiation among its uses, found neither"
    if _OF_MACHINES.intersection(contents.purposes or ()):
        found["extended_key_usage"] = "expected a certificate for documents, found one for a server, for time-stamps or for answers of OCSP"
    if contents.claimed_kinds and FOR_SEALS not in contents.claimed_kinds:
        found["qc_type"] = "expected a certificate for seals, found one that says it is for signatures or websites"
    if _OF_PERSONS.intersection(contents.subject_names) and FOR_SEALS not in contents.claimed_kinds:
        found["subject"] = "expected an organisation's certificate, found a person's"
    return found


def issuer_and_serial(der: bytes) -> str:
    """Return who issued a certificate, and its number there, as base64 of the DER of IssuerSerial: what JAdES has as `kid`.

    Raises:
        MalformedCertificate: it cannot be read.

    Spec: ETSI TS 119 182-1 §5.1.4; RFC 5035 §5.4.1.1
    """
    contents = read_certificate(der)
    issuer = asn1.GeneralName("directory_name", asn1.Name.load(contents.issuer))
    return base64.b64encode(tsp.IssuerSerial({"issuer": [issuer], "serial_number": contents.serial_number}).dump()).decode("ascii")
