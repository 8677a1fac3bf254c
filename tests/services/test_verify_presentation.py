"""Presentations for programs: evidence is looked for as for one credential, and all must be good."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dids.verification_methods import did_document
from app.model.secured import Document
from app.services.api_outcomes import ApiOutcome
from app.services.installation import Seals
from app.services.verify_presentation import verify_presentation
from tests.changing import because
from tests.fakes import SignerInMemory
from tests.installations import Stage
from tests.verifier.europass.seals import SEALS, sealed
from tests.verifier.presentations.holders import (
    CHALLENGE,
    DOMAIN,
    HOLDER,
    P256_HOLDER,
    STRANGER,
    changed,
    did_of,
    issued,
    issued_jwt,
    presentation,
    shown,
    shown_jwt,
)
from tests.verifier.test_any_json import JSON, QUICK, paths, replaced

GOOD = shown(presentation(issued(), issued_jwt()))
WEB = SignerInMemory("did:web:holder.example#k", seed=b"\x05" * 32)
WEB_URL = "https://holder.example/.well-known/did.json"


def verified(stage: Stage, document: Any, challenge: str | None = CHALLENGE, domain: str | None = DOMAIN) -> ApiOutcome:
    return verify_presentation(stage.installation, document, challenge, domain)


def codes_of(outcome: ApiOutcome) -> list[tuple[str, str]]:
    return [(each.code, each.pointer) for each in outcome.errors]


@pytest.mark.parametrize("document", [GOOD, shown(presentation()), shown_jwt(presentation(issued_jwt(), holder=did_of(P256_HOLDER)))])
def test_a_good_presentation_verifies(shared_stage: Stage, document: Document) -> None:
    assert verified(shared_stage, document) == ApiOutcome(verified=True)


def test_a_sealed_credential_in_a_presentation_counts_under_the_configured_authorities(quick_stage: Stage) -> None:
    quick_stage.clock.move(days=136)
    document = presentation(orjson.loads(sealed()))
    trusting = quick_stage.again(seals=Seals(anchors=SEALS))

    assert "seal-unanchored" in dict(codes_of(verified(quick_stage, document)))
    assert [code for code, pointer in codes_of(verified(trusting, document)) if pointer] == []


@pytest.mark.parametrize(
    ("document", "code", "problem_type"),
    [
        (None, "presentation-no-object", "MALFORMED_VALUE_ERROR"),
        ("eyJ", "presentation-no-object", "MALFORMED_VALUE_ERROR"),
        ([GOOD], "presentation-no-object", "MALFORMED_VALUE_ERROR"),
        ({}, "no-credential-recognised", "PARSING_ERROR"),
        ({"type": ["NonconformingDocument"]}, "no-credential-recognised", "PARSING_ERROR"),
        (issued(), "no-credential-recognised", "PARSING_ERROR"),
        (GOOD | {"id": 2**70}, "proof-malformed", "PROOF_VERIFICATION_ERROR"),
        (GOOD | {"proof": None}, "proof-malformed", "PROOF_VERIFICATION_ERROR"),
        (changed(GOOD, proof=...), "proof-missing", "PROOF_VERIFICATION_ERROR"),
        (changed(GOOD, **{"@context": ...}), "schema-violation", "MALFORMED_VALUE_ERROR"),
        (GOOD | {"undefined": 1}, "data-loss", "DATA_LOSS_DETECTION_ERROR"),
        (shown(presentation(issued()), STRANGER), "holder-mismatch", "CRYPTOGRAPHIC_SECURITY_ERROR"),
        (GOOD | {"verifiableCredential": [issued()] * 17}, "document-too-complex", "MALFORMED_VALUE_ERROR"),
    ],
)
def test_whatever_else_is_presented_does_not_verify(shared_stage: Stage, document: Any, code: str, problem_type: str) -> None:
    outcome = verified(shared_stage, document)

    assert not outcome.verified
    assert (code, problem_type) in {(each.code, each.type.rpartition("#")[2]) for each in outcome.errors}
    assert all(each.title and each.detail for each in outcome.errors)


def test_an_answer_is_to_what_was_asked(shared_stage: Stage) -> None:
    assert codes_of(verified(shared_stage, GOOD, "another")) == [("challenge-mismatch", "")]
    assert codes_of(verified(shared_stage, GOOD, None)) == [("challenge-mismatch", "")]
    assert codes_of(verified(shared_stage, GOOD, CHALLENGE, "another.example")) == [("domain-mismatch", "")]
    assert codes_of(verified(shared_stage, GOOD, CHALLENGE, None)) == [("domain-not-asked", "")]


def test_an_error_says_which_credential_it_is_of(shared_stage: Stage) -> None:
    document = shown(presentation(issued(), issued(validUntil="2026-01-02T00:00:00Z"), issued(STRANGER)))

    outcome = verified(shared_stage, document)

    assert codes_of(outcome) == [("expired", "/verifiableCredential/1")]
    assert [(each.code, each.pointer) for each in outcome.warnings] == [("key-of-another", "/verifiableCredential/2")]
    nonsense = verified(shared_stage, document | {"verifiableCredential": [{"type": "Other"}]})
    assert ("no-credential-recognised", "/verifiableCredential/0") in codes_of(nonsense)


def test_a_jwt_for_somebody_where_nobody_was_named_is_a_warning(shared_stage: Stage) -> None:
    outcome = verified(shared_stage, shown_jwt(presentation(holder=did_of(P256_HOLDER))), CHALLENGE, None)

    assert outcome.verified
    assert [each.code for each in outcome.warnings] == ["domain-not-asked"]


def test_a_holder_on_the_web_is_asked_for_the_key(quick_stage: Stage) -> None:
    document = shown(presentation(issued(), holder="did:web:holder.example"), WEB)
    said = did_document("did:web:holder.example", [WEB.public_key])
    outcome = verified(quick_stage, document)
    assert {code for code, _ in codes_of(outcome)} == {"issuer-unreachable", "key-unavailable"}
    assert all(each.detail for each in outcome.errors)

    quick_stage.network.documents[WEB_URL] = orjson.dumps({**said, "authentication": said["assertionMethod"]})

    assert verified(quick_stage, document).verified
    assert set(quick_stage.network.asked) == {WEB_URL}


def test_a_credential_of_ours_is_known_to_our_register(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    own = orjson.loads(quick_stage.http("lms").get(credential["links"]["ob3_jsonld"]).content)
    document = shown(presentation(own), HOLDER)
    assert codes_of(verified(quick_stage, document)) == []

    assert quick_stage.http().post(f"/v1/credentials/{credential['id']}/revoke", json=because()).status_code == 200

    ((code, pointer),) = codes_of(verified(quick_stage, document))
    assert code.startswith("revoked")
    assert pointer == "/verifiableCredential/0"


@QUICK
@given(path=st.sampled_from(paths(GOOD)), value=JSON)
def test_any_value_in_any_place_is_answered(shared_stage: Stage, path: tuple[Any, ...], value: Any) -> None:
    outcome = verified(shared_stage, replaced(GOOD, path, value))

    assert outcome.verified == (not outcome.errors)
