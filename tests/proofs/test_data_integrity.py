"""Data Integrity proofs: how they are made, and what a document says of them."""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.errors import (
    CredentialServiceError,
    DataLoss,
    InvalidSignature,
    MalformedProof,
    ProofError,
    SigningError,
    UnsupportedSuite,
)
from app.model.secured import Algorithm, Secured
from app.proofs import presented_proofs, suite_named
from tests.fakes import SignerInMemory
from tests.proofs.data_integrity_examples import SIGNER, STRANGER, SUITE, hand_signed, keys_named_in, secured, signed
from tests.proofs.examples import AT_NOON, DIPLOMA, METHOD, NOON, changed


def test_a_secured_credential_reads_back_unchanged() -> None:
    result = SUITE.secure(DIPLOMA, SIGNER, AT_NOON)
    verified = SUITE.verify(result, SIGNER.public_keys)

    assert result.media_type == "application/vc"
    assert verified.document == DIPLOMA
    assert (verified.suite, verified.verification_method, verified.purpose) == ("eddsa-rdfc-2022", METHOD, "assertionMethod")
    assert verified.moment == NOON


def test_the_proof_stands_last_and_everything_else_as_it_was() -> None:
    document = json.loads(SUITE.secure(DIPLOMA, SIGNER, AT_NOON).body)

    assert list(document) == [*DIPLOMA, "proof"]
    assert list(document["proof"]) == ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"]
    assert document["proof"]["created"] == "2026-01-31T12:00:00Z"


def test_the_same_document_key_and_moment_give_the_same_bytes() -> None:
    assert SUITE.secure(DIPLOMA, SIGNER, AT_NOON) == SUITE.secure(copy.deepcopy(DIPLOMA), SIGNER, AT_NOON)


def test_spelling_that_says_the_same_is_no_tampering() -> None:
    document = signed()
    reordered = dict(reversed(document.items()))

    assert SUITE.verify(Secured(json.dumps(reordered, indent=4).encode(), "application/ld+json"), SIGNER.public_keys).document == DIPLOMA


def test_a_directional_name_is_signed() -> None:
    document = changed(DIPLOMA, ["name"], {"@value": "تذوق", "@language": "ar", "@direction": "rtl"})

    assert SUITE.verify(SUITE.secure(document, SIGNER, AT_NOON), SIGNER.public_keys).document == document
    with pytest.raises(InvalidSignature):
        SUITE.verify(secured(changed(signed(document), ["name", "@direction"], "ltr")), SIGNER.public_keys)


def test_a_document_with_a_proof_is_not_signed_again() -> None:
    with pytest.raises(MalformedProof, match="already"):
        SUITE.secure(signed(), SIGNER, AT_NOON)


def test_a_key_of_another_kind_does_not_sign() -> None:
    with pytest.raises(SigningError, match="EdDSA"):
        SUITE.secure(DIPLOMA, SignerInMemory(METHOD, algorithm=Algorithm.ES256), AT_NOON)


def test_a_document_of_which_anything_would_be_lost_is_not_signed() -> None:
    with pytest.raises(DataLoss) as refusal:
        SUITE.secure(changed(DIPLOMA, ["credentialSubject", "achievement", "grade"], "A"), SIGNER, AT_NOON)

    assert refusal.value.faults[0].pointer == "/credentialSubject/achievement/grade"


@pytest.mark.parametrize("value", [[], None, [None]])
def test_a_member_that_says_nothing_is_not_signed(value: Any) -> None:
    with pytest.raises(DataLoss) as refusal:
        SUITE.secure(changed(DIPLOMA, ["evidence"], value), SIGNER, AT_NOON)

    assert refusal.value.faults[0].pointer.startswith("/evidence")


def test_a_document_that_json_cannot_say_is_not_signed() -> None:
    with pytest.raises(CredentialServiceError):
        SUITE.secure(changed(DIPLOMA, ["name"], "\ud800"), SIGNER, AT_NOON)


def test_what_a_document_says_of_its_proof_is_told() -> None:
    document = secured(changed(signed(), ["proof", "expires"], "2026-06-30T12:00:00Z"))

    (proof,) = presented_proofs(document)

    assert (proof.suite, proof.algorithm_hint, proof.verification_method) == ("eddsa-rdfc-2022", None, METHOD)
    assert (proof.purpose, proof.moment, proof.embedded_jwk) == ("assertionMethod", NOON, None)
    assert proof.expires == datetime(2026, 6, 30, 12, tzinfo=UTC)
    assert proof.secured == document


def test_an_expired_proof_verifies_and_tells_its_end() -> None:
    document = hand_signed(DIPLOMA, expires="2020-01-01T00:00:00Z")

    assert SUITE.verify(document, SIGNER.public_keys).document == DIPLOMA
    assert presented_proofs(document)[0].expires == datetime(2020, 1, 1, tzinfo=UTC)


def test_a_proof_without_created_verifies() -> None:
    assert SUITE.verify(hand_signed(DIPLOMA, created=None), SIGNER.public_keys).moment is None


