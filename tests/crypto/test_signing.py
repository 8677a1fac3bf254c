"""Signing: with the right key, and never a signature that the public key would not accept."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.utils import Buffer

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


class ErringKey(ed25519.Ed25519PrivateKey):
    """A key of Ed25519 whose machine errs from one signature on, counted from 0."""

    def __init__(self, errs_from: int) -> None:
        self._key = ed25519.Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
        self._errs_from = errs_from
        self._made = 0

    def sign(self, data: Buffer) -> bytes:
        self._made += 1
        return self._key.sign(data if self._made <= self._errs_from else b"another message")

    def public_key(self) -> ed25519.Ed25519PublicKey:
        return self._key.public_key()

    def private_bytes(self, *_: object) -> bytes:
        raise NotImplementedError

    def private_bytes_raw(self) -> bytes:
        raise NotImplementedError

    def __copy__(self) -> "ErringKey":
        raise NotImplementedError

    def __deepcopy__(self, memo: dict[object, object]) -> "ErringKey":
        raise NotImplementedError


def test_the_first_signature_of_an_opened_key_is_tested() -> None:
    with pytest.raises(SigningError, match="no signature that its public key accepts"):
        PrivateKeySigner(METHOD, ErringKey(0), Algorithm.EDDSA).sign(b"message")


@pytest.mark.parametrize("errs_from", [1, 40, 63, 64])
def test_a_machine_that_begins_to_err_is_found_at_every_64th_signature(errs_from: int) -> None:
    signer = PrivateKeySigner(METHOD, ErringKey(errs_from), Algorithm.EDDSA)

    for _ in range(TESTED_ONE_IN):
        signer.sign(b"message")

    with pytest.raises(SigningError, match="no signature that its public key accepts"):
        signer.sign(b"message")


def test_the_fake_signer_is_the_same_in_every_run() -> None:
    signer = SignerInMemory("did:example:a#1")

    assert signer.jwk["x"] == "6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw"
    assert signer.public_keys["did:example:a#1"].controller == "did:example:a"
    assert signer.public_key.jwk == signer.jwk
    assert SignerInMemory("did:example:a#1", controller="did:example:b").public_key.controller == "did:example:b"
