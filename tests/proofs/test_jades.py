"""JAdES seals: what is written, what it covers, and that nothing of it can be changed."""

import base64
import json
from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.certificates import issuer_and_serial
from app.crypto.encodings import decode_base64url, encode_base64url
from app.crypto.hashes import sha256_hex
from app.crypto.time_stamps import time_stamp_of
from app.errors import (
    CredentialServiceError,
    InvalidSignature,
    MalformedCertificate,
    MalformedProof,
    SigningError,
    TimeStampUnavailable,
    UnsupportedSuite,
)
from app.model.secured import Algorithm, ProofPurpose, PublicKey, Secured
from app.proofs import jades, presented_proofs, suite_for, suite_named
from app.proofs.suite import Verified, VerifyOptions
from tests.crypto.authorities import CA, CERTIFYING, NOON, YEAR, Wish
from tests.proofs.jades_examples import (
    DIPLOMA,
    METHOD,
    ROOT,
    STAMPER,
    SUB,
    entry_of,
    file_of,
    header_in,
    keys_of,
    options_of,
    resealed,
    seal_of,
    sealed,
    signer_of,
    stamp,
)

SEALED = sealed()
ES256 = suite_named("jades", "ES256")


def verified(secured: Secured, keys: dict[str, PublicKey] | None = None) -> list[Verified]:
    known = keys_of(secured) if keys is None else keys
    return [suite_for(proof, known).verify(proof.secured, known) for proof in presented_proofs(secured)]


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


@pytest.mark.parametrize("media_type", ["application/jose+json", "Application/JOSE+JSON; charset=utf-8"])
def test_a_seal_is_told_by_its_media_type(media_type: str) -> None:
    assert presented_proofs(Secured(SEALED.body, media_type)) == presented_proofs(SEALED)


def test_how_the_file_is_written_around_its_texts_does_not_matter() -> None:
    other = json.dumps({"signatures": json.loads(SEALED.body)["signatures"], "payload": json.loads(SEALED.body)["payload"]}, indent=2)

    assert verified(Secured(other.encode(), SEALED.media_type))[0].document == DIPLOMA


def test_a_payload_in_base64url_is_read_too() -> None:
    for absent in ({"b64": ..., "crit": ...}, {"b64": True, "crit": ["b64"]}):
        assert verified(resealed(encodes=True, **absent))[0].document == DIPLOMA


@pytest.mark.parametrize("payload", ["e30", "e30=", "e31", "eyJ9", "{}", "", " "])
def test_a_payload_that_is_not_as_the_header_says_is_refused(payload: str) -> None:
    entry = entry_of(resealed(encodes=True, b64=..., crit=...))

    with pytest.raises(CredentialServiceError):
        verified(file_of(payload, entry), keys_of(SEALED))


@pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.RS256])
def test_every_changed_character_breaks_the_seal(algorithm: Algorithm) -> None:
    secured = sealed({"type": "VerifiableCredential", "name": "é"}, algorithm)
    keys = keys_of(secured)
    parts = {"payload": orjson.loads(secured.body)["payload"], **entry_of(secured)}
    for member in ("payload", "protected", "signature"):
        for position, character in enumerate(parts[member]):
            other = "A" if character != "A" else "B"
            changed = {**parts, member: parts[member][:position] + other + parts[member][position + 1 :]}
            body = file_of(changed["payload"], {"protected": changed["protected"], "signature": changed["signature"]})
            with pytest.raises(CredentialServiceError):
                verified(body, keys)


@given(st.data())
def test_any_change_of_what_is_signed_breaks_the_seal(data: st.DataObject) -> None:
    parts = {"payload": orjson.loads(SEALED.body)["payload"], **entry_of(SEALED)}
    member = data.draw(st.sampled_from(["payload", "protected", "signature"]))
    text = parts[member]
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 3)))
    put = data.draw(st.text(max_size=3))
    changed = {**parts, member: text[:begin] + put + text[end:]}
    if changed == parts:
        return
    with pytest.raises(CredentialServiceError):
        verified(file_of(changed["payload"], {"protected": changed["protected"], "signature": changed["signature"]}), keys_of(SEALED))


@pytest.mark.parametrize("member", ["protected", "signature"])
def test_base64url_has_one_spelling(member: str) -> None:
    entry = entry_of(SEALED)
    last = entry[member][-1]
    for spelling in (
        entry[member] + "=",
        entry[member] + "==",
        entry[member] + " ",
        "\n" + entry[member],
        entry[member][:-1] + chr(ord(last) + 1),
    ):
        with pytest.raises(CredentialServiceError):
            verified(file_of(orjson.loads(SEALED.body)["payload"], {**entry, member: spelling}), keys_of(SEALED))


