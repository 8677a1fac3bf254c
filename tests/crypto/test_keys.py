"""Public keys: which may be used, for what, and that a signature is theirs."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from app.crypto.encodings import encode_base64url
from app.crypto.keys import (
    allowed_algorithms,
    check_public_jwk,
    jwk_of_multikey,
    multikey,
    public_jwk,
    verify_signature,
)
from app.errors import InvalidSignature, MalformedProof
from app.model.secured import Algorithm, Jwk
from tests.crypto.published_keys import RFC_7638_KEY, RFC_8032_SIGNATURE, RFC_8032_TEST_2
from tests.fakes import SignerInMemory, private_key_of

MESSAGE = b"what was signed"
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ECDSA = [Algorithm.ES256, Algorithm.ES384, Algorithm.ES512]


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


def test_ecdsa_signatures_are_r_and_s_of_fixed_length() -> None:
    for algorithm, size in zip(ECDSA, (64, 96, 132), strict=True):
        jwk, signature = signed_by(algorithm)
        key = private_key_of(algorithm=algorithm)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        r, _ = decode_dss_signature(key.sign(MESSAGE, ec.ECDSA(hashes.SHA256())))
        assert len(signature) == size
        assert r.bit_length() <= size * 4
        verify_signature(jwk, algorithm, MESSAGE, signature)


def test_a_key_that_was_parsed_before_is_judged_again() -> None:
    jwk = public_jwk(private_key_of(algorithm=Algorithm.ES256))
    check_public_jwk(jwk)

    for changes in ({"d": "AAAA"}, {"x": jwk["y"]}, {"crv": "P-384"}, {"y": jwk["y"] + "="}):
        with pytest.raises(MalformedProof):
            check_public_jwk({**jwk, **changes})


def test_a_multikey_that_is_read_twice_is_the_callers_own() -> None:
    text = multikey(public_jwk(private_key_of()))

    jwk_of_multikey(text)["x"] = "changed"

    assert multikey(jwk_of_multikey(text)) == text
