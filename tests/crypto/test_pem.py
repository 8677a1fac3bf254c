"""Public keys in PEM: the same key as in a JWK, or refused with a reason."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.keys import MIN_RSA_BITS, PublicKeyObject, public_jwk
from app.crypto.pem import MAX_PEM_CHARACTERS, key_of_pem
from app.errors import MalformedProof
from app.model.secured import Algorithm
from tests.fakes import private_key_of


def pem(key: PublicKeyObject | ed448.Ed448PublicKey, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> str:
    return key.public_bytes(Encoding.PEM, form).decode()


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_in_pem_is_the_same_key(algorithm: Algorithm) -> None:
    key = private_key_of(algorithm=algorithm).public_key()
    read = key_of_pem(pem(key))

    assert (read.jwk, read.weak_bits) == (public_jwk(key), None)


def test_an_rsa_key_may_be_written_in_its_older_form() -> None:
    key = private_key_of(algorithm=Algorithm.RS256).public_key()

    assert key_of_pem(pem(key, PublicFormat.PKCS1)).jwk == public_jwk(key)


@pytest.mark.parametrize("text", ["\r\n{}\r\n", "subject: school\n{}"])
def test_what_stands_around_a_key_does_not_matter(text: str) -> None:
    key = private_key_of(algorithm=Algorithm.RS256).public_key()

    assert key_of_pem(text.format(pem(key).replace("\n", "\r\n"))).jwk == public_jwk(key)


def test_a_short_rsa_key_is_told_as_weak() -> None:
    old = rsa.generate_private_key(public_exponent=65_537, key_size=MIN_RSA_BITS // 2)

    assert key_of_pem(pem(old.public_key())).weak_bits == 1_024


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no key",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        private_key_of().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        pem(ed448.Ed448PrivateKey.generate().public_key()),
        pem(ec.generate_private_key(ec.SECP256K1()).public_key()),
        " " * (MAX_PEM_CHARACTERS + 1),
        "\ud7ff\x00",
    ],
)
def test_what_is_no_public_key_of_ours_is_refused(text: str) -> None:
    with pytest.raises(MalformedProof, match="expected a "):
        key_of_pem(text)


@given(st.text(max_size=60))
def test_any_text_is_a_key_or_refused(text: str) -> None:
    for each in (text, f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----"):
        with pytest.raises(MalformedProof):
            key_of_pem(each)
