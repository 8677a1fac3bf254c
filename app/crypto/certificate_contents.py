"""What a certificate says, read once: names, key, validity, and the extensions that decide what it may vouch for.

`cryptography` reads the frame strictly; extensions are read one by one, because authorities garble those that decide nothing
(a notice of a policy), and a certificate is refused only for what counts. Each of the last certificates is read once.

Spec: RFC 5280 §4.1 and §4.2 (fields and extensions); ETSI EN 319 412-5 §4 (QCStatements)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from asn1crypto import core, x509
from cryptography import x509 as strict
from cryptography.exceptions import UnsupportedAlgorithm

from app.errors import MalformedCertificate

ASN1_TROUBLE: Final = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What asn1crypto raises for what it cannot read."""
X509_TROUBLE: Final = (
    ValueError,
    UnsupportedAlgorithm,
    strict.InvalidVersion,
    strict.DuplicateExtension,
    strict.UnsupportedGeneralNameType,
)
"""What cryptography does."""

MAX_CERTIFICATE_BYTES = 16_384

_MOST_READ = 256
_MOST_EXTENSIONS = 64
_BASIC_CONSTRAINTS = "2.5.29.19"
_KEY_USAGE = "2.5.29.15"
_PURPOSES = "2.5.29.37"
_LISTS = "2.5.29.31"
_KEY_IDENTIFIER = "2.5.29.14"
_STATEMENTS = "1.3.6.1.5.5.7.1.3"
_NAME_CONSTRAINTS = "2.5.29.30"
_UNDERSTOOD: Final = frozenset({_BASIC_CONSTRAINTS, _KEY_USAGE, _PURPOSES, _LISTS, _STATEMENTS, "2.5.29.17", "2.5.29.32"})
"""Subject's other names decide nothing here; policies do only where somebody asks for one, and nobody does."""

_COMPLIANT = "0.4.0.1862.1.1"
_KIND = "0.4.0.1862.1.6"
FOR_SEALS: Final = "0.4.0.1862.1.6.2"


@dataclass(frozen=True, slots=True)
class CertificateContents:
    """A certificate, read.

    issuer, subject: names as they stand there (DER): two are one only if they are so byte for byte.
    path_length: how many authorities may stand under this one; None where it says nothing. key_usage, purposes: None where it does
    not narrow them. claimed_kinds: for what it says that it is a qualified one: signatures, seals, websites. obstacle: what in it
    cannot be honoured here, so that nothing may be built on it; else empty.
    """

    der: bytes
    certificate: strict.Certificate
    issuer: bytes
    subject: bytes
    subject_key: bytes
    subject_names: Mapping[str, str]
    serial_number: int
    valid_from: datetime
    valid_until: datetime
    is_authority: bool
    path_length: int | None
    key_usage: frozenset[str] | None
    purposes: frozenset[str] | None
    purposes_are_critical: bool
    list_addresses: frozenset[str]
    key_identifier: bytes | None
    claims_qualified: bool
    claimed_kinds: frozenset[str]
    obstacle: str

    def is_valid_at(self, moment: datetime) -> bool:
        """Return whether `moment` lies within its time, both ends included (RFC 5280 §4.1.2.5)."""
        return self.valid_from <= moment <= self.valid_until

    def may(self, *usages: str) -> bool:
        """Return whether its key may be used for one of these, such as `key_cert_sign`."""
        return self.key_usage is None or bool(self.key_usage.intersection(usages))


def load_certificate(der: bytes) -> strict.Certificate:
    """Return the certificate in DER. Raises MalformedCertificate."""
    if len(der) > MAX_CERTIFICATE_BYTES:
        raise MalformedCertificate(f"expected a certificate of at most {MAX_CERTIFICATE_BYTES} bytes, found {len(der)}")
    try:
        return strict.load_der_x509_certificate(der)
    except X509_TROUBLE as error:
        raise MalformedCertificate("expected an X.509 certificate in DER, found something else") from error


@lru_cache(maxsize=_MOST_READ)
def read_certificate(der: bytes) -> CertificateContents:
    """Return what the certificate (DER) says. Raises MalformedCertificate: it cannot be read, or says a thing twice."""
    certificate = load_certificate(der)
    try:
        return _read(der, certificate)
    except (*ASN1_TROUBLE, *X509_TROUBLE) as error:
        raise MalformedCertificate("expected a certificate whose names and extensions can be read, found another") from error


@dataclass(frozen=True, slots=True)
class _Extension:
    """One extension, its value in DER."""

    is_critical: bool
    value: bytes


