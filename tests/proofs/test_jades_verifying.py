"""JAdES seals: what holds, and that nothing of it can be changed."""

import base64
import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.encodings import encode_base64url
from app.crypto.hashes import sha256_hex
from app.errors import (
    CredentialServiceError,
    InvalidSignature,
    MalformedProof,
    SigningError,
    UnsupportedSuite,
)
from app.model.secured import Algorithm, ProofPurpose, PublicKey, Secured
from app.proofs import jades, presented_proofs, suite_named
from app.proofs.suite import VerifyOptions
from tests.crypto.authorities import Wish
from tests.proofs.jades_examples import (
    DIPLOMA,
    entry_of,
    file_of,
    keys_of,
    resealed,
    seal_of,
    sealed,
    signer_of,
    stamp,
    verified,
)

SEALED = sealed()
ES256 = suite_named("jades", "ES256")


@pytest.mark.parametrize("media_type", ["application/jose+json", "Application/JOSE+JSON; charset=utf-8"])
def test_a_seal_is_told_by_its_media_type(media_type: str) -> None:
    assert presented_proofs(Secured(SEALED.body, media_type)) == presented_proofs(SEALED)


def test_how_the_file_is_written_around_its_texts_does_not_matter() -> None:
    other = json.dumps({"signatures": json.loads(SEALED.body)["signatures"], "payload": json.loads(SEALED.body)["payload"]}, indent=2)

    assert verified(Secured(other.encode(), SEALED.media_type))[0].document == DIPLOMA


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_any_text_reads_back_from_a_sealed_file(text: str) -> None:
    assert verified(sealed({"name": text, text: "name"}))[0].document == {"name": text, text: "name"}


def test_the_payload_stays_as_it_was_signed() -> None:
    payload = '{ "name" : "\\u00e9\\/é" ,\n"number":1.50e1}'
    secured = resealed(payload=payload)

    assert jades.read_seal(secured.body).payload == payload
    assert verified(secured)[0].document == {"name": "é/é", "number": 15.0}
    with pytest.raises(InvalidSignature):
        verified(file_of(payload.replace("\\u00e9", "é"), entry_of(secured)))
    with pytest.raises(InvalidSignature):
        verified(file_of(json.dumps(json.loads(payload)), entry_of(secured)))


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
