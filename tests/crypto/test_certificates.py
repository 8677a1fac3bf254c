"""Chains in PEM, whom a certificate names, and what of it a seal says."""

import base64

import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from app.crypto.certificates import (
    MAX_CHAIN_CHARACTERS,
    certified_jwk,
    issuer_and_serial,
    may_seal,
    read_chain,
    seal_certificate,
    subject_of,
    unfit_to_seal,
    write_chain,
)
from app.errors import MalformedCertificate, MalformedProof
from app.model.seal import CertificateSubject
from tests.crypto.authorities import CA, NOON, TSA, YEAR, Wish, certified
from tests.crypto.test_certificate_contents import COMPLIANT, FOR_SEALS, FOR_SIGNATURES, sequence

ROOT = certified("Root", wish=CA)
NAMES = (
    (NameOID.ORGANIZATION_NAME, "Ακαδημία"),
    (NameOID.ORGANIZATION_IDENTIFIER, "VATGR-123456789"),
    (NameOID.COUNTRY_NAME, "GR"),
)
LEAF = certified("Seal", ROOT, Wish(names=NAMES))
CHAIN = (LEAF.der, ROOT.der)


def test_a_chain_reads_back_in_its_order() -> None:
    assert read_chain(write_chain(CHAIN)) == CHAIN


@pytest.mark.parametrize(
    "pem", ["", "text", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "x" * (MAX_CHAIN_CHARACTERS + 1)]
)
def test_what_is_no_chain_is_refused(pem: str) -> None:
    with pytest.raises(MalformedCertificate):
        read_chain(pem)


def test_a_chain_of_too_many_is_refused() -> None:
    with pytest.raises(MalformedCertificate, match="at most 8"):
        read_chain(write_chain((LEAF.der,) * 9))


def test_what_is_stored_of_a_chain_is_of_the_seals_own_certificate() -> None:
    stored = seal_certificate(CHAIN)

    assert (stored.chain, stored.valid_until) == (write_chain(CHAIN), NOON + YEAR)
    assert len(stored.sha256) == 64


def test_a_certificate_names_an_organisation() -> None:
    assert subject_of(LEAF.der) == CertificateSubject("Ακαδημία", "VATGR-123456789", "GR", "Seal", NOON - YEAR, NOON + YEAR)
    assert subject_of(ROOT.der).organisation == ""


@pytest.mark.parametrize(
    ("usages", "may"),
    [({"digital_signature"}, True), ({"content_commitment"}, True), ({"key_encipherment"}, False), (None, True)],
)
def test_only_a_key_for_signing_may_seal(usages: set[str] | None, may: bool) -> None:  # noqa: FBT001
    wish = Wish(usages=None if usages is None else frozenset(usages))

    assert may_seal(certified("Seal", ROOT, wish).der) is may


STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
NAMED = (*NAMES, (NameOID.SURNAME, "Eve"))


def stating(*kinds: bytes) -> tuple[tuple[x509.ExtensionType, bool], ...]:
    """The extension in which a certificate says for what it is a qualified one."""
    return ((x509.UnrecognizedExtension(STATEMENTS, sequence(COMPLIANT, *kinds)), False),)


@pytest.mark.parametrize(
    ("wish", "members"),
    [
        (Wish(names=NAMES), set()),
        (Wish(names=NAMES, extensions=stating()), set()),
        (Wish(names=NAMES, extensions=stating(FOR_SEALS)), set()),
        (Wish(names=NAMES, extensions=stating(FOR_SIGNATURES)), {"qc_type"}),
        (Wish(names=NAMED), {"subject"}),
        (Wish(names=NAMED, extensions=stating(FOR_SEALS)), set()),
        (Wish(names=NAMED, extensions=stating(FOR_SIGNATURES)), {"qc_type", "subject"}),
        (TSA, {"extended_key_usage"}),
        (CA, {"key_usage"}),
    ],
    ids=[
        "plain",
        "states little",
        "for seals",
        "for signatures",
        "a person",
        "a person who seals",
        "a qualified person",
        "stamper",
        "authority",
    ],
)
def test_every_reason_why_a_certificate_is_not_one_for_seals_is_told(wish: Wish, members: set[str]) -> None:
    assert unfit_to_seal(certified("Seal", ROOT, wish).der).keys() == members


def test_a_certificates_issuer_and_number_are_der() -> None:
    read = tsp.IssuerSerial.load(base64.b64decode(issuer_and_serial(LEAF.der)), strict=True)

    assert read["serial_number"].native == LEAF.certificate.serial_number
    assert read["issuer"][0].chosen.native == {"common_name": "Root"}


def test_the_certified_key_is_the_certificates() -> None:
    assert certified_jwk(certified("TSA", ROOT, TSA).der)["crv"] == "P-256"


def test_a_key_that_no_seal_has_is_refused() -> None:
    curve = certified("Curve", key=ec.derive_private_key(7, ec.BrainpoolP256R1()))
    edwards = x509.CertificateBuilder().subject_name(ROOT.certificate.subject).issuer_name(ROOT.certificate.subject)
    edwards = edwards.public_key(ed448.Ed448PrivateKey.generate().public_key()).serial_number(1)
    other = edwards.not_valid_before(NOON).not_valid_after(NOON + YEAR).sign(ROOT.key, hashes.SHA256())

    with pytest.raises(MalformedProof):
        certified_jwk(curve.der)
    with pytest.raises(MalformedCertificate, match="of a kind"):
        certified_jwk(other.public_bytes(Encoding.DER))


def test_a_key_that_cannot_be_read_is_refused() -> None:
    unknown = LEAF.der.replace(bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a8648ce3d030177"))

    assert unknown != LEAF.der
    with pytest.raises(MalformedCertificate, match="no key"):
        certified_jwk(unknown)
