"""ecdsa-sd-2023: what is changed, added, left out or exchanged is refused, in document and proof."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.encodings import decode_multibase
from app.crypto.keys import multikey
from app.errors import CredentialServiceError, InvalidSignature, MalformedProof, ProofError, UnsupportedSuite
from app.model.secured import Document
from tests.fakes import SignerInMemory
from tests.proofs.ecdsa_sd.examples import (
    OPTIONS,
    SIGNER,
    STRANGER,
    SUITE,
    base,
    derive,
    derived,
    parts_of,
    read,
    secured,
    value_of,
    with_part,
    with_value,
)
from tests.proofs.examples import DIPLOMA, METHOD, changed, leaves

SHOWN = derived()
BASE_SIGNATURE, PUBLIC_KEY, SIGNATURES, LABELS, MANDATORY = parts_of(SHOWN)
TWO_CRITERIA: Document = {
    **DIPLOMA,
    "evidence": [{"type": ["Evidence"], "name": "Show"}, {"type": ["Evidence"], "name": "Essay"}],
}


def _verify(document: Document, signer: SignerInMemory = SIGNER) -> Document:
    return SUITE.verify(secured(document), signer.public_keys).document


def _flipped(content: bytes, place: int = 40) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_the_untouched_document_verifies() -> None:
    assert _verify(SHOWN) == {name: value for name, value in SHOWN.items() if name != "proof"}


def test_no_text_of_the_document_or_the_proof_can_be_changed() -> None:
    for path in leaves(SHOWN):
        for value in ("urn:tampered", "", 7, None, ...):
            with pytest.raises(CredentialServiceError):
                _verify(changed(SHOWN, path, value))


def test_nothing_that_was_withheld_can_be_added_by_hand() -> None:
    for path in (["name"], ["credentialSubject", "achievement", "description"]):
        value: Any = DIPLOMA
        for step in path:
            value = value[step]
        with pytest.raises(ProofError):
            _verify(changed(SHOWN, path, value))


def test_what_is_mandatory_cannot_be_left_out() -> None:
    for name in ("issuer", "validFrom", "validUntil", "credentialStatus"):
        without = {member: value for member, value in SHOWN.items() if member != name}
        with pytest.raises(ProofError):
            _verify(without)


def test_what_is_mandatory_cannot_be_left_out_with_its_place() -> None:
    without = {member: value for member, value in SHOWN.items() if member != "validUntil"}

    for place in range(len(MANDATORY)):
        fewer = MANDATORY[:place] + [each - 1 for each in MANDATORY[place + 1 :]]
        with pytest.raises(InvalidSignature):
            _verify(with_part(without, 4, fewer))


def test_what_was_shown_can_be_withheld_only_by_deriving_again() -> None:
    without = changed(SHOWN, ["credentialSubject", "achievement", "criteria"], ...)

    with pytest.raises(MalformedProof):
        _verify(without)


def test_the_issuers_signature_is_tested() -> None:
    with pytest.raises(InvalidSignature):
        _verify(with_part(SHOWN, 0, _flipped(BASE_SIGNATURE)))
    with pytest.raises(InvalidSignature):
        _verify(SHOWN, STRANGER)
    with pytest.raises(InvalidSignature, match=METHOD):
        SUITE.verify(secured(SHOWN), {})


def test_every_single_signature_is_tested() -> None:
    for number, signature in enumerate(SIGNATURES):
        with pytest.raises(InvalidSignature):
            _verify(with_part(SHOWN, 2, [*SIGNATURES[:number], _flipped(signature), *SIGNATURES[number + 1 :]]))
    for other in ([*SIGNATURES[1:], SIGNATURES[0]], SIGNATURES[::-1], [SIGNATURES[0]] * len(SIGNATURES)):
        with pytest.raises(InvalidSignature):
            _verify(with_part(SHOWN, 2, other))
    for other in (SIGNATURES[1:], [*SIGNATURES, SIGNATURES[0]], []):
        with pytest.raises(MalformedProof, match="signatures"):
            _verify(with_part(SHOWN, 2, other))


def test_the_key_of_the_proof_is_signed_by_the_issuer() -> None:
    own = SignerInMemory("urn:own", seed=b"\x09" * 32, algorithm=SIGNER.algorithm)
    key = decode_multibase(multikey(own.jwk))

    for other in (key, _flipped(PUBLIC_KEY, 20), b"\x80\x24\x02" + b"\xff" * 32, b"\x80\x24\x04" + PUBLIC_KEY[3:]):
        with pytest.raises(ProofError):
            _verify(with_part(SHOWN, 1, other))


def test_each_unnamed_node_has_its_own_label() -> None:
    document = read(derive()(SUITE.secure(TWO_CRITERIA, SIGNER, OPTIONS), ("/evidence",)))
    labels = parts_of(document)[3]
    numbers = sorted(labels)
    swapped = dict(zip(numbers, [labels[number] for number in (*numbers[1:], numbers[0])], strict=True))

    assert len(labels) == 2
    for other in (
        dict.fromkeys(numbers, labels[numbers[0]]),
        {number: labels[number] for number in numbers[1:]},
        {**labels, len(labels): b"\x01" * 32},
        {number + 1: label for number, label in labels.items()},
        {},
    ):
        with pytest.raises(MalformedProof, match="label"):
            _verify(with_part(document, 3, other))
    for other in (swapped, {**labels, numbers[0]: _flipped(labels[numbers[0]], 3)}):
        with pytest.raises(ProofError):
            _verify(with_part(document, 3, other))


def test_one_node_cannot_be_shown_as_two() -> None:
    """Both would carry the signed statements of the one; the label map that makes it so is refused."""
    document = read(derive()(SUITE.secure(TWO_CRITERIA, SIGNER, OPTIONS), ("/evidence/0",)))
    parts = parts_of(document)
    label = next(iter(parts[3].values()))
    doubled = {**document, "evidence": [{"type": ["Evidence"]}, {"name": "Show"}]}

    with pytest.raises(MalformedProof, match="label"):
        _verify(with_part(doubled, 3, {0: label, 1: label}))


def test_places_of_mandatory_lines_are_in_range_and_sorted() -> None:
    last = len(MANDATORY) + len(SIGNATURES)
    for other in ([*MANDATORY[:-1], last], [*MANDATORY[:-1], 2**63], MANDATORY[::-1], [MANDATORY[0], *MANDATORY], MANDATORY[1:], []):
        with pytest.raises(MalformedProof):
            _verify(with_part(SHOWN, 4, other))


def test_parts_of_two_proofs_do_not_mix() -> None:
    other = read(derive()(SUITE.secure(DIPLOMA, SIGNER, replace(OPTIONS, moment=OPTIONS.moment.replace(hour=13))), ()))
    ours = derived("/name")

    with pytest.raises(InvalidSignature):
        _verify({**SHOWN, "proof": {**SHOWN["proof"], "created": other["proof"]["created"]}})
    for number, part in enumerate(parts_of(derived("/credentialSubject"))[:3]):
        if part != parts_of(ours)[number]:
            with pytest.raises(ProofError):
                _verify(with_part(ours, number, part))


@pytest.mark.parametrize("member", ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"])
@pytest.mark.parametrize("value", [..., None, "", "garbled", 7, [], {}, True, ["a"], {"id": "urn:x"}])
def test_no_member_of_the_proof_can_be_removed_or_garbled(member: str, value: Any) -> None:
    for document in (SHOWN, read(base())):
        with pytest.raises(ProofError):
            _verify(changed(document, ["proof", member], value))
    if member == "proofValue":
        with pytest.raises(ProofError):
            derive()(secured(changed(SHOWN, ["proof", member], value)), ("/name",))


def test_a_type_with_the_name_of_the_suite_is_none() -> None:
    proof = {**SHOWN["proof"], "type": "ecdsa-sd-2023"}

    with pytest.raises(UnsupportedSuite):
        _verify({**SHOWN, "proof": proof})


def test_a_context_of_the_proofs_own_is_refused() -> None:
    assert _verify(changed(SHOWN, ["proof", "@context"], SHOWN["@context"]))
    with pytest.raises(MalformedProof, match="@context"):
        _verify(changed(SHOWN, ["proof", "@context"], SHOWN["@context"][:1]))
    with pytest.raises(CredentialServiceError):
        _verify({**SHOWN, "@context": SHOWN["@context"][:1]})


def test_several_proofs_are_refused() -> None:
    for result in (SHOWN, read(base())):
        document = {**result, "proof": [result["proof"], result["proof"]]}
        with pytest.raises(MalformedProof):
            _verify(document)
        with pytest.raises(MalformedProof):
            derive()(secured(document), ())


def test_a_base_proof_with_a_derived_header_is_refused() -> None:
    parts = parts_of(read(base()))

    for value in (value_of(parts), value_of([*parts[:2], *parts[3:], []])):
        with pytest.raises(MalformedProof):
            _verify(with_value(read(base()), value))


def test_hostile_pointers_in_a_base_proof_are_refused() -> None:
    document = read(base())
    parts = parts_of(document)
    for pointers in (["issuer"], ["/nowhere"], ["/" * 3_000], [f"/{number}" for number in range(1_025)], ["/type/0/0"], ["~"]):
        with pytest.raises(MalformedProof):
            derive()(secured(with_value(document, value_of([*parts[:4], pointers], "d95d00"))), ())


@given(st.integers(0, len(SHOWN["proof"]["proofValue"]) - 1), st.sampled_from("uzA9-_=0 "))
def test_no_character_of_the_proof_value_can_be_changed(place: int, character: str) -> None:
    value = SHOWN["proof"]["proofValue"]
    other = value[:place] + character + value[place + 1 :]
    for text in {other, value[:place], value[:place] + value[place + 1 :]} - {value}:
        with pytest.raises(ProofError):
            _verify(with_value(SHOWN, text))
