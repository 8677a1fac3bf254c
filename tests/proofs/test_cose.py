"""Credentials and presentations as COSE_Sign1."""

import json
from datetime import UTC, datetime
from typing import Any

import cbor2
import pytest

from app.crypto.cose import ALGORITHMS
from app.errors import DocumentError, InvalidSignature, MalformedProof, SigningError, UnsupportedSuite
from app.model.secured import Algorithm, Document, Secured
from app.proofs import presented_proofs, suite_named
from tests.fakes import SignerInMemory
from tests.proofs.examples import AT_NOON, DIPLOMA, ISSUER, METHOD
from tests.proofs.jwt_examples import SIGNER, STRANGER
from tests.proofs.presentation_examples import ENVELOPED, OLD_DIPLOMA, OLD_PRESENTATION, PRESENTATION, PRESENTED, TO_ANSWER, TO_PRESENT

VC = suite_named("vc+cose", Algorithm.EDDSA)
VP = suite_named("vp+cose", Algorithm.EDDSA)


def message(
    document: Any = DIPLOMA, unprotected: dict[Any, Any] | None = None, media_type: str = "application/vc+cose", **parameters: Any
) -> Secured:
    """A message with other protected parameters: `l16` stands for the label 16, None takes it out."""
    header = {1: -8, 3: "application/vc", 4: METHOD.encode(), 16: "application/vc+cose"}
    header |= {int(name[1:]): value for name, value in parameters.items()}
    encoded = cbor2.dumps({label: value for label, value in header.items() if value is not None})
    payload = document if isinstance(document, bytes) else json.dumps(document).encode()
    signature = SIGNER.sign(cbor2.dumps(["Signature1", encoded, b"", payload]))
    return Secured(cbor2.dumps([encoded, unprotected or {}, payload, signature]), media_type)


def presenting(document: Document) -> Secured:
    return message(document, l3="application/vp", l16="application/vp+cose")


@pytest.mark.parametrize("algorithm", list(ALGORITHMS.values()))
def test_a_secured_document_reads_back_unchanged(algorithm: Algorithm) -> None:
    signer = SignerInMemory(METHOD, algorithm=algorithm)
    vc, vp = suite_named("vc+cose", algorithm), suite_named("vp+cose", algorithm)

    credential = vc.verify(vc.secure(DIPLOMA, signer, AT_NOON), signer.public_keys)
    presentation = vp.verify(vp.secure(PRESENTATION, signer, TO_PRESENT), signer.public_keys, PRESENTED)

    assert (credential.document, credential.suite, credential.purpose) == (DIPLOMA, "vc+cose", "assertionMethod")
    assert (presentation.document, presentation.suite, presentation.purpose) == (PRESENTATION, "vp+cose", "authentication")


def test_what_is_written_is_the_form_of_vc_jose_cose() -> None:
    secured = VC.secure(DIPLOMA, SIGNER, AT_NOON)

    header, unprotected, payload, _ = cbor2.loads(secured.body.removeprefix(b"\xd2"))
    assert secured.media_type == "application/vc+cose"
    assert cbor2.loads(header) == {1: -8, 3: "application/vc", 4: METHOD.encode(), 16: "application/vc+cose"}
    assert (unprotected, json.loads(payload)) == ({}, DIPLOMA)


def test_what_a_message_says_of_its_proof_is_told() -> None:
    claims = {1: ISSUER, 2: "did:example:learner", 3: "verifier.example", 4: 4_070_908_800, 5: 1, 6: 1_767_225_600}

    (proof,) = presented_proofs(message(l15=claims))

    assert (proof.suite, proof.algorithm_hint, proof.verification_method) == ("vc+cose", "EdDSA", METHOD)
    assert (proof.moment, proof.domain) == (datetime(2026, 1, 1, tzinfo=UTC), "verifier.example")
    assert (proof.not_before, proof.expires) == (datetime.fromtimestamp(1, UTC), datetime.fromtimestamp(4_070_908_800, UTC))
    assert VC.verify(proof.secured, SIGNER.public_keys).moment == proof.moment


@pytest.mark.parametrize("claims", [{1: "did:example:other"}, {1: 7}, {1: None}, [1], "text", {4: "soon"}, {5: b"1"}, {6: True}])
def test_claims_that_disagree_or_are_none_are_refused(claims: Any) -> None:
    with pytest.raises(MalformedProof, match="claim"):
        presented_proofs(message(l15=claims))


@pytest.mark.parametrize(
    "parameters",
    [{}, {"l16": "vc+cose"}, {"l16": "Application/VC+COSE"}, {"l16": None}, {"l3": None}, {"l16": None, "l3": None}, {"l3": 50}],
)
def test_the_kind_is_said_by_type_content_or_media_type(parameters: Document) -> None:
    assert VC.verify(message(**parameters), SIGNER.public_keys).document == DIPLOMA


