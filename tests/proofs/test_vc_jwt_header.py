"""The header of a JWT decides nothing: the key does."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.crypto.jws import write_compact
from app.crypto.keys import thumbprint
from app.errors import InvalidSignature, MalformedProof, ProofError, UnsupportedSuite
from app.model.secured import Algorithm, Document, Secured
from app.proofs import presented_proofs, suite_named
from tests.fakes import SignerInMemory, private_key_of
from tests.proofs.examples import DIPLOMA, ISSUER, METHOD
from tests.proofs.jwt_examples import CLAIMS, EDDSA, RS256, SIGNER, STRANGER, claims, encode, signed


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "HS256", "HS512", "hs256"])
def test_an_algorithm_that_proves_nothing_is_refused(alg: str) -> None:
    with pytest.raises(MalformedProof, match="public key"):
        presented_proofs(signed(alg=alg))


def test_an_hmac_keyed_with_the_public_key_is_refused() -> None:
    signer = SignerInMemory(METHOD, algorithm=Algorithm.RS256)
    pem = private_key_of(algorithm=Algorithm.RS256).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing_input = f"{encode({'alg': 'HS256', 'typ': 'JWT', 'kid': METHOD})}.{encode(CLAIMS)}"
    forged = f"{signing_input}.{encode(hmac.digest(pem, signing_input.encode(), hashlib.sha256))}"

    for suite in (RS256, EDDSA):
        with pytest.raises(ProofError):
            suite.verify(Secured(forged.encode(), "text/plain"), signer.public_keys)


@pytest.mark.parametrize("alg", ["ES256K", "RS384", "EdDSA2", "eddsa", ""])
def test_an_unknown_algorithm_has_no_suite(alg: str) -> None:
    with pytest.raises((UnsupportedSuite, MalformedProof)):
        suite_named("vc-jwt", presented_proofs(signed(alg=alg))[0].algorithm_hint)


@pytest.mark.parametrize("alg", ["RS256", "ES256", "ES384", "PS256"])
def test_an_algorithm_that_is_not_the_keys_is_refused(alg: str) -> None:
    secured = signed(alg=alg)

    with pytest.raises(InvalidSignature):
        suite_named("vc-jwt", alg).verify(secured, SIGNER.public_keys)
    with pytest.raises(UnsupportedSuite):
        EDDSA.verify(secured, SIGNER.public_keys)


def test_another_issuers_key_is_refused() -> None:
    with pytest.raises(InvalidSignature):
        EDDSA.verify(signed(), STRANGER.public_keys)


@pytest.mark.parametrize("kid", [f"{ISSUER}#key-2", "did:web:other.example#key-1", METHOD.upper(), METHOD + "/", ISSUER])
def test_a_key_that_is_not_the_issuers_is_named(kid: str) -> None:
    with pytest.raises(InvalidSignature, match=kid.rsplit(":", maxsplit=1)[-1]):
        EDDSA.verify(signed(kid=kid), SIGNER.public_keys)


def test_a_fragment_is_counted_from_the_issuer() -> None:
    assert EDDSA.verify(signed(kid="#key-1"), SIGNER.public_keys).verification_method == METHOD
    assert EDDSA.verify(signed(claims(issuer=ISSUER), kid="#key-1"), SIGNER.public_keys).verification_method == METHOD


@pytest.mark.parametrize("kid", [None, "", 7, ["a"], {"a": 1}, "a b", "a\nb", "x" * 3_000, "\u202ea"])
def test_a_kid_that_names_nothing_is_refused(kid: Any) -> None:
    with pytest.raises(MalformedProof, match="kid"):
        presented_proofs(signed(kid=kid))


def test_a_key_in_the_header_counts_where_it_is_the_issuers() -> None:
    secured = signed(kid=None, jwk={**SIGNER.jwk, "key_ops": ["verify"], "ext": True})

    (proof,) = presented_proofs(secured)

    assert proof.verification_method == f"urn:ietf:params:oauth:jwk-thumbprint:sha-256:{thumbprint(SIGNER.jwk)}"
    assert proof.embedded_jwk == SIGNER.jwk
    assert EDDSA.verify(secured, SIGNER.public_keys).verification_method == METHOD


def test_a_key_in_the_header_that_is_not_the_issuers_is_refused() -> None:
    secured = signed(signer=STRANGER, kid=None, jwk=STRANGER.jwk)

    with pytest.raises(InvalidSignature, match="jwk-thumbprint"):
        EDDSA.verify(secured, SIGNER.public_keys)


def test_a_key_in_the_header_beside_a_kid_must_be_that_key() -> None:
    assert EDDSA.verify(signed(jwk=SIGNER.jwk), SIGNER.public_keys).document == DIPLOMA
    with pytest.raises(InvalidSignature, match="jwk"):
        EDDSA.verify(signed(jwk=STRANGER.jwk), SIGNER.public_keys)


@pytest.mark.parametrize(
    "jwk",
    [
        {**SIGNER.jwk, "d": "AAAA"},
        {**SIGNER.jwk, "x": "A" * 43},
        {**SIGNER.jwk, "crv": "secp256k1"},
        {"kty": "oct", "k": "AAAA"},
        "text",
        [SIGNER.jwk],
        7,
        {},
    ],
)
def test_a_key_in_the_header_that_is_no_public_key_is_refused(jwk: Any) -> None:
    with pytest.raises(MalformedProof):
        presented_proofs(signed(kid=None, jwk=jwk))


def test_addresses_of_keys_in_the_header_are_not_followed() -> None:
    secured = signed(kid=None, jku="https://evil.example/keys", x5u="https://evil.example/cert", x5c=["AAAA"])

    with pytest.raises(MalformedProof, match="kid"):
        presented_proofs(secured)


@pytest.mark.parametrize("header", [{"crit": ["exp"]}, {"crit": []}, {"b64": False, "crit": ["b64"]}, {"b64": True}])
def test_an_extension_of_the_header_is_refused(header: Document) -> None:
    with pytest.raises(MalformedProof):
        EDDSA.verify(signed(**header), SIGNER.public_keys)


@pytest.mark.parametrize("typ", ["kb+jwt", "statuslist+jwt", "dpop+jwt", "vc+sd-jwt", "at+jwt", "JOSE", "", 7, ["JWT"], "application/"])
def test_a_token_of_another_type_is_refused(typ: Any) -> None:
    with pytest.raises(MalformedProof, match="typ"):
        EDDSA.verify(signed(typ=typ), SIGNER.public_keys)


def test_the_signer_decides_the_algorithm_in_the_header() -> None:
    text = write_compact({"alg": "none", "typ": "JWT", "kid": METHOD}, json.dumps(CLAIMS).encode(), SIGNER)

    assert EDDSA.verify(Secured(text.encode(), "text/plain"), SIGNER.public_keys).document == DIPLOMA
