"""Certificates that vouch for themselves: signed by any signer, read and tested by others' code."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.crypto.certificates import certified_jwk, may_seal, subject_of
from app.crypto.self_signed import self_signed
from app.errors import MalformedProof, SigningError
from app.model.seal import CertificateSubject
from app.model.secured import Algorithm
from tests.fakes import SignerInMemory
from tests.props import NOON

SUBJECT = CertificateSubject("Ακαδημία Θεάτρου", "VATEL-123456789", "GR", "TEST", NOON, NOON + timedelta(days=700))


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.ES384, Algorithm.RS256])
def test_a_certificate_is_signed_by_the_key_that_it_certifies(algorithm: Algorithm) -> None:
    signer = SignerInMemory("did:key:z#1", algorithm=algorithm)

    der = self_signed(signer, signer.jwk, SUBJECT, 7)

    certificate = x509.load_der_x509_certificate(der)
    certificate.verify_directly_issued_by(certificate)
    assert (certified_jwk(der), certificate.serial_number, may_seal(der)) == (signer.jwk, 7, True)
    assert subject_of(der) == SUBJECT


def test_what_is_finer_than_a_second_is_cut_off_and_empty_names_are_left_out() -> None:
    signer = SignerInMemory("did:key:z#1", algorithm=Algorithm.ES256)
    subject = CertificateSubject("Academy", "", "NO", "", NOON + timedelta(milliseconds=999), NOON + timedelta(days=1))

    certificate = x509.load_der_x509_certificate(self_signed(signer, signer.jwk, subject, 1))

    assert certificate.not_valid_before_utc == NOON
    assert {each.oid for each in certificate.subject} == {NameOID.COUNTRY_NAME, NameOID.ORGANIZATION_NAME}
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)


@pytest.mark.parametrize("algorithm", [Algorithm.EDDSA, Algorithm.ES512])
def test_a_key_for_an_algorithm_that_no_seal_has_is_refused(algorithm: Algorithm) -> None:
    signer = SignerInMemory("did:key:z#1", algorithm=algorithm)

    with pytest.raises(SigningError, match=str(algorithm)):
        self_signed(signer, signer.jwk, SUBJECT, 1)


def test_a_public_key_that_is_none_is_refused() -> None:
    with pytest.raises(MalformedProof):
        self_signed(SignerInMemory("did:key:z#1", algorithm=Algorithm.ES256), {"kty": "EC"}, SUBJECT, 1)