@pytest.mark.parametrize(
    "parameters", [{"l16": "bad/type"}, {"l16": "application/vc+jwt"}, {"l16": 7}, {"l16": b"x"}, {"l16": None, "l3": "x"}]
)
def test_another_kind_is_refused(parameters: Document) -> None:
    with pytest.raises(MalformedProof, match="typ"):
        presented_proofs(message(**parameters))


def test_a_kind_that_nothing_says_is_refused() -> None:
    with pytest.raises(MalformedProof, match="typ"):
        VC.verify(message(media_type="application/cose", l16=None, l3=None), SIGNER.public_keys)


@pytest.mark.parametrize("key_id", [None, b"", b"\xff", "text", 7, b"a b", b"x" * 3_000])
def test_a_key_must_be_named(key_id: Any) -> None:
    with pytest.raises(MalformedProof, match="kid"):
        presented_proofs(message(l4=key_id))


def test_a_key_may_be_named_unprotected_or_by_a_fragment() -> None:
    for secured in (message(unprotected={4: METHOD.encode()}, l4=None), message(l4=b"#key-1")):
        assert VC.verify(secured, SIGNER.public_keys).verification_method == METHOD


@pytest.mark.parametrize("document", [b"", b"[]", b"{", b'{"a":1,"a":2}', b"\xa0"])
def test_a_payload_that_is_no_sound_json_object_is_refused(document: bytes) -> None:
    with pytest.raises(DocumentError):
        presented_proofs(message(document))


@pytest.mark.parametrize("member", ["vc", "vp"])
def test_a_document_that_holds_another_is_refused(member: str) -> None:
    with pytest.raises(MalformedProof, match="vc or vp"):
        presented_proofs(message({**DIPLOMA, member: {}}))


@pytest.mark.parametrize(
    "document", [DIPLOMA, {**PRESENTATION, "verifiableCredential": [{**ENVELOPED, "id": "bad-credential"}]}], ids=range(2)
)
def test_what_is_no_presentation_of_secured_credentials_is_neither_signed_nor_believed(document: Document) -> None:
    with pytest.raises(MalformedProof):
        VP.secure(document, SIGNER, TO_PRESENT)
    with pytest.raises(MalformedProof):
        presented_proofs(presenting(document))


def test_a_fragment_counts_from_the_holder() -> None:
    (proof,) = presented_proofs(message(PRESENTATION, l3=None, l4=b"#key-1", l16="vp+cose"))

    assert proof.verification_method == METHOD


@pytest.mark.parametrize("document", [OLD_DIPLOMA, {**DIPLOMA, "proof": {}}, {**DIPLOMA, "vc": {}}], ids=range(3))
def test_what_is_no_credential_for_this_is_not_signed(document: Document) -> None:
    with pytest.raises(MalformedProof, match="expected a document"):
        VC.secure(document, SIGNER, AT_NOON)


def test_a_presentation_of_the_first_data_model_is_not_signed() -> None:
    with pytest.raises(MalformedProof):
        VP.secure(OLD_PRESENTATION, SIGNER, TO_PRESENT)


def test_what_has_no_place_in_cose_is_not_left_out_in_silence() -> None:
    with pytest.raises(SigningError, match="challenge"):
        VP.secure(PRESENTATION, SIGNER, TO_ANSWER)


def test_a_key_or_a_purpose_of_another_kind_does_not_sign() -> None:
    with pytest.raises(SigningError):
        suite_named("vc+cose", "ES256").secure(DIPLOMA, SIGNER, AT_NOON)
    with pytest.raises(SigningError):
        VC.secure(DIPLOMA, SIGNER, TO_PRESENT)


def test_a_credential_authenticates_nobody() -> None:
    with pytest.raises(MalformedProof, match="authentication"):
        VC.verify(message(), SIGNER.public_keys, PRESENTED)


def test_another_algorithm_or_key_is_refused() -> None:
    with pytest.raises(UnsupportedSuite, match="ES384"):
        suite_named("vc+cose", "ES384").verify(message(), SIGNER.public_keys)
    with pytest.raises(InvalidSignature):
        VC.verify(message(), STRANGER.public_keys)
    with pytest.raises(InvalidSignature, match="no key"):
        VC.verify(message(l4=b"did:example:other#1"), SIGNER.public_keys)


def test_no_part_can_be_exchanged() -> None:
    parts = cbor2.loads(message().body)
    others = [
        [cbor2.dumps({1: -8, 4: METHOD.encode(), 16: "vc+cose"}), *parts[1:]],
        [*parts[:2], json.dumps({**DIPLOMA, "name": "x"}).encode(), parts[3]],
        [*parts[:3], b"0" * 64],
    ]

    for each in others:
        with pytest.raises(InvalidSignature):
            VC.verify(Secured(cbor2.dumps(each), "application/vc+cose"), SIGNER.public_keys)