def test_another_key_is_refused() -> None:
    name, key = next(iter(keys_of(SEALED).items()))
    with pytest.raises(InvalidSignature, match="no key of"):
        verified(SEALED, {})
    with pytest.raises(InvalidSignature, match="not the one that its certificate certifies"):
        verified(SEALED, {name: PublicKey(name, key.controller, signer_of(Algorithm.ES384).jwk)})


def test_another_certificate_is_refused() -> None:
    other = seal_of(wish=Wish(serial=7)).der
    swapped = resealed(x5c=[base64.b64encode(other).decode()])

    with pytest.raises(MalformedProof, match="x5t#S256"):
        presented_proofs(swapped)
    with pytest.raises(InvalidSignature):
        verified(swapped_key())


def swapped_key() -> Secured:
    """A seal that brings a certificate of another key."""
    other = seal_of(Algorithm.RS256).der
    digest = encode_base64url(bytes.fromhex(sha256_hex(other)))
    return resealed(x5c=[base64.b64encode(other).decode()], x5t__S256=digest)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES384", "ES512"])
def test_an_algorithm_for_other_keys_is_refused(algorithm: str) -> None:
    with pytest.raises(InvalidSignature):
        verified(resealed(alg=algorithm))


@pytest.mark.parametrize("algorithm", ["EdDSA", "RS384", "ES256K", "XYZ"])
def test_an_algorithm_that_no_seal_here_has_is_refused(algorithm: str) -> None:
    with pytest.raises(UnsupportedSuite):
        verified(resealed(alg=algorithm))


def test_a_row_refuses_what_another_is_for() -> None:
    with pytest.raises(UnsupportedSuite, match="expected RS256"):
        suite_named("jades", "RS256").verify(SEALED, keys_of(SEALED))


@pytest.mark.parametrize("length", [0, 63, 65, 1_024, 1_025])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    entry = {**entry_of(SEALED), "signature": encode_base64url(b"\x01" * length)}

    with pytest.raises((InvalidSignature, MalformedProof)):
        verified(file_of(orjson.loads(SEALED.body)["payload"], entry), keys_of(SEALED))


def test_a_seal_asserts_and_does_nothing_else() -> None:
    with pytest.raises(MalformedProof, match="asserts"):
        ES256.verify(SEALED, keys_of(SEALED), VerifyOptions(ProofPurpose.AUTHENTICATION))
    with pytest.raises(SigningError):
        sealed(purpose=ProofPurpose.AUTHENTICATION)


def twice(*more: Any) -> Secured:
    stamped = sealed(time_stamp=stamp)
    return file_of(orjson.loads(SEALED.body)["payload"], entry_of(SEALED), entry_of(stamped), *more)


def test_of_several_seals_each_is_a_proof() -> None:
    found = verified(twice())

    assert [each.document for each in found] == [DIPLOMA, DIPLOMA]
    with pytest.raises(MalformedProof, match="expected one seal, found 2"):
        ES256.verify(twice(), keys_of(SEALED))


def test_one_bogus_seal_among_several_shows() -> None:
    entry = entry_of(SEALED)
    bogus = {**entry, "signature": "A" + entry["signature"][1:] if entry["signature"][0] != "A" else "B" + entry["signature"][1:]}

    with pytest.raises(InvalidSignature):
        verified(twice(bogus), keys_of(SEALED))


def test_an_imprint_of_another_payload_in_the_header_is_refused() -> None:
    payload = orjson.dumps(DIPLOMA).decode()
    for covered, holds in ((payload.encode(), True), (b"else", False)):
        value = base64.b64encode(stamp(covered)).decode()
        secured = resealed(adoTst={"tstTokens": [{"val": value}]}, crit=["b64", "adoTst"])
        if holds:
            assert verified(secured)[0].document == DIPLOMA
            continue
        with pytest.raises(InvalidSignature, match="something else"):
            verified(secured)


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


@pytest.mark.parametrize("late", [timedelta(days=366), timedelta(days=-366)])
def test_a_certificate_that_is_over_or_not_begun_seals_nothing(late: timedelta) -> None:
    with pytest.raises(SigningError, match="2025-06-15 to 2027-06-15"):
        sealed(moment=NOON + late)
    assert sealed(moment=NOON + YEAR).body


def test_a_document_that_json_cannot_say_or_that_is_too_large_is_not_sealed() -> None:
    with pytest.raises(MalformedProof):
        sealed({"a": object()})
    with pytest.raises(MalformedProof, match="5242880"):
        sealed({"a": "x" * (5 * 1024 * 1024)})


def test_the_method_of_the_signer_is_no_part_of_the_seal() -> None:
    assert METHOD.encode() not in SEALED.body
