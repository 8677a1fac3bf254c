"""What a European credential claims: achievements and activities, results, evidence, parts."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.issuers import validate
from app.issuers.europass import EUROPASS, build
from app.model.achievement import AchievementKind
from app.model.award import Award, AwardResult, Evidence, ResultStatus
from app.model.secured import Document
from app.schemas.conventions import europass_id
from tests.awards import MAXIMAL, MINIMAL, NOON, PLAIN, PLAN_JUDGED, STAGE
from tests.europass import SEALING, certification, module
from tests.schemas.edc_shapes import official_verdict

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
"""rdflib warns of its own code."""

VISIT = replace(MINIMAL, activity_started_at=datetime(2026, 1, 5, 8, tzinfo=NOON.tzinfo))
UNGRADED = ({"en": "Achieved", "de": "Erreicht", "el": "Επιτεύχθηκε"}, "urn:proscenium:note:no-grade")


def claims_of(award: Award) -> list[Document]:
    document = build(award, SEALING)
    validate(EUROPASS, document)
    claims: list[Document] = document["credentialSubject"]["hasClaim"]
    return claims


def claim_of(award: Award) -> Document:
    (claim,) = claims_of(award)
    return claim


def assessments_of(award: Award) -> list[tuple[Any, ...]]:
    """Return title, grade, status and specification of each result, in English or in the only language."""
    found = []
    for each in claim_of(award)["provenBy"]:
        grade = each["grade"]["noteLiteral"]
        status = each["gradeStatus"]["prefLabel"]["en"] if "gradeStatus" in each else None
        found.append((each["title"]["en"], grade["en"], status, "specifiedBy" in each, "idVerification" in each))
    return found


@pytest.mark.parametrize("kind", [AchievementKind.MICRO_CREDENTIAL, AchievementKind.CERTIFICATION, AchievementKind.MODULE])
def test_what_is_assessed_is_an_achievement_with_a_qualification(kind: AchievementKind) -> None:
    claim = claim_of(replace(MAXIMAL, achievement=replace(STAGE, kind=kind)))

    assert (claim["type"], claim["specifiedBy"]["type"]) == ("LearningAchievement", "Qualification")


@pytest.mark.parametrize(
    ("kind", "assessment", "claimed"),
    [
        (AchievementKind.COURSE, PLAN_JUDGED, "LearningAchievement"),
        (AchievementKind.COURSE, None, "LearningActivity"),
        (AchievementKind.ACTIVITY, None, "LearningActivity"),
        (AchievementKind.ACTIVITY, PLAN_JUDGED, "LearningActivity"),
    ],
)
def test_attendance_is_no_achievement(kind: AchievementKind, assessment: Any, claimed: str) -> None:
    claim = claims_of(replace(MAXIMAL, achievement=replace(STAGE, kind=kind, assessment=assessment)))[0]

    assert claim["type"] == claimed


def test_an_activity_says_what_it_was_and_when() -> None:
    claim = claim_of(VISIT)

    assert claim["title"] == {"en": "A visit"}
    assert claim["description"] == {"en": "Came along."}
    assert claim["temporal"][0]["startDate"] == "2026-01-05T08:00:00Z"
    assert "endDate" not in claim["temporal"][0]
    assert claim["specifiedBy"]["id"] == MINIMAL.achievement_url
    assert "influences" not in claim["specifiedBy"]


def test_an_activity_that_took_place_at_no_known_time_says_none() -> None:
    assert "temporal" not in claim_of(MINIMAL)


def test_an_activity_says_its_criteria_and_that_it_is_a_sample() -> None:
    achievement = replace(PLAIN, criteria={"en": "Be there."}, sample=True, hours=6, further_information_url="https://example.org/visit")

    claim = claim_of(replace(MINIMAL, achievement=achievement))

    notes = claim["specifiedBy"]["additionalNote"]
    assert [each["subject"]["prefLabel"]["en"] for each in notes] == ["Criteria", "Sample content"]
    assert notes[0]["noteLiteral"] == {"en": "Be there."}
    assert (claim["workload"], claim["specifiedBy"]["volumeOfLearning"]) == ("PT6H", "PT6H")
    assert claim["specifiedBy"]["homepage"]["contentURL"] == "https://example.org/visit"


def test_what_an_activity_can_lead_to_is_a_qualification_beside_it() -> None:
    award = replace(MAXIMAL, achievement=replace(STAGE, kind=AchievementKind.ACTIVITY))

    activity = claims_of(award)[0]["specifiedBy"]

    (led_to,) = activity["influences"]
    assert led_to["id"] == f"{MAXIMAL.achievement_url}#qualification"
    assert [each["title"]["en"] for each in led_to["learningOutcome"]] == [each.title["en"] for each in STAGE.outcomes]
    assert "dcType" in led_to
    assert "additionalNote" not in activity


def test_results_of_an_activity_are_claims_of_their_own() -> None:
    first, second = claims_of(replace(MINIMAL, results=(AwardResult("9", name="Quiz"),)))

    assert (first["type"], second["type"]) == ("LearningActivity", "LearningAssessment")
    assert (second["title"], second["grade"]["noteLiteral"]) == ({"en": "Quiz"}, {"en": "9"})


def test_each_result_is_an_assessment() -> None:
    assert assessments_of(MAXIMAL) == [
        ("Final plan", "8.5", "Completed", False, False),
        ("project work", "passed", None, True, True),
        ("Portfolio", "Provisional", "Provisional", False, False),
    ]
    assert claim_of(MAXIMAL)["provenBy"][0]["dateIssued"] == "2026-01-30T09:30:00Z"


@pytest.mark.parametrize("results", [(), (AwardResult(),), (AwardResult("8", name="Final plan"),)])
def test_who_watched_whom_is_told_where_no_result_is_of_the_assessment(results: tuple[AwardResult, ...]) -> None:
    ungraded = claim_of(replace(MAXIMAL, results=results))["provenBy"][0]

    assert (ungraded["grade"]["noteLiteral"], ungraded["grade"]["subject"]["id"]) == UNGRADED
    assert ungraded["specifiedBy"]["dcType"]["id"] == PLAN_JUDGED.type_uri
    assert ungraded["idVerification"]["id"] == PLAN_JUDGED.identity_check_uri


def test_a_status_in_words_is_in_every_language() -> None:
    award = replace(MAXIMAL, results=(AwardResult(status=ResultStatus.PROVISIONAL),))

    (only,) = claim_of(award)["provenBy"]

    assert only["grade"]["noteLiteral"] == {"en": "Provisional", "de": "vorläufig", "el": "Προσωρινό"}
    assert "subject" not in only["grade"]


@pytest.mark.parametrize("status", ResultStatus)
def test_every_status_has_a_concept(status: ResultStatus) -> None:
    (only,) = claim_of(replace(MAXIMAL, results=(AwardResult("1", status),)))["provenBy"]

    assert only["gradeStatus"]["id"] == f"urn:proscenium:result-status:{status}"


def test_a_result_without_assessment_and_name_is_called_an_assessment() -> None:
    award = replace(MAXIMAL, achievement=replace(STAGE, assessment=None), results=(AwardResult("passed"), AwardResult("passed")))

    (only,) = claim_of(award)["provenBy"]

    assert only["title"] == {"en": "Assessment", "de": "Prüfung", "el": "Αξιολόγηση"}
    assert not {"specifiedBy", "idVerification"} & only.keys()


def test_an_achievement_that_nobody_assessed_is_proven_by_nothing() -> None:
    assert "provenBy" not in claim_of(replace(MAXIMAL, achievement=replace(STAGE, assessment=None), results=()))


def test_an_assessment_that_nobody_watched_says_nothing_of_it() -> None:
    award = replace(MAXIMAL, achievement=replace(STAGE, assessment=replace(PLAN_JUDGED, identity_check_uri=None)))

    assert not [each for each in claim_of(award)["provenBy"] if "idVerification" in each]


@pytest.mark.parametrize(("started", "ended"), [(True, True), (True, False), (False, True)])
def test_when_it_was_learned_is_told(started: bool, ended: bool) -> None:  # noqa: FBT001 - one case a row
    award = replace(
        MAXIMAL,
        activity_started_at=MAXIMAL.activity_started_at if started else None,
        activity_ended_at=MAXIMAL.activity_ended_at if ended else None,
    )

    (activity,) = claim_of(award)["influencedBy"]

    assert activity["temporal"][0].keys() & {"startDate", "endDate"} == {
        name for name, there in (("startDate", started), ("endDate", ended)) if there
    }
    assert activity["workload"] == "PT60H"
    assert [each["prefLabel"]["en"] for each in activity["specifiedBy"]["mode"]] == ["Online", "Blended"]


def test_without_a_time_no_activity_is_claimed() -> None:
    assert "influencedBy" not in claim_of(replace(MAXIMAL, activity_started_at=None, activity_ended_at=None))


def test_evidence_with_an_address_is_a_document_and_what_it_tells_a_note() -> None:
    claim = claim_of(MAXIMAL)

    assert [(each.get("title"), each["contentURL"]) for each in claim["supplementaryDocument"]] == [
        ({"en": "The plan (Project)"}, "https://evidence.example.org/plan"),
        (None, "https://evidence.example.org/film"),
    ]
    assert [each["noteLiteral"]["en"] for each in claim["additionalNote"]] == [
        "The plan (Project): A plan for one production.",
        "Two interviews.",
    ]
    assert {each["subject"]["prefLabel"]["en"] for each in claim["additionalNote"]} == {"Evidence"}


@pytest.mark.parametrize(
    ("evidence", "notes"),
    [
        (Evidence(), []),
        (Evidence(genre="Film"), ["(Film)"]),
        (Evidence(name="Talk"), ["Talk"]),
        (Evidence(name="Talk", narrative="An hour."), ["Talk: An hour."]),
        (Evidence(url="https://evidence.example.org/", name="Talk"), []),
    ],
)
def test_evidence_says_what_it_has(evidence: Evidence, notes: list[str]) -> None:
    claim = claim_of(replace(MAXIMAL, evidence=(evidence, evidence)))

    assert [each["noteLiteral"]["en"] for each in claim.get("additionalNote", ())] == notes
    assert len(claim.get("supplementaryDocument", ())) == bool(evidence.url)


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
