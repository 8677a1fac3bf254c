"""What we write, we read: every fact."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.issuers.open_badges import build
from app.model.achievement import Part
from app.model.award import AwardResult
from app.model.report import Content, ContentItem
from app.verifier.content import read_content
from tests.awards import ESCO, LIVE, MAXIMAL, MINIMAL, NOON, SITE, SNB, STAGE, TEST, in_language_of

EQF, ISCED = "European Qualifications Framework", "ISCED-F 2013"
MODES, SETTINGS = "European list of learning modes", "European list of learning settings"
ASSESSMENTS, CHECKS = "European list of assessment types", "European list of supervision and identity verification"
ACCREDITATION = "European list of accreditation types"
STAGE_URL = f"{SITE}/achievements/green-stage/v3"

EVERYTHING = Content(
    credential_id=f"{SITE}/c/9fKq2",
    title="TEST · Sustainable stages",
    description="Energy, materials and water on stage.",
    recipient="Ada Exämple",
    recipient_id="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
    issuer_id=TEST.did,
    issuer_name="University of the Peninsula",
    issuer_country="GR",
    issuer_url="https://university.example.org/",
    awarding_body="Stage Academy",
    achievement_id=STAGE_URL,
    achievement_type="MicroCredential",
    criteria=build(MAXIMAL)["credentialSubject"]["achievement"]["criteria"]["narrative"],
    awarded_at=NOON,
    valid_from=NOON,
    valid_until=datetime(2027, 1, 31, 12, 0, tzinfo=UTC),
    level=ContentItem("Level 5", f"{SNB}/eqf/5", "5", EQF),
    credits=Decimal("2.5"),
    credits_earned=Decimal(2),
    hours=60,
    field_of_study=ContentItem("Music and performing arts", f"{SNB}/isced-f/0215", "0215", ISCED),
    learning_setting=ContentItem("non-formal learning", f"{SNB}/learning-setting/e207a81fc7", None, SETTINGS),
    identity_check=ContentItem("Supervised with ID Verification", f"{SNB}/supervision-verification/70be69aaf9", None, CHECKS),
    modes=(
        ContentItem("Online", f"{SNB}/learning-assessment/920fbb3cbe", None, MODES),
        ContentItem("Blended", f"{SNB}/learning-assessment/e92d221e4d", None, MODES),
    ),
    assessment=(
        ContentItem("project work", f"{SNB}/assessment/795dac4096", None, ASSESSMENTS, "A plan, judged by two assessors."),
        ContentItem("0 to 10; 6 is a pass", "http://data.europa.eu/snb/model/elm/gradingScheme"),
    ),
    quality_assurance=(
        ContentItem(
            "Programme review 2025", "https://acme.example.org/r/7", f"{SNB}/accreditation/820101cba6", ACCREDITATION, "Acme Quality"
        ),
        ContentItem(
            "Institutional review",
            f"{SNB}/accreditation/bb4618238e",
            f"{SNB}/accreditation/bb4618238e",
            ACCREDITATION,
            "Acme Quality",
        ),
    ),
    outcomes=(
        ContentItem("Explains material cycles", f"{STAGE_URL}#outcome-1", "knowledge"),
        ContentItem("Plans a low-energy set", f"{STAGE_URL}#outcome-2", "skill"),
        ContentItem("Imagines other futures", f"{STAGE_URL}#outcome-3", "skill"),
    ),
    competences=(
        ContentItem(
            "circular economy",
            f"{ESCO}/skill/22c45bf7-e52b-475f-847b-c32a87f65a5d",
            "22c45bf7-e52b-475f-847b-c32a87f65a5d",
            "ESCO 1.2.0",
        ),
        ContentItem("Systems thinking", "https://doi.org/10.2760/13286", "2.1", "GreenComp 2022"),
        ContentItem("Futures literacy", "https://doi.org/10.2760/13286", "3.1", "GreenComp 2022"),
    ),
    occupations=(ContentItem("set designer", f"{ESCO}/occupation/874a2080-a9b6-46a9-8662-c9b7d4208f73", "3432.5", "ESCO 1.2.0"),),
    parts=(ContentItem("Unit one", f"{SITE}/achievements/unit-1/v1"),),
    part_of=(ContentItem("The whole certificate", f"{SITE}/achievements/certificate/v1"),),
    results=(
        ContentItem("Final plan", code="Completed", text="8.5", moment=datetime(2026, 1, 30, 9, 30, tzinfo=UTC)),
        ContentItem("project work", text="passed"),
        ContentItem("Portfolio", code="Provisional"),
    ),
    evidence=(
        ContentItem("The plan", "https://evidence.example.org/plan", "Project", None, "A plan for one production."),
        ContentItem("", text="Two interviews."),
        ContentItem("https://evidence.example.org/film", "https://evidence.example.org/film"),
    ),
    test=True,
)


def test_every_fact_of_an_award_is_read_back() -> None:
    assert read_content(build(MAXIMAL)) == EVERYTHING


def test_the_same_award_in_its_other_envelope_is_no_evidence() -> None:
    assert read_content(build(replace(MAXIMAL, europass=True))) == EVERYTHING


@pytest.mark.parametrize("name", ["Diploma", "European Digital Credential of the same award"])
def test_what_only_looks_like_the_other_envelope_is_evidence(name: str) -> None:
    evidence = {"id": "https://evidence.example.org/", "type": ["Evidence"], "name": name}

    assert [item.name for item in read_content({"evidence": [evidence]}).evidence] == [name]


OF_OTHER_KINDS = {"recipient_hashed", "hosted", "endorsed_id", "comment"}
"""What only older assertions and endorsements say."""


def test_every_member_of_the_content_is_told_by_the_award_that_says_everything() -> None:
    untold = {field.name for field in fields(Content) if getattr(EVERYTHING, field.name) in (None, "", (), False)}

    assert untold == OF_OTHER_KINDS


def test_the_least_is_read_back() -> None:
    assert read_content(build(MINIMAL)) == Content(
        credential_id=f"{SITE}/c/m1n",
        title="A visit",
        description="Came along.",
        recipient="Bo",
        issuer_id=LIVE.did,
        issuer_name="University of the Peninsula",
        issuer_country="GR",
        awarding_body="University of the Peninsula",
        achievement_id=f"{SITE}/achievements/visit/v1",
        achievement_type="ext:Activity",
        criteria="Came along.",
        awarded_at=NOON,
        valid_from=NOON,
    )


def test_texts_are_read_in_the_language_they_were_written_in() -> None:
    content = read_content(build(in_language_of(MAXIMAL, "de")))

    assert content.title == "TEST · Nachhaltige Bühnen"
    assert content.level == ContentItem("Niveau 5", f"{SNB}/eqf/5", "5", EQF)
    assert [item.name for item in content.outcomes] == ["Erklärt Kreisläufe", "Plant ein sparsames Bühnenbild", "Imagines other futures"]
    assert content.assessment[0].text == "Ein Plan, von zwei Prüfenden beurteilt."


ANNEX_I: list[tuple[str, dict[str, Any]]] = [
    ("1 learner", {"recipient": "Ada Exämple"}),
    ("2 title", {"title": "TEST · Sustainable stages"}),
    ("3 country", {"issuer_country": "GR"}),
    ("4 awarding body", {"awarding_body": "Stage Academy"}),
    ("5 date of issuing", {"valid_from": NOON, "awarded_at": NOON}),
    ("6 learning outcomes", {"outcomes": EVERYTHING.outcomes, "competences": EVERYTHING.competences}),
    ("7 workload", {"credits": Decimal("2.5"), "hours": 60}),
    ("8 level", {"level": EVERYTHING.level}),
    ("9 type of assessment", {"assessment": EVERYTHING.assessment}),
    ("10 form of participation", {"modes": EVERYTHING.modes}),
    ("11 quality assurance", {"quality_assurance": EVERYTHING.quality_assurance}),
    ("o2 identity check", {"identity_check": EVERYTHING.identity_check}),
    ("o3 grade", {"results": EVERYTHING.results}),
    ("o4 stackability", {"parts": EVERYTHING.parts, "part_of": EVERYTHING.part_of}),
    ("o5 further information", {"evidence": EVERYTHING.evidence}),
]


@pytest.mark.parametrize(("element", "told"), ANNEX_I, ids=[element for element, _ in ANNEX_I])
def test_each_element_of_annex_i_survives_the_credential(element: str, told: dict[str, Any]) -> None:
    content = read_content(build(MAXIMAL))

    assert {name: getattr(content, name) for name in told} == told, element


@pytest.mark.parametrize("heading", ["Prerequisites:** None", "Further information:** https://university.example.org/green-stage"])
def test_what_has_no_member_is_in_the_criteria(heading: str) -> None:
    assert heading in (read_content(build(MAXIMAL)).criteria or "")


def test_a_reason_for_no_level_is_read_as_such() -> None:
    achievement = replace(STAGE, eqf_level=None, no_level_reason={"en": "Too short for a level"})

    level = read_content(build(replace(MAXIMAL, achievement=achievement))).level

    assert level == ContentItem("Too short for a level", f"{SNB}/eqf/25831c2", None, EQF)


def test_a_live_credential_is_no_test() -> None:
    assert not read_content(build(replace(MAXIMAL, issuer=LIVE))).test


@pytest.mark.parametrize("credits_said", ["0", "0.25", "12", "179.5"])
def test_credits_are_read_exactly(credits_said: str) -> None:
    award = replace(MAXIMAL, achievement=replace(STAGE, ects=Decimal(credits_said)), credits_earned=Decimal(credits_said))

    content = read_content(build(award))

    assert (content.credits, content.credits_earned) == (Decimal(credits_said), Decimal(credits_said))


def test_two_parts_keep_their_order() -> None:
    parts = tuple(Part(f"p{number}", f"{SITE}/achievements/p{number}/v1", {"en": f"Part {number}"}) for number in (2, 1))

    content = read_content(build(replace(MAXIMAL, achievement=replace(STAGE, has_part=parts))))

    assert [item.name for item in content.parts] == ["Part 2", "Part 1"]


def test_a_result_without_an_assessment_has_no_name() -> None:
    assert read_content(build(replace(MINIMAL, results=(AwardResult("passed"),)))).results == (ContentItem("", text="passed"),)
