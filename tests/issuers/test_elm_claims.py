"""What a European credential claims: achievements and activities, results, evidence."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from app.issuers import validate
from app.issuers.europass import EUROPASS, build
from app.model.achievement import AchievementKind
from app.model.award import Award, AwardResult, Evidence, ResultStatus
from app.model.secured import Document
from tests.awards import MAXIMAL, MINIMAL, NOON, PLAIN, PLAN_JUDGED, STAGE
from tests.europass import SEALING

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