def test_further_members_of_a_proof_are_signed() -> None:
    document = hand_signed(DIPLOMA, id="urn:uuid:1", domain="https://example.org", challenge="c", nonce="n")

    assert SUITE.verify(document, SIGNER.public_keys).document == DIPLOMA
    for member in ("id", "domain", "challenge", "nonce"):
        with pytest.raises(InvalidSignature):
            SUITE.verify(secured(changed(json.loads(document.body), ["proof", member], "urn:other")), SIGNER.public_keys)


@pytest.mark.parametrize(
    "media_type", ["application/vc", "application/vc; x=y", "application/ld+json", "application/json", "Application/VC+LD+JSON"]
)
def test_a_document_is_known_by_its_media_type(media_type: str) -> None:
    (proof,) = presented_proofs(Secured(secured(signed()).body, media_type))

    assert proof.suite == "eddsa-rdfc-2022"


def test_a_proof_of_an_older_kind_is_named_by_its_type(shared: Path) -> None:
    document = json.loads((shared / "vectors/eddsa/Ed25519Signature2020/signedEdSig.json").read_text())

    (proof,) = presented_proofs(secured(document))

    assert proof.suite == "Ed25519Signature2020"
    with pytest.raises(UnsupportedSuite, match="Ed25519Signature2020"):
        SUITE.verify(secured(document), keys_named_in(document))


@pytest.mark.parametrize("value", ["invalid-cryptosuite", "eddsa-2022", "EDDSA-RDFC-2022", "eddsa-rdfc-2022 ", "vc-jwt", "x" * 5_000])
def test_an_unknown_cryptosuite_has_no_suite(value: str) -> None:
    document = hand_signed(DIPLOMA, cryptosuite=value)

    with pytest.raises(UnsupportedSuite):
        suite_named(presented_proofs(document)[0].suite, "EdDSA" if value == "vc-jwt" else None, (SUITE,))
    with pytest.raises(UnsupportedSuite):
        SUITE.verify(document, SIGNER.public_keys)


@pytest.mark.parametrize(
    "value", [None, "text", 7, [], {}, [None], [[]], [{}], [{"type": "DataIntegrityProof"}, 7], {"type": ["DataIntegrityProof"]}, True]
)
def test_a_proof_that_is_none_is_refused(value: Any) -> None:
    document = secured({**DIPLOMA, "proof": value})

    with pytest.raises(MalformedProof):
        presented_proofs(document)
    with pytest.raises(MalformedProof):
        SUITE.verify(document, SIGNER.public_keys)


def test_a_document_without_a_proof_is_refused() -> None:
    with pytest.raises(MalformedProof):
        presented_proofs(secured(DIPLOMA))
    with pytest.raises(MalformedProof):
        SUITE.verify(secured(DIPLOMA), SIGNER.public_keys)


def test_too_many_proofs_are_refused() -> None:
    with pytest.raises(MalformedProof, match="9 proofs"):
        presented_proofs(secured({**DIPLOMA, "proof": [signed()["proof"]] * 9}))


def test_a_proof_set_is_verified_proof_by_proof_only() -> None:
    proofs = [signed()["proof"], signed(signer=STRANGER)["proof"]]

    first, second = presented_proofs(secured({**DIPLOMA, "proof": proofs}))

    assert SUITE.verify(first.secured, SIGNER.public_keys).document == DIPLOMA
    with pytest.raises(InvalidSignature):
        SUITE.verify(second.secured, SIGNER.public_keys)
    with pytest.raises(MalformedProof):
        SUITE.verify(secured({**DIPLOMA, "proof": proofs}), SIGNER.public_keys)


def test_a_set_whose_document_cannot_be_written_again_is_refused() -> None:
    with pytest.raises(MalformedProof, match="JSON"):
        presented_proofs(secured({**DIPLOMA, "name": 10**30, "proof": [signed()["proof"]]}))


@pytest.mark.parametrize("kind", ["eddsa-rdfc-2022", "vc-jwt"])
def test_a_proof_whose_type_is_named_like_a_suite_is_refused(kind: str) -> None:
    document = secured({**DIPLOMA, "proof": {"type": kind, "verificationMethod": METHOD, "proofPurpose": "assertionMethod"}})

    (proof,) = presented_proofs(document)

    with pytest.raises(ProofError):
        suite_named(proof.suite).verify(proof.secured, SIGNER.public_keys)


def test_an_endorsement_inside_keeps_its_own_proof() -> None:
    endorsement = {
        "@context": DIPLOMA["@context"],
        "id": "urn:uuid:2",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "did:web:endorser.example", "type": ["Profile"]},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Endorsement",
        "credentialSubject": {"id": DIPLOMA["id"], "type": ["EndorsementSubject"], "endorsementComment": "Well tasted."},
    }
    document = {**DIPLOMA, "endorsement": [signed(endorsement, STRANGER)]}

    result = SUITE.secure(document, SIGNER, AT_NOON)

    assert SUITE.verify(result, SIGNER.public_keys).document == document
    (inner,) = document["endorsement"]
    assert SUITE.verify(secured(inner), STRANGER.public_keys).document == endorsement
    with pytest.raises(InvalidSignature):
        SUITE.verify(secured(changed(signed(document), ["endorsement", 0, "proof", "created"], "2020-01-01T00:00:00Z")), SIGNER.public_keys)
