"""JAdES seals: what is written, and when nothing is."""

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from app.crypto.certificates import issuer_and_serial
from app.crypto.encodings import decode_base64url
from app.crypto.hashes import sha256_hex
from app.crypto.time_stamps import time_stamp_of
from app.errors import (
    MalformedCertificate,
    MalformedProof,
    SealExpired,
    SigningError,
    TimeStampUnavailable,
)
from app.model.secured import Algorithm
from app.proofs import jades, presented_proofs, suite_named
from tests.crypto.authorities import CA, CERTIFYING, NOON, YEAR, Wish
from tests.proofs.jades_examples import (
    DIPLOMA,
    METHOD,
    ROOT,
    STAMPER,
    SUB,
    entry_of,
    header_in,
    options_of,
    seal_of,
    sealed,
    signer_of,
    stamp,
    verified,
)

SEALED = sealed()
ES256 = suite_named("jades", "ES256")


@pytest.mark.parametrize("algorithm", jades.ALGORITHMS)
def test_a_sealed_credential_reads_back_unchanged(algorithm: Algorithm) -> None:
    (found,) = verified(sealed(algorithm=algorithm))

    assert (found.document, found.suite, found.moment, found.purpose) == (DIPLOMA, "jades", NOON, "assertionMethod")


def test_the_file_begins_with_the_payload_as_a_text() -> None:
    assert SEALED.body.startswith(b'{"payload":"{')
    assert json.loads(json.loads(SEALED.body)["payload"]) == DIPLOMA
    assert SEALED.media_type == "application/jose+json"


def test_the_header_says_what_a_baseline_seal_says() -> None:
    header = header_in(SEALED)
    leaf = seal_of().der

    assert list(header) == ["alg", "typ", "cty", "x5t#S256", "x5c", "kid", "b64", "iat", "crit"]
    assert (header["alg"], header["typ"], header["cty"]) == ("ES256", "jose+json", "json")
    assert header["x5c"] == [base64.b64encode(each).decode() for each in options_of().certificates]
    assert decode_base64url(header["x5t#S256"]).hex() == sha256_hex(leaf)
    assert (header["kid"], header["b64"], header["iat"], header["crit"]) == (issuer_and_serial(leaf), False, int(NOON.timestamp()), ["b64"])
    assert entry_of(SEALED)["header"] == {"etsiU": []}


def test_the_moment_may_be_said_as_older_readers_want_it() -> None:
    secured = sealed(writes_sig_t=True)
    header = header_in(secured)

    assert (header["sigT"], header["crit"]) == ("2026-06-15T12:00:00Z", ["b64", "sigT"])
    assert "iat" not in header
    assert verified(secured)[0].moment == NOON


def test_a_seal_is_stamped_where_an_authority_is_there() -> None:
    seal = jades.read_seal(sealed(time_stamp=stamp).body)
    (token,) = seal.time_stamps

    assert time_stamp_of(token, seal.signature_text.encode(), (ROOT.der,)).trusted
    assert verified(sealed(time_stamp=stamp))[0].document == DIPLOMA


def refuses(_covered: bytes) -> bytes:
    raise TimeStampUnavailable("nobody answers")


@pytest.mark.parametrize("authority", [lambda _: stamp(b"else"), lambda _: b"junk", lambda _: b"", refuses])
def test_without_a_stamp_over_it_no_seal_leaves(authority: Any) -> None:
    with pytest.raises(TimeStampUnavailable):
        sealed(time_stamp=authority)


def test_a_seal_names_its_certificate() -> None:
    (proof,) = presented_proofs(SEALED)
    seal = jades.read_seal(SEALED.body)

    assert proof.verification_method == f"ni:///sha-256;{header_in(SEALED)['x5t#S256']}"
    assert (proof.suite, proof.algorithm_hint, proof.moment, proof.purpose) == ("jades", "ES256", NOON, "assertionMethod")
    assert seal.chain == (seal_of().der, SUB.der)
    assert (seal.moment, seal.document, json.loads(seal.payload)) == (NOON, DIPLOMA, DIPLOMA)
    assert jades.sealing_key(seal).jwk == signer_of().jwk


def test_a_key_without_its_certificate_seals_nothing() -> None:
    for certificates in ((), (seal_of(Algorithm.RS256).der,), (SUB.der,), (STAMPER.der,)):
        with pytest.raises(SigningError):
            sealed(certificates=certificates)
    with pytest.raises(MalformedCertificate):
        sealed(certificates=(b"junk",))


def test_another_algorithm_than_the_keys_seals_nothing() -> None:
    with pytest.raises(SigningError):
        ES256.secure(DIPLOMA, signer_of(Algorithm.RS256), options_of(Algorithm.RS256))


@pytest.mark.parametrize("wish", [Wish(usages=frozenset({"key_encipherment"})), Wish(usages=CERTIFYING, is_authority=CA.is_authority)])
def test_a_certificate_that_is_not_for_signing_seals_nothing(wish: Wish) -> None:
    with pytest.raises(SigningError, match="for signing"):
        sealed(certificates=(seal_of(wish=wish).der,))


def test_a_certificate_that_is_over_or_not_begun_seals_nothing() -> None:
    with pytest.raises(SealExpired, match="2027-06-15T12:00:00Z"):
        sealed(moment=NOON + YEAR + timedelta(seconds=1))
    with pytest.raises(SigningError, match="2025-06-15T12:00:00Z"):
        sealed(moment=NOON - YEAR - timedelta(seconds=1))
    assert sealed(moment=NOON + YEAR).body


def test_a_document_that_json_cannot_say_or_that_is_too_large_is_not_sealed() -> None:
    with pytest.raises(MalformedProof):
        sealed({"a": object()})
    with pytest.raises(MalformedProof, match="5242880"):
        sealed({"a": "x" * (5 * 1024 * 1024)})


def test_the_method_of_the_signer_is_no_part_of_the_seal() -> None:
    assert METHOD.encode() not in SEALED.body