def _read(der: bytes, certificate: strict.Certificate) -> CertificateContents:
    signed = x509.Certificate.load(der, strict=True)["tbs_certificate"]
    extensions = _extensions_of(signed)
    constraints = _parsed(extensions, _BASIC_CONSTRAINTS, x509.BasicConstraints)
    usage = _parsed(extensions, _KEY_USAGE, x509.KeyUsage)
    purposes = _parsed(extensions, _PURPOSES, x509.ExtKeyUsageSyntax)
    identifier = _parsed(extensions, _KEY_IDENTIFIER, core.OctetString)
    statements = _statements_of(extensions)
    return CertificateContents(
        der=der,
        certificate=certificate,
        issuer=signed["issuer"].dump(),
        subject=signed["subject"].dump(),
        subject_key=bytes(signed["subject_public_key_info"]["public_key"]),
        subject_names=_names_of(signed["subject"]),
        serial_number=signed["serial_number"].native,
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
        is_authority=constraints is not None and constraints["ca"].native is True,
        path_length=None if constraints is None else constraints["path_len_constraint"].native,
        key_usage=None if usage is None else frozenset(usage.native),
        purposes=None if purposes is None else frozenset(each.dotted for each in purposes),
        purposes_are_critical=_PURPOSES in extensions and extensions[_PURPOSES].is_critical,
        list_addresses=_list_addresses(_parsed(extensions, _LISTS, x509.CRLDistributionPoints)),
        key_identifier=None if identifier is None else identifier.native,
        claims_qualified=_COMPLIANT in statements and FOR_SEALS in statements.get(_KIND, ()),
        claimed_kinds=statements.get(_KIND, frozenset()),
        obstacle=_obstacle_in(extensions),
    )


def _extensions_of(signed: Any) -> dict[str, _Extension]:
    found: dict[str, _Extension] = {}
    listed = signed["extensions"]
    if len(listed) > _MOST_EXTENSIONS:
        raise ValueError("too many extensions")
    for each in listed:
        name = each["extn_id"].dotted
        if name in found:
            raise ValueError("an extension twice")
        found[name] = _Extension(is_critical=each["critical"].native is True, value=bytes(each["extn_value"]))
    return found


def _parsed(extensions: Mapping[str, _Extension], name: str, kind: Any) -> Any:
    return kind.load(extensions[name].value, strict=True) if name in extensions else None


def _names_of(name: Any) -> dict[str, str]:
    """Return the parts of a name by their number; where one stands twice, the first."""
    found: dict[str, str] = {}
    for step in name.chosen:
        for part in step:
            found.setdefault(part["type"].dotted, str(part["value"].native))
    return found


def _list_addresses(points: Any) -> frozenset[str]:
    """Return the addresses under which the authority lists what it revoked; other kinds of places are none to us."""
    return frozenset(address for point in points or () for address in addresses_in(point["distribution_point"]))


def addresses_in(point: Any) -> tuple[str, ...]:
    """Return the addresses in a DistributionPointName; none where it says none."""
    if point.native is None or point.name != "full_name":
        return ()
    return tuple(each.native for each in point.chosen if each.name == "uniform_resource_identifier")


def _statements_of(extensions: Mapping[str, _Extension]) -> dict[str, frozenset[str]]:
    """Return what it states of itself as a qualified one: each statement's number, and the kinds that the one of kinds names."""
    statements = {each[0].dotted: each for each in _items(_parsed(extensions, _STATEMENTS, core.Sequence))}
    return {name: frozenset(kind.dotted for kind in _items(each[1])) if name == _KIND else frozenset() for name, each in statements.items()}


def _items(sequence: Any) -> list[Any]:
    return [] if sequence is None else [sequence[index] for index in range(len(sequence))]


def _obstacle_in(extensions: Mapping[str, _Extension]) -> str:
    if _NAME_CONSTRAINTS in extensions:
        return "it constrains names, which is not checked here"
    unknown = sorted(name for name, extension in extensions.items() if extension.is_critical and name not in _UNDERSTOOD)
    return f"it has a critical extension that is unknown here, {unknown[0]}" if unknown else ""


def subject_in(der: bytes) -> bytes | None:
    """Return the subject's name (DER) of a certificate of which nothing else is wanted yet; None where it cannot be read."""
    try:
        return bytes(x509.Certificate.load(der)["tbs_certificate"]["subject"].dump())
    except ASN1_TROUBLE:
        return None
