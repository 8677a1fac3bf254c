"""Credentials for programs: what must verify does, and whatever else is presented does not; conformance §3.1 and §3.3."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.secured import Document, ProofPurpose
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from app.services.api_outcomes import ApiOutcome
from app.services.verify_for_api import ApiOptions, verify_credential
from tests.installations import Stage
from tests.props import NOON
from tests.verifier.assertions.world import ASSERTION
from tests.verifier.presentations.holders import (
    CREDENTIAL,
    HOLDER,
    OLD_CREDENTIAL,
    STRANGER,
    V2,
    changed,
    issued,
    issued_jwt,
    presentation,
    shown,
)
from tests.verifier.test_any_json import JSON, QUICK, paths, replaced

OTHERS_STATUS = {"id": "https://issuer.example/status#1", "type": "CredentialStatusList2017"}
INLINE: Document = {"CredentialStatusList2017": "https://w3id.org/cred#CredentialStatusList2017"}
GOOD = issued()
PASS: Document = {"@context": [V2, {"Pass": "https://vendor.example/Pass"}], "type": ["VerifiableCredential", "Pass"]}
PASS_BY_URL: Document = {"type": ["VerifiableCredential", "https://vendor.example/Pass"]}
OF_OTHERS_STATUS: Document = {"@context": [V2, INLINE], "credentialStatus": OTHERS_STATUS}


def verified(stage: Stage, credential: Any, options: ApiOptions = ApiOptions()) -> ApiOutcome:  # noqa: B008
    return verify_credential(stage.installation, credential, options)


def with_proof(**members: Any) -> Document:
    """The good credential whose proof has other members; `...` takes one out."""
    return {**GOOD, "proof": changed(GOOD["proof"], **members)}


def with_two_proofs(**members: Any) -> Document:
    """The good credential with another proof beside its own."""
    return {**GOOD, "proof": [GOOD["proof"], changed(GOOD["proof"], **members)]}


def types_of(outcome: ApiOutcome) -> set[str]:
    return {each.type.rpartition("#")[2] for each in outcome.errors}


# verified


@pytest.mark.parametrize(
    "credential",
    [
        GOOD,
        issued(document=OLD_CREDENTIAL),
        issued_jwt(),
        issued(**PASS),
        issued(**PASS_BY_URL),
        {**GOOD, "proof": [GOOD["proof"]]},
    ],
)
def test_a_good_credential_verifies(shared_stage: Stage, credential: Document) -> None:
    assert verified(shared_stage, credential) == ApiOutcome(verified=True)


def test_a_key_that_is_not_the_issuers_is_a_warning(shared_stage: Stage) -> None:
    outcome = verified(shared_stage, issued(STRANGER))

    assert outcome.verified
    assert [each.code for each in outcome.warnings] == ["key-of-another"]


def test_an_unknown_type_of_status_is_a_warning(shared_stage: Stage) -> None:
    outcome = verified(shared_stage, issued(**OF_OTHERS_STATUS))

    assert outcome.verified
    assert [each.code for each in outcome.warnings] == ["status-type-unknown"]


def test_a_member_that_no_context_defines_is_a_warning_where_bytes_were_signed(shared_stage: Stage) -> None:
    outcome = verified(shared_stage, issued_jwt(undefined="member"))

    assert outcome.verified
    assert [each.code for each in outcome.warnings] == ["signature-genuine-undefined-members"]


def test_an_expired_credential_verifies_for_who_asks_for_it(shared_stage: Stage) -> None:
    expired = issued(validUntil="2026-01-02T00:00:00Z")

    assert types_of(verified(shared_stage, expired)) == {"RANGE_ERROR"}
    outcome = verified(shared_stage, expired, ApiOptions(expired_too=True))
    assert outcome.verified
    assert [each.code for each in outcome.warnings] == ["expired"]


@pytest.mark.parametrize(
    "name",
    [
        "eddsa/eddsa-rdfc-2022/signedDataInt.json",
        "eddsa/eddsa-jcs-2022/signedJCS.json",
        "eddsa/proof-set-chain/signedProofSet2.json",
        "eddsa/proof-set-chain/signedProofChain1.json",
        "ecdsa/ecdsa-rdfc-2019-p256/signedECDSAP256.json",
        "ecdsa/ecdsa-jcs-2019-p256/signedJCSECDSAP256.json",
    ],
)
def test_the_w3cs_vectors_verify_although_their_keys_are_not_the_issuers(shared_stage: Stage, shared: Path, name: str) -> None:
    vector = orjson.loads((shared / "vectors" / name).read_bytes())

    outcome = verified(shared_stage, vector)
    assert outcome.errors == ()
    assert "key-of-another" in {each.code for each in outcome.warnings}
    assert not verified(shared_stage, {**vector, "validFrom": "2020-01-01T00:00:00Z"}).verified


# not verified

NO_PROOF_AT_ALL: list[tuple[Any, str]] = [
    ({**GOOD, "proof": None}, "PROOF_VERIFICATION_ERROR"),
    (changed(GOOD, proof=...), "PROOF_VERIFICATION_ERROR"),
    ({**GOOD, "proof": "z3FX"}, "PROOF_VERIFICATION_ERROR"),
    ({**GOOD, "proof": []}, "PROOF_VERIFICATION_ERROR"),
    ({**GOOD, "proof": [GOOD["proof"], None]}, "PROOF_VERIFICATION_ERROR"),
    (None, "MALFORMED_VALUE_ERROR"),
    ("eyJhbGciOiJFUzI1NiJ9.e30.c2ln", "MALFORMED_VALUE_ERROR"),
    (issued_jwt()["id"].rpartition(",")[2], "MALFORMED_VALUE_ERROR"),
    (7, "MALFORMED_VALUE_ERROR"),
    ([GOOD], "MALFORMED_VALUE_ERROR"),
    ({}, "PARSING_ERROR"),
    ({"type": ["NonconformingDocument"]}, "PARSING_ERROR"),
]
SPOILT_PROOFS: list[tuple[Document, str]] = [
    (with_proof(type=...), "PROOF_VERIFICATION_ERROR"),
    (with_proof(verificationMethod=...), "PROOF_VERIFICATION_ERROR"),
    (with_proof(proofPurpose=...), "PROOF_VERIFICATION_ERROR"),
    (with_proof(proofValue=...), "PROOF_VERIFICATION_ERROR"),
    (with_proof(cryptosuite=...), "PROOF_VERIFICATION_ERROR"),
    (with_proof(proofValue=None), "PROOF_VERIFICATION_ERROR"),
    (with_proof(proofValue=""), "PROOF_VERIFICATION_ERROR"),
    (with_proof(proofValue=GOOD["proof"]["proofValue"][1:]), "PROOF_VERIFICATION_ERROR"),
    (with_proof(proofValue=GOOD["proof"]["proofValue"][:-1]), "PROOF_VERIFICATION_ERROR"),
    (with_proof(proofValue=issued(STRANGER)["proof"]["proofValue"]), "CRYPTOGRAPHIC_SECURITY_ERROR"),
    (with_proof(type="UnknownProofType"), "PROOF_VERIFICATION_ERROR"),
    (with_proof(cryptosuite="UnknownCryptosuite"), "PROOF_VERIFICATION_ERROR"),
    (with_proof(cryptosuite="invalid-cryptosuite"), "PROOF_VERIFICATION_ERROR"),
    (with_proof(proofPurpose="invalidPurpose"), "PROOF_VERIFICATION_ERROR"),
    (with_proof(proofPurpose="authentication"), "PROOF_VERIFICATION_ERROR"),
    (with_proof(verificationMethod="did:key:invalidVm"), "CRYPTOGRAPHIC_SECURITY_ERROR"),
    (with_proof(verificationMethod=7), "PROOF_VERIFICATION_ERROR"),
    (with_proof(created="yesterday"), "PROOF_VERIFICATION_ERROR"),
    (with_proof(created="2026-01-30T00:00:00Z"), "CRYPTOGRAPHIC_SECURITY_ERROR"),
    (with_two_proofs(proofValue=issued(STRANGER)["proof"]["proofValue"]), "CRYPTOGRAPHIC_SECURITY_ERROR"),
    (with_two_proofs(cryptosuite="unknown"), "PROOF_VERIFICATION_ERROR"),
]
SPOILT_DOCUMENTS: list[tuple[Document, str]] = [
    ({**GOOD, "undefinedTerm": "added"}, "DATA_LOSS_DETECTION_ERROR"),
    ({**GOOD, "credentialSubject": {**GOOD["credentialSubject"], "undefinedTerm": "added"}}, "DATA_LOSS_DETECTION_ERROR"),
    ({**GOOD, "type": ["VerifiableCredential", "UndefinedType"]}, "DATA_LOSS_DETECTION_ERROR"),
    ({**GOOD, "type": ["VerifiableCredential", "./relative"]}, "DATA_LOSS_DETECTION_ERROR"),
    ({**GOOD, "type": ["Other"]}, "MALFORMED_VALUE_ERROR"),
    ({**GOOD, "@context": []}, "MALFORMED_VALUE_ERROR"),
    (changed(GOOD, **{"@context": ...}), "MALFORMED_VALUE_ERROR"),
    ({**GOOD, "@context": [V2, "https://example.com"]}, "MALFORMED_VALUE_ERROR"),
    ({**GOOD, "@context": [V2, 123192875]}, "MALFORMED_VALUE_ERROR"),
    ({**GOOD, "issuer": "https://another.example"}, "CRYPTOGRAPHIC_SECURITY_ERROR"),
    ({**GOOD, "credentialSubject": {}}, "MALFORMED_VALUE_ERROR"),
    ({**GOOD, "id": 2**70}, "PARSING_ERROR"),
    (issued(credentialStatus={**OTHERS_STATUS, "type": "BitstringStatusListEntry"}), "STATUS_VERIFICATION_ERROR"),
    (issued(validFrom="2027-01-01T00:00:00Z"), "RANGE_ERROR"),
    (shown(presentation(GOOD)), "PARSING_ERROR"),
]
SPOILT_ENVELOPES: list[tuple[Document, str]] = [
    (issued_jwt() | {"@context": []}, "PARSING_ERROR"),
    (issued_jwt() | {"@context": "https://www.w3.org/ns/credentials/examples/v2"}, "PARSING_ERROR"),
    (issued_jwt() | {"id": issued_jwt()["id"].rpartition(",")[2]}, "PARSING_ERROR"),
    (changed(issued_jwt(), type=...), "PARSING_ERROR"),
    (issued_jwt() | {"type": "VerifiableCredential"}, "MALFORMED_VALUE_ERROR"),
    (issued_jwt() | {"id": issued_jwt()["id"][:-2]}, "CRYPTOGRAPHIC_SECURITY_ERROR"),
]


@pytest.mark.parametrize(("credential", "problem_type"), [*NO_PROOF_AT_ALL, *SPOILT_PROOFS, *SPOILT_DOCUMENTS, *SPOILT_ENVELOPES])
def test_whatever_else_is_presented_does_not_verify(shared_stage: Stage, credential: Any, problem_type: str) -> None:
    outcome = verified(shared_stage, credential)

    assert not outcome.verified
    assert problem_type in types_of(outcome)
    assert all(each.title and each.detail and each.code for each in outcome.errors)


def test_what_was_signed_to_authenticate_asserts_nothing(shared_stage: Stage) -> None:
    secured = suite_named("eddsa-rdfc-2022").secure(CREDENTIAL, HOLDER, SecureOptions(NOON, ProofPurpose.AUTHENTICATION))

    outcome = verified(shared_stage, orjson.loads(secured.body))

    assert not outcome.verified
    assert "PROOF_VERIFICATION_ERROR" in types_of(outcome)


def test_a_proof_of_the_future_does_not_verify(shared_stage: Stage) -> None:
    early = SecureOptions(NOON + timedelta(days=1))
    outcome = verified(shared_stage, orjson.loads(suite_named("eddsa-rdfc-2022").secure(CREDENTIAL, HOLDER, early).body))

    assert {each.code for each in outcome.errors} == {"signed-in-future"}


def test_a_type_below_a_base_that_was_taken_away_is_nothing(shared_stage: Stage) -> None:
    members = {"@context": [V2, {"@base": "https://base.example/"}], "type": ["VerifiableCredential", "relative"]}
    based: Document = orjson.loads(
        suite_named("eddsa-jcs-2022").secure(changed(CREDENTIAL, **members), HOLDER, SecureOptions(NOON, inline_contexts=True)).body
    )
    for credential in (based, {**based, "@context": [V2]}):
        proof = {**GOOD["proof"], "verificationMethod": based["proof"]["verificationMethod"]}
        assert not verified(shared_stage, {**credential, "proof": proof}).verified


def test_an_assertion_of_open_badges_2_is_no_verifiable_credential(shared_stage: Stage) -> None:
    assert types_of(verified(shared_stage, ASSERTION)) == {"PARSING_ERROR"}


def test_nobody_is_asked_for_a_strangers_key(quick_stage: Stage) -> None:
    assert not verified(quick_stage, with_proof(verificationMethod="did:web:stranger.example#key")).verified
    assert quick_stage.network.asked == []


@QUICK
@given(path=st.sampled_from(paths(GOOD)), value=JSON)
def test_any_value_in_any_place_is_answered(shared_stage: Stage, path: tuple[Any, ...], value: Any) -> None:
    outcome = verified(shared_stage, replaced(GOOD, path, value))

    assert outcome.verified == (not outcome.errors)
