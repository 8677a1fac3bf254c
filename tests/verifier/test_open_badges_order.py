"""Verification in the order of Open Badges 3.0 §9.1: form, proof, newer version, status and dates, recipient, endorsements."""

from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from app.model.recipient import RecipientClaim
from app.model.report import Check, RecipientMatch, Report, Verdict
from app.model.secured import Document
from app.verifier.case import Fetched
from app.verifier.verification import evidence_wanted, verified
from tests.verifier.badges import (
    CONTEXTS,
    ENDORSER_KEYS,
    ENDORSER_SIGNER,
    ENDORSER_URL,
    NEWER_URL,
    endorsement,
    newer,
    refreshable,
    subject,
)
from tests.verifier.world import (
    INDEX,
    ISSUER,
    ISSUER_URL,
    LIST_URL,
    World,
    a_list,
    answered,
    badge,
    codes,
    evidence,
    finding,
    signed,
    signed_jwt,
    tampered,
    world,
)

SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
REVOKED_URL = "https://issuer.example/revoked"
LEARNER = RecipientClaim("id", "did:example:learner")


def validated_by(*urls: str, kind: str = "1EdTechJsonSchemaValidator2019") -> list[Document]:
    return [{"id": url, "type": kind} for url in urls]


def everything() -> Document:
    """A badge that asks for all that the specification knows."""
    embedded = orjson.loads(signed(endorsement(), ENDORSER_SIGNER))
    return refreshable(credentialSchema=validated_by(SCHEMA), endorsement=[embedded])


def answers(*others: Fetched) -> dict[str, Fetched]:
    return evidence(ENDORSER_KEYS, answered(NEWER_URL, newer(endorsement=everything()["endorsement"])), *others)


def test_addresses_are_asked_in_the_order_of_the_specification() -> None:
    known: dict[str, Fetched] = {}
    rounds = []
    while addresses := evidence_wanted(World(known).case(signed(everything()))):
        rounds.append([address.url for address in addresses])
        known |= {address.url: answers()[address.url] for address in addresses}

    assert rounds == [[ISSUER_URL, LIST_URL], [NEWER_URL], [ENDORSER_URL]]


def test_what_passes_every_step_is_valid() -> None:
    judged = verified(World(answers()).case(signed(everything())), LEARNER)

    assert judged.verdict is Verdict.VALID
    assert judged.refresh is not None
    assert judged.refresh.code == "refreshed"
    assert judged.recipient is RecipientMatch.MATCHES
    assert [each.report.verdict for each in judged.endorsements] == [Verdict.VALID]


@dataclass(frozen=True)
class Step:
    """A step of the specification at which a badge goes wrong: its outcome there, and ours."""

    body: bytes
    verdict: Verdict
    reason: str
    goes_on: bool
    answers: tuple[Fetched, ...] = ()


REVOKED = (answered(LIST_URL, signed(a_list([INDEX]))),)
LISTED = badge(**{"@context": CONTEXTS, "credentialStatus": {"id": REVOKED_URL, "type": "1EdTechRevocationList"}})
STEPS: dict[str, Step] = {
    "1 does not conform": Step(signed_jwt({**everything(), "name": 7}), Verdict.NOT_VALID, "schema-violation", goes_on=False),
    "1 subject not identified": Step(
        signed(refreshable(credentialSubject=subject(id=...))), Verdict.NOT_VALID, "schema-violation", goes_on=False
    ),
    "2 not verified": Step(tampered(signed(everything()), name="Forged"), Verdict.NOT_VALID, "signature-invalid", goes_on=False),
    "4 revoked by bits": Step(signed(badge()), Verdict.NOT_VALID, "revoked", goes_on=True, answers=REVOKED),
    "4 revoked by name": Step(
        signed(LISTED),
        Verdict.NOT_VALID,
        "revoked",
        goes_on=True,
        answers=(answered(REVOKED_URL, {"id": REVOKED_URL, "issuer": ISSUER, "revokedCredential": [{"id": LISTED["id"]}]}),),
    ),
    "4 not yet valid": Step(signed(badge(validFrom="2026-03-01T00:00:00Z")), Verdict.VALID_NOT_CURRENT, "not-yet-valid", goes_on=True),
    "4 expired": Step(signed(badge(validUntil="2026-01-02T00:00:00Z")), Verdict.VALID_NOT_CURRENT, "expired", goes_on=True),
}


def at(step: Step) -> Report:
    return verified(World(answers(*step.answers)).case(step.body), LEARNER)


@pytest.mark.parametrize("name", STEPS)
def test_each_step_has_the_outcome_of_the_specification(name: str) -> None:
    assert (at(STEPS[name]).verdict, at(STEPS[name]).reason) == (STEPS[name].verdict, STEPS[name].reason)


@pytest.mark.parametrize("name", STEPS)
def test_after_form_and_proof_failed_nothing_more_is_done(name: str) -> None:
    judged = at(STEPS[name])

    went_on = judged.refresh is not None or any(each.report.verdict is Verdict.VALID for each in judged.endorsements)
    assert not went_on
    assert (judged.content is not None) == (STEPS[name].goes_on or judged.reason == "schema-violation")


def test_an_expired_badge_with_a_sound_newer_version_is_as_good_as_that() -> None:
    judged = verified(World(answers()).case(signed(refreshable(validUntil="2026-01-02T00:00:00Z"))))

    assert judged.verdict is Verdict.VALID


def test_a_bad_endorsement_fails_there_and_not_here() -> None:
    bad = {**everything()["endorsement"][0], "name": "Forged"}

    judged = verified(world(ENDORSER_KEYS).case(signed(badge(endorsement=[bad]))))

    assert (judged.verdict, judged.endorsements[0].report.verdict) == (Verdict.VALID, Verdict.NOT_VALID)


# schemas that a badge asks for


@pytest.mark.parametrize(
    ("schemas", "code"),
    [
        (validated_by(SCHEMA), "schema-open-badges"),
        (validated_by(SCHEMA.replace("/json/", "/json-ld/")), "schema-open-badges"),
        (validated_by("https://issuer.example/extra.json", kind="JsonSchema"), "schema-open-badges"),
        (validated_by(SCHEMA, "https://issuer.example/extra.json"), "schema-open-badges-foreign"),
        (validated_by("https://issuer.example/extra.json"), "schema-open-badges-foreign"),
        (validated_by(SCHEMA.replace("purl.imsglobal.org", "evil.example")), "schema-open-badges-foreign"),
    ],
)
def test_the_canonical_schema_is_judged_and_a_foreign_one_is_told_not_fetched(schemas: Any, code: str) -> None:
    document = badge(**{"@context": CONTEXTS, "credentialSchema": schemas})
    case = world().case(signed(document))

    judged = verified(case)

    assert (codes(judged)[2], judged.verdict) == (code, Verdict.VALID)
    assert evidence_wanted(case) == ()
    if code.endswith("foreign"):
        assert finding(judged, Check.SCHEMA).facts["schema"] == schemas[-1]["id"]


def test_an_endorsement_may_ask_for_a_foreign_schema_too() -> None:
    document = {**endorsement(), "@context": CONTEXTS, "credentialSchema": validated_by("https://endorser.example/extra.json")}

    judged = verified(World({ENDORSER_URL: ENDORSER_KEYS}).case(signed(document, ENDORSER_SIGNER)))

    assert codes(judged)[2] == "schema-endorsement-foreign"
