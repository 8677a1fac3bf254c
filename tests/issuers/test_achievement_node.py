"""What the achievement inside a credential says."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.issuers.achievement_node import achievement_document, achievement_node
from app.issuers.open_badges import build
from app.model.achievement import Achievement, AchievementKind
from app.model.award import Award
from app.model.secured import Document
from tests.awards import MAXIMAL, MINIMAL, PLAN_JUDGED, SITE, STAGE, in_language_of


def achievement_of(award: Award) -> Document:
    node: Document = build(award)["credentialSubject"]["achievement"]
    return node


def awarding(achievement: Achievement) -> Award:
    return replace(MAXIMAL, achievement=achievement)


def test_another_awarding_body_is_told_from_the_issuer() -> None:
    assert achievement_of(MAXIMAL)["creator"] == {
        "id": f"{SITE}/achievements/green-stage/v3#awarding-body",
        "type": ["Profile"],
        "name": "Stage Academy",
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (AchievementKind.MICRO_CREDENTIAL, "MicroCredential"),
        (AchievementKind.CERTIFICATION, "Certification"),
        (AchievementKind.MODULE, "ext:Module"),
        (AchievementKind.COURSE, "Course"),
        (AchievementKind.ACTIVITY, "ext:Activity"),
    ],
)
def test_each_kind_has_its_own_type(kind: AchievementKind, expected: str) -> None:
    assert achievement_of(awarding(replace(STAGE, kind=kind)))["achievementType"] == expected


@pytest.mark.parametrize(
    ("wanted", "spoken", "title"),
    [
        ("de", "de", "Nachhaltige Bühnen"),
        ("de-AT", "de", "Nachhaltige Bühnen"),
        ("el", "el", "Βιώσιμες σκηνές"),
        ("fr", "en", "Sustainable stages"),
        ("", "en", "Sustainable stages"),
    ],
)
def test_a_credential_speaks_one_language_and_says_which(wanted: str, spoken: str, title: str) -> None:
    node = achievement_of(in_language_of(MAXIMAL, wanted))

    assert node["name"] == f"TEST · {title}"
    assert node["inLanguage"] == spoken


@pytest.mark.parametrize(("tag", "expected"), [("pt-BR", "pt-BR"), ("sr-latn", "sr"), ("x-klingon", None), ("", None)])
def test_a_language_is_named_as_open_badges_can(tag: str, expected: str | None) -> None:
    award = in_language_of(awarding(replace(STAGE, title={tag: "T"})), tag)

    assert achievement_of(award).get("inLanguage") == expected


@pytest.mark.parametrize(("ects", "expected"), [("2", 2), ("2.0", 2), ("2.5", 2.5), ("0", 0)])
def test_credits_are_integers_where_they_are_whole(ects: str, expected: float) -> None:
    available = achievement_of(awarding(replace(STAGE, ects=Decimal(ects))))["creditsAvailable"]

    assert (available, type(available)) == (expected, type(expected))


def test_a_competence_that_two_outcomes_share_is_aligned_once() -> None:
    competences = [each for each in achievement_of(MAXIMAL)["alignment"] if each["targetType"] == "ceasn:Competency"]

    assert [(each["targetName"], each["targetFramework"], each["targetCode"]) for each in competences] == [
        ("circular economy", "ESCO 1.2.0", "22c45bf7-e52b-475f-847b-c32a87f65a5d"),
        ("Systems thinking", "GreenComp 2022", "2.1"),
        ("Futures literacy", "GreenComp 2022", "3.1"),
    ]


def test_a_competence_without_a_label_goes_by_its_code() -> None:
    outcome = replace(STAGE.outcomes[0], competences=(replace(STAGE.outcomes[0].competences[0], labels={}, version=""),))
    node = achievement_of(awarding(replace(STAGE, outcomes=(outcome,), occupations=())))

    (alignment,) = (each for each in node["alignment"] if each["targetType"] == "ceasn:Competency")

    assert alignment["targetName"] == alignment["targetCode"]
    assert alignment["targetFramework"] == "ESCO"


def test_no_level_is_said_with_its_reason() -> None:
    achievement = replace(STAGE, eqf_level=None, no_level_reason={"en": "Too short for a level"})

    levels = [each for each in achievement_of(awarding(achievement))["alignment"] if "Level" in each["targetType"]]

    assert [(each["targetType"], each["targetName"]) for each in levels] == [
        ("ext:NoQualificationFrameworkLevel", "Too short for a level"),
    ]


def test_a_concept_that_is_not_in_our_lists_keeps_its_uri() -> None:
    uri = "http://data.europa.eu/snb/learning-assessment/new"

    node = achievement_of(awarding(replace(STAGE, mode_uris=(uri,))))

    (mode,) = (each for each in node["alignment"] if each["targetType"] == "ext:LearningMode")
    assert (mode["targetName"], mode["targetUrl"]) == (uri, uri)


def test_an_assessment_may_say_no_more_than_its_type() -> None:
    assessment = replace(PLAN_JUDGED, description={}, identity_check_uri=None, grading_scheme=None)
    node = achievement_of(awarding(replace(STAGE, assessment=assessment)))

    assert [each["targetType"] for each in node["resultDescription"][0]["alignment"]] == ["ext:AssessmentType"]
    assert "**Assessment:** project work\n" in node["criteria"]["narrative"] + "\n"


def test_sample_content_says_so() -> None:
    assert achievement_of(MAXIMAL)["tag"] == ["sample"]
    assert "Sample content" in achievement_of(MAXIMAL)["criteria"]["narrative"]
    assert "tag" not in achievement_of(MINIMAL)


def test_an_achievement_stands_alone_as_in_its_credentials() -> None:
    node = achievement_node(MINIMAL.achievement, MINIMAL.issuer, MINIMAL.achievement_url)

    assert node == achievement_of(MINIMAL)
    assert achievement_document(MINIMAL.achievement, MINIMAL.issuer, MINIMAL.achievement_url) == {
        "@context": build(MINIMAL)["@context"],
        **node,
    }
