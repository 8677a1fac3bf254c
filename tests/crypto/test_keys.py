"""Public keys: which may be used, for what, and that a signature is theirs."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.crypto.encodings import encode_base64url, encode_multibase
from app.crypto.keys import (
    allowed_algorithms,
    check_public_jwk,
    jwk_of_multikey,
    multikey,
    public_jwk,
    thumbprint,
    verify_signature,
)
from app.errors import InvalidSignature, MalformedProof
from app.model.secured import Algorithm, Jwk
from tests.fakes import SignerInMemory, private_key_of

MESSAGE = b"what was signed"
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ECDSA = [Algorithm.ES256, Algorithm.ES384, Algorithm.ES512]

RFC_8032_POINT = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
RFC_8032_TEST_2 = {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(RFC_8032_POINT)}
RFC_8032_SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
RFC_7638_KEY = {
    "kty": "RSA",
    "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsG"
    "Y4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4"
    "vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
}


def jwk_of(algorithm: Algorithm) -> Jwk:
    return SignerInMemory("did:example:a#1", algorithm=algorithm).jwk


def signed_by(algorithm: Algorithm) -> tuple[Jwk, bytes]:
    signer = SignerInMemory("did:example:a#1", algorithm=algorithm)
    return signer.jwk, signer.sign(MESSAGE)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_accepts_its_own_signature(algorithm: Algorithm) -> None:
    jwk, signature = signed_by(algorithm)

    verify_signature(jwk, algorithm, MESSAGE, signature)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_another_message_is_refused(algorithm: Algorithm) -> None:
    jwk, signature = signed_by(algorithm)

    with pytest.raises(InvalidSignature, match=algorithm.value):
        verify_signature(jwk, algorithm, MESSAGE + b".", signature)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_another_key_is_refused(algorithm: Algorithm) -> None:
    _, signature = signed_by(algorithm)
    stranger = SignerInMemory("did:example:b#1", seed=b"\x08" * 32, algorithm=algorithm)

    with pytest.raises(InvalidSignature):
        verify_signature(stranger.jwk, algorithm, MESSAGE, signature)


@pytest.mark.parametrize("algorithm", list(Algorithm))
@pytest.mark.parametrize("change", ["cut", "longer", "empty", "zeros", "flipped"])
def test_a_changed_signature_is_refused(algorithm: Algorithm, change: str) -> None:
    jwk, signature = signed_by(algorithm)
    changed = {
        "cut": signature[:-1],
        "longer": signature + b"\0",
        "empty": b"",
        "zeros": bytes(len(signature)),
        "flipped": bytes([signature[0] ^ 1]) + signature[1:],
    }

    with pytest.raises(InvalidSignature):
        verify_signature(jwk, algorithm, MESSAGE, changed[change])


def test_the_example_of_rfc_8032_holds() -> None:
    verify_signature(RFC_8032_TEST_2, Algorithm.EDDSA, b"\x72", RFC_8032_SIGNATURE)


def test_an_ed25519_signature_with_s_raised_by_the_order_is_refused() -> None:
    raised = int.from_bytes(RFC_8032_SIGNATURE[32:], "little") + ED25519_ORDER

    with pytest.raises(InvalidSignature):
        verify_signature(RFC_8032_TEST_2, Algorithm.EDDSA, b"\x72", RFC_8032_SIGNATURE[:32] + raised.to_bytes(32, "little"))


@pytest.mark.parametrize("algorithm", ECDSA)
def test_an_ecdsa_signature_in_der_is_refused(algorithm: Algorithm) -> None:
    key = private_key_of(algorithm=algorithm)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    der = key.sign(MESSAGE, ec.ECDSA(hashes.SHA256()))

    with pytest.raises(InvalidSignature, match="expected an ECDSA signature"):
        verify_signature(public_jwk(key), algorithm, MESSAGE, der)


def test_an_ecdsa_signature_with_r_or_s_of_the_order_or_more_is_refused() -> None:
    jwk, signature = signed_by(Algorithm.ES256)
    order = P256_ORDER.to_bytes(32, "big")

    for forged in (order + signature[32:], signature[:32] + order, b"\xff" * 64, bytes(32) + signature[32:], signature[:32] + bytes(32)):
        with pytest.raises(InvalidSignature):
            verify_signature(jwk, Algorithm.ES256, MESSAGE, forged)


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_key_is_refused_for_algorithms_of_other_keys(algorithm: Algorithm) -> None:
    jwk, signature = signed_by(algorithm)

    for other in set(Algorithm) - set(allowed_algorithms(jwk)):
        with pytest.raises(InvalidSignature, match=f"a key for {other}"):
            verify_signature(jwk, other, MESSAGE, signature)


def test_a_signature_of_one_rsa_padding_is_refused_as_the_other() -> None:
    jwk, signature = signed_by(Algorithm.PS256)

    with pytest.raises(InvalidSignature):
        verify_signature(jwk, Algorithm.RS256, MESSAGE, signature)


def test_the_key_fixes_its_algorithms() -> None:
    assert allowed_algorithms(jwk_of(Algorithm.EDDSA)) == (Algorithm.EDDSA,)
    assert allowed_algorithms(jwk_of(Algorithm.ES384)) == (Algorithm.ES384,)
    assert allowed_algorithms(jwk_of(Algorithm.RS256)) == (Algorithm.RS256, Algorithm.PS256)
    assert allowed_algorithms(RFC_7638_KEY) == (Algorithm.RS256,)


@pytest.mark.parametrize("member", [{"alg": "HS256"}, {"alg": "none"}, {"use": "enc"}, {"alg": "RS256"}])
def test_what_a_key_says_of_itself_only_narrows_its_algorithms(member: dict[str, str]) -> None:
    jwk = {**jwk_of(Algorithm.EDDSA), **member}

    assert allowed_algorithms(jwk) == ()
    with pytest.raises(InvalidSignature, match="a key for EdDSA"):
        verify_signature(jwk, Algorithm.EDDSA, MESSAGE, bytes(64))


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_our_own_public_keys_may_be_used(algorithm: Algorithm) -> None:
    check_public_jwk(jwk_of(algorithm))
    check_public_jwk({**jwk_of(algorithm), "kid": "1", "use": "sig", "alg": algorithm.value})


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "oct"},
        {"kty": "OKP", "crv": "X25519", "x": "AA"},
        {"kty": "OKP", "crv": "Ed448", "x": "AA"},
        {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"},
        {"kty": "EC", "crv": "Ed25519", "x": "AA"},
        {"kty": "OKP", "crv": "P-256", "x": "AA", "y": "AA"},
        {"kty": "okp", "crv": "Ed25519", "x": "AA"},
    ],
)
def test_a_key_of_an_unknown_kind_is_refused(jwk: Jwk) -> None:
    with pytest.raises(MalformedProof):
        check_public_jwk(jwk)


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_key_with_a_private_member_is_refused_without_telling_it(member: str) -> None:
    with pytest.raises(MalformedProof, match=f"private members {member}") as refused:
        check_public_jwk({**jwk_of(Algorithm.RS256), member: "c2VjcmV0"})

    assert "c2VjcmV0" not in refused.value.detail


@pytest.mark.parametrize("algorithm", [Algorithm.EDDSA, *ECDSA, Algorithm.RS256])
def test_a_key_that_lacks_or_garbles_a_member_is_refused(algorithm: Algorithm) -> None:
    jwk = dict(jwk_of(algorithm))

    for member in sorted({"x", "y", "n", "e"} & jwk.keys()):
        for value in (None, 5, "", "AA", "é", jwk[member] + "=", jwk[member] + "AAAA"):
            with pytest.raises(MalformedProof):
                check_public_jwk({**jwk, member: value})  # type: ignore[dict-item]  # a JWK comes from JSON: anything may stand there
        with pytest.raises(MalformedProof):
            check_public_jwk({name: value for name, value in jwk.items() if name != member})


@pytest.mark.parametrize("algorithm", ECDSA)
def test_a_point_off_its_curve_is_refused(algorithm: Algorithm) -> None:
    jwk = jwk_of(algorithm)
    size = {Algorithm.ES256: 32, Algorithm.ES384: 48, Algorithm.ES512: 66}[algorithm]

    for x, y in ((bytes(size), bytes(size)), (b"\x01".rjust(size, b"\0"), b"\x01".rjust(size, b"\0")), (b"\xff" * size, b"\xff" * size)):
        with pytest.raises(MalformedProof, match=f"on {jwk['crv']}"):
            check_public_jwk({**jwk, "x": encode_base64url(x), "y": encode_base64url(y)})


def test_rsa_keys_that_are_too_small_or_too_large_are_refused() -> None:
    for size in (0, 128, 255, 1_025, 10_000):
        with pytest.raises(MalformedProof, match=f"found {size * 8}"):
            check_public_jwk({**RFC_7638_KEY, "n": encode_base64url(b"\xff" * size)})


@pytest.mark.parametrize("exponent", [b"", b"\x00", b"\x01", b"\x02", b"\x01\x00\x00", b"\x01\x00\x00\x00\x01"])
def test_an_rsa_exponent_that_is_even_small_or_huge_is_refused(exponent: bytes) -> None:
    with pytest.raises(MalformedProof, match="exponent"):
        check_public_jwk({**RFC_7638_KEY, "e": encode_base64url(exponent)})


def test_an_even_rsa_modulus_is_refused() -> None:
    with pytest.raises(MalformedProof, match="odd RSA modulus"):
        check_public_jwk({**RFC_7638_KEY, "n": encode_base64url(b"\xff" * 255 + b"\xfe")})


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


def test_ecdsa_signatures_are_r_and_s_of_fixed_length() -> None:
    for algorithm, size in zip(ECDSA, (64, 96, 132), strict=True):
        jwk, signature = signed_by(algorithm)
        key = private_key_of(algorithm=algorithm)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        r, _ = decode_dss_signature(key.sign(MESSAGE, ec.ECDSA(hashes.SHA256())))
        assert len(signature) == size
        assert r.bit_length() <= size * 4
        verify_signature(jwk, algorithm, MESSAGE, signature)
