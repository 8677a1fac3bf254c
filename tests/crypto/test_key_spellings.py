"""Spellings of keys: JWK, Multikey and thumbprint say the same key."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.crypto.encodings import encode_multibase
from app.crypto.keys import (
    check_public_jwk,
    jwk_of_multikey,
    multikey,
    public_jwk,
    thumbprint,
)
from app.errors import MalformedProof
from app.model.secured import Algorithm, Jwk
from tests.crypto.published_keys import RFC_7638_KEY
from tests.fakes import SignerInMemory, private_key_of


def jwk_of(algorithm: Algorithm) -> Jwk:
    return SignerInMemory("did:example:a#1", algorithm=algorithm).jwk


@pytest.mark.parametrize("algorithm", [Algorithm.EDDSA, Algorithm.ES256, Algorithm.ES384])
@pytest.mark.parametrize("seed", [b"\x07" * 32, b"\x08" * 32, b"\x09" * 32, b"\x0a" * 32])
def test_a_multikey_reads_back_as_the_key(algorithm: Algorithm, seed: bytes) -> None:
    jwk = SignerInMemory("did:example:a#1", seed=seed, algorithm=algorithm).jwk

    assert jwk_of_multikey(multikey(jwk)) == jwk


@pytest.mark.parametrize("algorithm", [Algorithm.ES512, Algorithm.RS256])
def test_keys_that_multikey_does_not_know_are_refused(algorithm: Algorithm) -> None:
    with pytest.raises(MalformedProof):
        multikey(jwk_of(algorithm))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "header z"),
        ("uAAAA", "header z"),
        ("z0", "base58"),
        ("z", "another prefix"),
        (encode_multibase(b"\xed"), "another prefix"),
        (encode_multibase(b"\xec\x01" + bytes(32)), "another prefix"),
        (encode_multibase(b"\xed\x01" + bytes(31)), "32 bytes"),
        (encode_multibase(b"\xed\x01" + bytes(33)), "32 bytes"),
        (encode_multibase(b"\xed\x01" + bytes(32)), "small order"),
        (encode_multibase(b"\x80\x24\x02" + bytes(31)), "33 bytes"),
        (encode_multibase(b"\x80\x24\x04" + bytes(64)), "33 bytes"),
        (encode_multibase(b"\x80\x24\x05" + b"\x01" * 32), "compressed point on P-256"),
        (encode_multibase(b"\x80\x24\x02" + b"\xff" * 32), "compressed point on P-256"),
        (encode_multibase(b"\x81\x24\x02" + bytes(47)), "49 bytes"),
    ],
)
def test_a_garbled_multikey_is_refused(text: str, why: str) -> None:
    with pytest.raises(MalformedProof, match=why):
        jwk_of_multikey(text)


def test_the_thumbprint_is_that_of_rfc_7638_whatever_else_the_key_says() -> None:
    assert thumbprint(RFC_7638_KEY) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    assert thumbprint({**RFC_7638_KEY, "kid": "other"}) == thumbprint(RFC_7638_KEY)


def test_other_keys_have_other_thumbprints() -> None:
    assert len({thumbprint(jwk_of(algorithm)) for algorithm in Algorithm if algorithm is not Algorithm.PS256}) == 5


def test_the_public_half_is_the_same_from_either_key() -> None:
    for algorithm in Algorithm:
        key = private_key_of(algorithm=algorithm)
        assert public_jwk(key) == public_jwk(key.public_key()) == jwk_of(algorithm)


def test_a_key_on_another_curve_has_no_jwk_here() -> None:
    with pytest.raises(MalformedProof, match="secp256k1"):
        public_jwk(ec.generate_private_key(ec.SECP256K1()))


def test_the_keys_of_the_w3c_vectors_read_as_published(shared: Path) -> None:
    for name in ("eddsa/keyPair.json", "ecdsa/p256KeyPair.json", "ecdsa/p384KeyPair.json"):
        published = json.loads((shared / "vectors" / name).read_bytes())["publicKeyMultibase"]
        assert multikey(jwk_of_multikey(published)) == published
    for name in ("ed25519", "p256", "p384", "p521"):
        method = json.loads((shared / "vectors" / "vc-jose" / f"vm-{name}.json").read_bytes())
        jwk = {member: value for member, value in method.get("publicKeyJwk", method).items() if member != "d"}
        check_public_jwk(jwk)
