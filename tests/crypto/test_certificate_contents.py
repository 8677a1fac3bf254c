"""What a certificate says: read where it counts, refused where it cannot be."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.certificate_contents import MAX_CERTIFICATE_BYTES, load_certificate, read_certificate, subject_in
from app.crypto.signed_der import strong_key
from app.errors import MalformedCertificate
from tests.crypto.authorities import CA, CERTIFYING, NOON, RESPONDER, YEAR, Wish, certified

ROOT = certified("Root", wish=CA)
QUALIFIED = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
COMPLIANT = bytes.fromhex("3008060604008e460101")
FOR_SEALS = bytes.fromhex("3013060604008e4601063009060704008e46010602")
FOR_SIGNATURES = bytes.fromhex("3013060604008e4601063009060704008e46010601")
BARE_KIND = bytes.fromhex("3008060604008e460106")
RETENTION = bytes.fromhex("300b060604008e46010302010f")


def sequence(*items: bytes) -> bytes:
    content = b"".join(items)
    return bytes([0x30, len(content)]) + content


def with_extension(identifier: x509.ObjectIdentifier, value: bytes, *, is_critical: bool = False) -> bytes:
    return certified("Leaf", ROOT, Wish(extensions=((x509.UnrecognizedExtension(identifier, value), is_critical),))).der


def test_a_certificate_says_whom_it_names_and_when_it_holds() -> None:
    names = ((NameOID.ORGANIZATION_NAME, "Academy"), (NameOID.ORGANIZATION_NAME, "Another"), (NameOID.COUNTRY_NAME, "GR"))
    read = read_certificate(certified("Leaf", ROOT, Wish(names=names)).der)

    assert read.subject_names == {"2.5.4.3": "Leaf", "2.5.4.10": "Academy", "2.5.4.6": "GR"}
    assert read.issuer == read_certificate(ROOT.der).subject
    assert [read.is_valid_at(moment) for moment in (NOON - YEAR, NOON, NOON + YEAR)] == [True] * 3
    assert not read.is_valid_at(datetime(2020, 1, 1, tzinfo=UTC))
    assert not read.is_valid_at(datetime(2030, 1, 1, tzinfo=UTC))


def test_a_certificate_says_what_its_key_is_for() -> None:
    authority = read_certificate(certified("Sub", ROOT, Wish(usages=CERTIFYING, is_authority=True, path_length=2)).der)
    responder = read_certificate(certified("Responder", ROOT, RESPONDER).der)

    assert (authority.is_authority, authority.path_length, authority.may("key_cert_sign")) == (True, 2, True)
    assert (responder.is_authority, responder.path_length, responder.may("key_cert_sign")) == (False, None, False)
    assert responder.purposes == frozenset({ExtendedKeyUsageOID.OCSP_SIGNING.dotted_string})
    assert not responder.purposes_are_critical


def test_a_certificate_that_does_not_narrow_its_key_lets_it_do_anything() -> None:
    read = read_certificate(certified("Leaf", ROOT, Wish(usages=None, is_authority=None)).der)

    assert read.key_usage is None
    assert read.purposes is None
    assert read.may("digital_signature")
    assert not read.is_authority


def test_a_certificate_says_where_its_authority_lists_what_it_revoked() -> None:
    points = x509.CRLDistributionPoints(
        [
            x509.DistributionPoint([x509.UniformResourceIdentifier("http://a.example/crl"), x509.DNSName("b")], None, None, None),
            x509.DistributionPoint(None, None, None, [x509.DirectoryName(ROOT.certificate.subject)]),
            x509.DistributionPoint(None, x509.RelativeDistinguishedName([x509.NameAttribute(NameOID.COMMON_NAME, "x")]), None, None),
        ]
    )

    assert read_certificate(certified("Leaf", ROOT, Wish(extensions=((points, False),))).der).list_addresses == {"http://a.example/crl"}


@pytest.mark.parametrize(
    ("statements", "claims"),
    [
        (sequence(COMPLIANT, FOR_SEALS), True),
        (sequence(FOR_SEALS, RETENTION, COMPLIANT), True),
        (sequence(COMPLIANT), False),
        (sequence(FOR_SEALS), False),
        (sequence(COMPLIANT, FOR_SIGNATURES), False),
        (sequence(), False),
    ],
)
def test_only_a_certificate_that_says_so_claims_to_be_a_qualified_one_for_seals(statements: bytes, claims: bool) -> None:  # noqa: FBT001
    assert read_certificate(with_extension(QUALIFIED, statements)).claims_qualified is claims


@pytest.mark.parametrize("garbled", [b"", b"\x30", b"\x30\x03\x02\x01\x01", b"\x04\x00", sequence(COMPLIANT, BARE_KIND)])
def test_garbled_statements_of_quality_are_refused(garbled: bytes) -> None:
    with pytest.raises(MalformedCertificate):
        read_certificate(with_extension(QUALIFIED, garbled))


def test_what_cannot_be_honoured_is_told() -> None:
    constraints = x509.NameConstraints([x509.DNSName("a.example")], None)
    unknown = x509.ObjectIdentifier("1.2.3.4")

    assert "constrains names" in read_certificate(certified("Sub", ROOT, Wish(extensions=((constraints, True),))).der).obstacle
    assert "1.2.3.4" in read_certificate(with_extension(unknown, b"", is_critical=True)).obstacle
    assert not read_certificate(with_extension(unknown, b"\xff")).obstacle


def test_a_notice_that_an_authority_garbled_does_no_harm() -> None:
    policies = x509.ObjectIdentifier("2.5.29.32")

    assert read_certificate(with_extension(policies, b"\x30\x05garbl")).may("digital_signature")


def test_too_many_extensions_are_refused() -> None:
    many = tuple((x509.UnrecognizedExtension(x509.ObjectIdentifier(f"1.2.3.{number}"), b""), False) for number in range(64))

    with pytest.raises(MalformedCertificate):
        read_certificate(certified("Leaf", ROOT, Wish(extensions=many)).der)


def test_an_extension_that_stands_there_twice_is_refused() -> None:
    numbers = [x509.ObjectIdentifier(f"1.2.3.{last}") for last in (4, 5)]
    distinct = certified("Leaf", ROOT, Wish(extensions=tuple((x509.UnrecognizedExtension(each, b""), False) for each in numbers))).der

    assert not read_certificate(distinct).obstacle
    with pytest.raises(MalformedCertificate):
        read_certificate(distinct.replace(b"\x06\x03\x2a\x03\x05", b"\x06\x03\x2a\x03\x04"))


@pytest.mark.parametrize("der", [b"", b"0", b"text", ROOT.der + b"\x00", ROOT.der[:-1], b"0" * (MAX_CERTIFICATE_BYTES + 1)])
def test_what_is_no_certificate_is_refused(der: bytes) -> None:
    for read in (load_certificate, read_certificate):
        with pytest.raises(MalformedCertificate):
            read(der)


def test_a_certificate_of_an_unknown_version_is_refused() -> None:
    later = ROOT.der.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020107"), 1)

    assert later != ROOT.der
    with pytest.raises(MalformedCertificate):
        read_certificate(later)


def test_the_subject_of_what_is_no_certificate_is_none() -> None:
    assert subject_in(b"text") is None
    assert subject_in(ROOT.der) == read_certificate(ROOT.der).subject


@pytest.mark.filterwarnings("ignore")
@given(st.integers(0, len(ROOT.der) - 1), st.integers(0, 255))
def test_any_changed_octet_is_read_or_refused(place: int, value: int) -> None:
    changed = ROOT.der[:place] + bytes([value]) + ROOT.der[place + 1 :]
    subject_in(changed)
    try:
        strong_key(read_certificate(changed))
    except MalformedCertificate:
        return


def test_a_key_of_another_kind_or_size_is_refused() -> None:
    small = certified("Small", key=ec.derive_private_key(7, ec.SECP192R1()))

    with pytest.raises(MalformedCertificate, match="RSA from 2048"):
        strong_key(read_certificate(small.der))
