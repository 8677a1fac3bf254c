"""A certification and its modules: claimed in full, added up, announced where they are not held."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.errors import SchemaViolation
from app.issuers import validate
from app.issuers.europass import EUROPASS, build
from app.model.award import Award
from app.model.secured import Document
from app.schemas.conventions import europass_id
from tests.europass import SEALING, certification, module
from tests.schemas.edc_shapes import official_verdict

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
"""rdflib warns of its own code."""


def claim_of(award: Award) -> Document:
    document = build(award, SEALING)
    validate(EUROPASS, document)
    (claim,) = document["credentialSubject"]["hasClaim"]
    return claim  # type: ignore[no-any-return] # parsed JSON


def test_a_certification_claims_its_modules_in_full() -> None:
    whole = claim_of(certification())

    assert [each["specifiedBy"]["id"].rpartition("/achievements/")[2] for each in whole["hasPart"]] == [
        f"inspire-m{number}/v1" for number in range(1, 6)
    ]
    for part in whole["hasPart"]:
        assert part["type"] == "LearningAchievement"
        assert {"awardedBy", "creditReceived", "specifiedBy", "provenBy"} <= part.keys()
        assert {"eqfLevel", "creditPoint", "learningOutcome", "accreditation", "mode", "volumeOfLearning"} <= part["specifiedBy"].keys()


def test_a_part_says_what_it_says_in_a_credential_of_its_own() -> None:
    part, alone = claim_of(certification())["hasPart"][0], claim_of(module())

    same = ("title", "description")
    assert {name: part[name] for name in same} == {name: alone[name] for name in same}
    specified = {"learningOutcome", "eqfLevel", "thematicArea", "volumeOfLearning", "isPartialQualification"}
    assert {name: part["specifiedBy"][name] for name in specified} == {name: alone["specifiedBy"][name] for name in specified}
    assert [each["point"] for each in part["creditReceived"]] == [each["point"] for each in alone["creditReceived"]]


def test_a_part_is_known_by_both_of_its_credentials() -> None:
    address = certification().parts[0].credential_url

    identifiers = claim_of(certification())["hasPart"][0]["identifier"]

    assert {each["schemeName"]: each["notation"] for each in identifiers} == {
        "Open Badges 3.0": address,
        "Credential": europass_id(address),
    }
    assert build(module(), SEALING)["id"] == europass_id(address)


def test_a_part_was_awarded_when_it_was() -> None:
    dates = [each["awardedBy"]["awardingDate"] for each in claim_of(certification())["hasPart"]]

    assert dates == [f"2026-01-0{day}T12:00:00Z" for day in range(2, 7)]


def test_what_is_claimed_in_full_is_not_announced_again() -> None:
    whole = claim_of(certification())

    assert "hasPart" not in whole["specifiedBy"]
    assert not [each for each in whole["hasPart"] if "isPartOf" in each["specifiedBy"]]


def test_parts_that_the_learner_does_not_hold_are_announced() -> None:
    award = certification()

    whole = claim_of(replace(award, parts=award.parts[:3]))

    assert len(whole["hasPart"]) == 3
    assert [each["id"].rpartition("/")[2] for each in whole["specifiedBy"]["hasPart"]] == ["inspire-m4", "inspire-m5"]
    assert whole["specifiedBy"]["hasPart"][0]["title"] == dict(award.parts[3].achievement.title)


@pytest.mark.parametrize("held", range(6))
def test_as_many_parts_as_are_held_may_be_claimed(held: int) -> None:
    award = certification()
    achievement = replace(award.achievement, has_part=award.achievement.has_part[:4])

    for whole in (award.achievement, achievement):
        claim_of(replace(award, achievement=whole, parts=award.parts[:held]))


def test_parts_that_bring_more_than_the_whole_are_refused() -> None:
    award = certification()

    with pytest.raises(SchemaViolation, match="expected the parts to bring the 9 credits of the whole, found 10"):
        claim_of(replace(award, achievement=replace(award.achievement, ects=Decimal(9))))


def test_credits_add_up_and_what_the_whole_adds_is_told() -> None:
    whole = claim_of(certification())

    (total,) = whole["specifiedBy"]["creditPoint"]
    of_parts = sum((Decimal(each["specifiedBy"]["creditPoint"][0]["point"]) for each in whole["hasPart"]), Decimal(0))
    (note,) = whole["additionalNote"]
    assert (Decimal(total["point"]), of_parts) == (Decimal(12), Decimal(10))
    assert note["noteLiteral"]["en"] == "Credits beyond the parts: 2 ECTS"
    assert note["noteLiteral"]["de"] == "Leistungspunkte über die Teile hinaus: 2 ECTS"


@pytest.mark.parametrize("ects", [Decimal(10), None])
def test_a_whole_that_adds_nothing_says_nothing_of_it(ects: Decimal | None) -> None:
    award = certification()

    assert "additionalNote" not in claim_of(replace(award, achievement=replace(award.achievement, ects=ects)))


def test_what_cannot_be_added_up_is_not(shared: Path) -> None:
    award = certification()
    uncounted = replace(award.parts[0], achievement=replace(award.parts[0].achievement, ects=None))

    for parts in (award.parts[:4], (uncounted, *award.parts[1:])):
        assert "additionalNote" not in claim_of(replace(award, parts=parts))
        assert official_verdict(shared, build(replace(award, parts=parts), SEALING))


def test_a_part_of_another_version_has_its_own_address() -> None:
    award = certification()
    newer = replace(award.parts[0], achievement=replace(award.parts[0].achievement, version=2))

    part = claim_of(replace(award, parts=(newer, *award.parts[1:])))["hasPart"][0]

    assert part["specifiedBy"]["id"].endswith("/achievements/inspire-m1/v2")


def test_a_module_alone_announces_the_whole() -> None:
    specified = claim_of(module())["specifiedBy"]

    assert specified["isPartialQualification"] is True
    assert [(each["id"].rpartition("/")[2], each["title"]["en"]) for each in specified["isPartOf"]] == [
        ("inspire-certification", "INSPIRE International Certification")
    ]
    assert "isPartOf" not in claim_of(module())
