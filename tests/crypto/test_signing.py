"""Signing: with the right key, and never a signature that the public key would not accept."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from app.crypto.keys import MIN_RSA_BITS, verify_signature
from app.crypto.signing import TESTED_ONE_IN, PrivateKeySigner
from app.errors import SigningError
from app.model.secured import Algorithm, PublicKey, Signer
from tests.fakes import SignerInMemory, private_key_of

METHOD = "did:web:issuer.example#key-1"


def signer_for(algorithm: Algorithm) -> PrivateKeySigner:
    return PrivateKeySigner(METHOD, private_key_of(algorithm=algorithm), algorithm)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_signature_holds_under_the_public_key(algorithm: Algorithm) -> None:
    signer: Signer = signer_for(algorithm)

    verify_signature(signer_for(algorithm).jwk, algorithm, b"message", signer.sign(b"message"))


def test_the_public_key_is_as_its_controller_would_list_it() -> None:
    signer = signer_for(Algorithm.EDDSA)

    assert signer.public_key("did:web:issuer.example") == PublicKey(METHOD, "did:web:issuer.example", signer.jwk)


def test_the_private_key_is_not_shown() -> None:
    assert "private_key" not in repr(signer_for(Algorithm.EDDSA))


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_does_not_sign_by_an_algorithm_of_others(algorithm: Algorithm) -> None:
    other = Algorithm.ES256 if algorithm is Algorithm.EDDSA else Algorithm.EDDSA

    with pytest.raises(SigningError, match=f"not one for {other}"):
        PrivateKeySigner(METHOD, private_key_of(algorithm=algorithm), other)


def test_a_key_on_an_unknown_curve_does_not_sign() -> None:
    with pytest.raises(SigningError, match="secp256k1"):
        PrivateKeySigner(METHOD, ec.generate_private_key(ec.SECP256K1()), Algorithm.ES256)


def test_a_signature_that_its_own_public_key_refuses_is_not_given_out() -> None:
    weak = PrivateKeySigner(METHOD, rsa.generate_private_key(public_exponent=65_537, key_size=MIN_RSA_BITS // 2), Algorithm.RS256)

    with pytest.raises(SigningError, match="no signature that its public key accepts"):
        weak.sign(b"message")


def eddsa() -> PrivateKeySigner:
    return PrivateKeySigner(METHOD, ed25519.Ed25519PrivateKey.from_private_bytes(b"\x07" * 32), Algorithm.EDDSA)


def begin_to_err(signer: PrivateKeySigner) -> None:
    """Let the machine lose a bit of the opened key, as memory does."""
    secret = bytearray(signer._secret)
    secret[3] ^= 1
    object.__setattr__(signer, "_secret", bytes(secret))


def test_the_first_signature_of_an_opened_key_is_tested() -> None:
    signer = eddsa()
    begin_to_err(signer)

    with pytest.raises(SigningError, match="no signature that its public key accepts"):
        signer.sign(b"message")


@pytest.mark.parametrize("errs_from", [1, 40, 63, 64])
def test_a_machine_that_begins_to_err_is_found_at_every_64th_signature(errs_from: int) -> None:
    signer = eddsa()

    for number in range(TESTED_ONE_IN):
        if number == errs_from:
            begin_to_err(signer)
        signer.sign(b"message")
    if errs_from == TESTED_ONE_IN:
        begin_to_err(signer)

    with pytest.raises(SigningError, match="no signature that its public key accepts"):
        signer.sign(b"message")


def test_the_fake_signer_is_the_same_in_every_run() -> None:
    signer = SignerInMemory("did:example:a#1")

    assert signer.jwk["x"] == "6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw"
    assert signer.public_keys["did:example:a#1"].controller == "did:example:a"
    assert signer.public_key.jwk == signer.jwk
    assert SignerInMemory("did:example:a#1", controller="did:example:b").public_key.controller == "did:example:b"


def test_two_libraries_make_the_same_eddsa_signature() -> None:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

    for length in (0, 1, 64, 10_000):
        message = bytes(length)
        assert PrivateKeySigner("did:example:1#key", private, Algorithm.EDDSA).sign(message) == private.sign(message)
