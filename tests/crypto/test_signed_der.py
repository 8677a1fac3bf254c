"""Signatures by object identifier: each kind that is used, and the weak ones that are not."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from app.crypto.certificate_contents import read_certificate
from app.crypto.signed_der import check_signature, is_issued_by
from app.errors import InvalidSignature, MalformedCertificate
from tests.crypto.authorities import CA, certified

RSA_KEY = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
CURVE_KEY = ec.derive_private_key(7, ec.SECP256R1())
RSA, CURVE = (read_certificate(certified("Signer", key=key).der) for key in (RSA_KEY, CURVE_KEY))

RSA_PLAIN, PSS, RSA_SHA1 = "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.5"
RSA_SHA256, ECDSA_SHA256, ECDSA_SHA1 = "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2", "1.2.840.10045.4.1"

PLAIN_SIGNATURE = RSA_KEY.sign(b"message", padding.PKCS1v15(), hashes.SHA256())
PSS_SIGNATURE = RSA_KEY.sign(b"message", padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
CURVE_SIGNATURE = CURVE_KEY.sign(b"message", ec.ECDSA(hashes.SHA256()))
SHA1_SIGNATURE = RSA_KEY.sign(b"message", padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - to be refused


@pytest.mark.parametrize("digest", ["sha256", hashes.SHA256()])
def test_each_kind_of_signature_holds(digest: str | hashes.HashAlgorithm) -> None:
    for scheme in (RSA_PLAIN, RSA_SHA256):
        check_signature(RSA, scheme, digest, b"message", PLAIN_SIGNATURE)
    check_signature(RSA, RSA_SHA256, None, b"message", PLAIN_SIGNATURE)
    check_signature(RSA, PSS, digest, b"message", PSS_SIGNATURE)
    check_signature(CURVE, ECDSA_SHA256, digest, b"message", CURVE_SIGNATURE)


@pytest.mark.parametrize(
    ("scheme", "digest", "signature"),
    [
        (RSA_SHA256, "sha256", PLAIN_SIGNATURE[:-1] + b"\x00"),
        (RSA_SHA256, "sha512", PLAIN_SIGNATURE),
        (RSA_SHA256, "sha1", PLAIN_SIGNATURE),
        (RSA_SHA256, "sha256", PSS_SIGNATURE),
        (PSS, "sha256", PLAIN_SIGNATURE),
        (PSS, None, PSS_SIGNATURE),
        (RSA_PLAIN, None, PLAIN_SIGNATURE),
        (RSA_PLAIN, "sha1", SHA1_SIGNATURE),
        (RSA_SHA1, "sha1", SHA1_SIGNATURE),
        (RSA_SHA1, None, SHA1_SIGNATURE),
        (RSA_SHA1, "sha256", SHA1_SIGNATURE),
        (ECDSA_SHA256, "sha256", PLAIN_SIGNATURE),
        ("1.2.3", "sha256", PLAIN_SIGNATURE),
        ("", "", b""),
    ],
)
def test_another_or_weaker_signature_is_refused(scheme: str, digest: str | None, signature: bytes) -> None:
    with pytest.raises(InvalidSignature):
        check_signature(RSA, scheme, digest, b"message", signature)


@pytest.mark.parametrize(
    ("scheme", "signature"),
    [(ECDSA_SHA256, b""), (ECDSA_SHA256, b"0" * 64), (ECDSA_SHA1, CURVE_SIGNATURE), (RSA_SHA256, CURVE_SIGNATURE), (PSS, CURVE_SIGNATURE)],
    ids=["none", "zeros", "sha-1", "plain rsa", "pss"],
)
def test_another_signature_on_a_curve_is_refused(scheme: str, signature: bytes) -> None:
    with pytest.raises(InvalidSignature):
        check_signature(CURVE, scheme, "sha256", b"message", signature)


def test_another_message_is_refused() -> None:
    with pytest.raises(InvalidSignature, match="does not fit"):
        check_signature(CURVE, ECDSA_SHA256, None, b"Message", CURVE_SIGNATURE)


def test_a_certificate_issues_what_names_it_and_what_it_signed() -> None:
    root = certified("Root", wish=CA)
    leaf = certified("Leaf", root)

    assert is_issued_by(leaf.der, root.der)
    assert is_issued_by(root.der, root.der)
    assert not is_issued_by(leaf.der, certified("Another", wish=CA, key=root.key).der)
    assert not is_issued_by(leaf.der, certified("Root", wish=CA, key=CURVE_KEY).der)
    with pytest.raises(MalformedCertificate):
        is_issued_by(leaf.der, b"junk")
