"""What was achieved, in a European credential: level, credits, outcomes, assessment, quality assurance, what it is part of."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.errors import SchemaViolation
from app.issuers import validate
from app.issuers.europass import EUROPASS, build
from app.model.achievement import Achievement, AchievementKind, Part
from app.model.issuer import Organisation
from app.model.secured import Document
from tests.awards import MAXIMAL, NOON, PLAN_JUDGED, SITE, SNB, STAGE, UNIVERSITY
from tests.europass import SEALING

LANGUAGES = {"en", "de", "el"}
AUTHORITY = "http://publications.europa.eu/resource/authority"


def specified(achievement: Achievement = STAGE, organisations: tuple[Organisation, ...] = ()) -> Document:
    document = build(replace(MAXIMAL, achievement=achievement, organisations=organisations), SEALING)
    validate(EUROPASS, document)
    found: Document = document["credentialSubject"]["hasClaim"][0]["specifiedBy"]
    return found


def labels(concepts: list[Document]) -> list[str]:
    return [each["prefLabel"]["en"] for each in concepts]


@pytest.mark.parametrize(
    ("kind", "part_of", "kinds"),
    [
        (AchievementKind.MICRO_CREDENTIAL, (), ["Short learning programme"]),
        (AchievementKind.MICRO_CREDENTIAL, STAGE.is_part_of, ["Short learning programme", "Programme module"]),
        (AchievementKind.MODULE, STAGE.is_part_of, ["Programme module"]),
        (AchievementKind.CERTIFICATION, (), ["Educational programme"]),
        (AchievementKind.COURSE, (), ["Course"]),
    ],
)
def test_its_kind_is_of_the_european_list(kind: AchievementKind, part_of: tuple[Part, ...], kinds: list[str]) -> None:
    assert labels(specified(replace(STAGE, kind=kind, is_part_of=part_of))["dcType"]) == kinds


@pytest.mark.parametrize(
    ("kind", "part_of", "partial"),
    [
        (AchievementKind.MODULE, STAGE.is_part_of, True),
        (AchievementKind.CERTIFICATION, STAGE.is_part_of, True),
        (AchievementKind.CERTIFICATION, (), False),
        (AchievementKind.MICRO_CREDENTIAL, (), None),
    ],
)
def test_whether_it_is_partial_is_told_where_it_is_known(kind: AchievementKind, part_of: tuple[Part, ...], partial: object) -> None:
    assert specified(replace(STAGE, kind=kind, is_part_of=part_of)).get("isPartialQualification") is partial


@pytest.mark.parametrize("level", range(1, 9))
def test_every_level_is_a_concept_with_its_label(level: int) -> None:
    assert specified(replace(STAGE, eqf_level=level))["eqfLevel"] == {
        "id": f"{SNB}/eqf/{level}",
        "type": "Concept",
        "inScheme": {"id": f"{SNB}/eqf/25831c2", "type": "ConceptScheme"},
        "prefLabel": {"en": f"Level {level}", "de": f"Niveau {level}", "el": f"Επίπεδο {level}"},
    }


@pytest.mark.parametrize("level", [0, 9, 99])
def test_a_level_that_there_is_not_is_refused(level: int) -> None:
    with pytest.raises(SchemaViolation):
        specified(replace(STAGE, eqf_level=level))


def test_a_reason_for_no_level_is_a_note() -> None:
    without = specified(replace(STAGE, eqf_level=None, no_level_reason={"en": "Too short", "de": "Zu kurz"}))

    note = without["additionalNote"][0]
    assert "eqfLevel" not in without
    assert (note["noteLiteral"], note["subject"]["id"]) == ({"en": "Too short", "de": "Zu kurz"}, "urn:proscenium:note:no-level")


def test_a_missing_level_without_a_reason_says_nothing() -> None:
    without = specified(replace(STAGE, eqf_level=None, sample=False, occupations=()))

    assert not {"eqfLevel", "additionalNote"} & without.keys()


@pytest.mark.parametrize(("ects", "point"), [("2.50", "2.5"), ("2", "2"), ("60", "60"), ("0.25", "0.25"), ("1E+1", "10")])
def test_credits_are_texts_in_their_shortest_form(ects: str, point: str) -> None:
    (credit,) = specified(replace(STAGE, ects=Decimal(ects)))["creditPoint"]

    assert credit["point"] == point
    assert credit["framework"]["prefLabel"]["en"] == "European Credit Transfer System"


def test_without_credits_hours_remain() -> None:
    without = specified(replace(STAGE, ects=None))

    assert "creditPoint" not in without
    assert without["volumeOfLearning"] == "PT60H"


def test_without_hours_credits_remain() -> None:
    assert "volumeOfLearning" not in specified(replace(STAGE, hours=None))


def test_criteria_are_the_summary_of_the_outcomes() -> None:
    summary = specified()["learningOutcomeSummary"]

    assert summary["noteLiteral"] == dict(STAGE.criteria)
    assert summary["subject"]["prefLabel"]["en"] == "Criteria"


def test_a_sample_says_so_in_every_language() -> None:
    notes = [each for each in specified()["additionalNote"] if each["subject"]["id"] == "urn:proscenium:note:sample"]

    assert [each["noteLiteral"].keys() for each in notes] == [LANGUAGES]


def test_how_it_is_learned_is_told_by_concepts() -> None:
    stage = specified()

    assert labels(stage["mode"]) == ["Online", "Blended"]
    assert labels([stage["learningSetting"]]) == ["non-formal learning"]
    assert labels(stage["thematicArea"]) == ["Music and performing arts"]
    assert [each["id"] for each in stage["language"]] == [f"{AUTHORITY}/language/ENG", f"{AUTHORITY}/language/ELL"]
    assert stage["entryRequirement"]["noteLiteral"] == dict(STAGE.prerequisites or {})
    assert stage["homepage"]["contentURL"] == STAGE.further_information_url


@pytest.mark.parametrize(
    "change", [{"mode_uris": (f"{SNB}/eqf/5",)}, {"mode_uris": ("online",)}, {"learning_setting_uri": f"{SNB}/learning-setting/0"}]
)
def test_what_is_not_of_its_list_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(SchemaViolation):
        specified(replace(STAGE, **change))


def test_an_unknown_field_of_study_is_left_out() -> None:
    assert "thematicArea" not in specified(replace(STAGE, isced_f="9876"))


@pytest.mark.parametrize(("tags", "codes"), [(("de", "de-AT"), ["DEU"]), (("tlh",), ["UND"]), ((), [])])
def test_languages_of_instruction_are_of_the_authority_table(tags: tuple[str, ...], codes: list[str]) -> None:
    found = specified(replace(STAGE, languages=tags)).get("language", ())

    assert [each["id"].rpartition("/")[2] for each in found] == codes


def test_the_assessment_says_its_type_and_its_grades() -> None:
    (assessment,) = specified()["provenBy"]

    assert assessment["dcType"]["id"] == PLAN_JUDGED.type_uri
    assert assessment["title"] == {"en": "project work", "de": "Projektarbeit", "el": "εργασία έργου"}
    assert assessment["description"] == dict(PLAN_JUDGED.description)
    assert assessment["gradingScheme"]["title"] == dict(PLAN_JUDGED.grading_scheme or {})


def test_an_assessment_without_a_grading_scheme_says_none() -> None:
    (assessment,) = specified(replace(STAGE, assessment=replace(PLAN_JUDGED, grading_scheme=None)))["provenBy"]

    assert "gradingScheme" not in assessment


def test_an_assessment_of_no_known_type_is_refused() -> None:
    with pytest.raises(SchemaViolation):
        specified(replace(STAGE, assessment=replace(PLAN_JUDGED, type_uri=f"{SNB}/assessment/0")))


def test_who_assures_the_quality_is_told_with_what_was_found() -> None:
    first, second = specified(organisations=(Organisation("acme", {"en": "Acme Quality Ltd"}, "DE", eidas_id="VATDE-1"),))["accreditation"]

    agent = first["accreditingAgent"]
    assert agent == second["accreditingAgent"]
    assert agent["legalName"] == {"en": "Acme Quality Ltd"}
    assert agent["eIDASIdentifier"]["notation"] == "VATDE-1"
    assert first["report"]["contentURL"] == "https://acme.example.org/r/7"
    assert "report" not in second


def test_an_organisation_that_the_snapshot_does_not_know_has_a_name_and_a_country_to_be_told() -> None:
    agent = specified()["accreditation"][0]["accreditingAgent"]

    assert agent["legalName"] == {"en": "Acme Quality"}
    assert agent["location"][0]["address"][0]["countryCode"]["prefLabel"]["en"] == "Provisional data"


def test_the_awarding_body_is_told_as_the_snapshot_knows_it() -> None:
    achievement = replace(STAGE, awarding_body="uop")

    document = build(replace(MAXIMAL, achievement=achievement), SEALING)

    process = document["credentialSubject"]["hasClaim"][0]["awardedBy"]
    (body,) = process["awardingBody"]
    assert process["awardingDate"] == f"{NOON:%Y-%m-%dT%H:%M:%S}Z"
    assert body["legalName"] == dict(UNIVERSITY.legal_name)
    assert body["registration"]["notation"] == UNIVERSITY.registration
    assert body["eIDASIdentifier"]["notation"] == UNIVERSITY.eidas_id
    assert body["homepage"]["contentURL"] == UNIVERSITY.homepage
    assert body["contactPoint"]["emailAddress"] == {"id": f"mailto:{UNIVERSITY.email}", "type": "Mailbox"}


def test_a_part_or_a_whole_that_is_named_twice_stands_there_once() -> None:
    part = Part("unit-1", f"{SITE}/achievements/unit-1/v1", {"en": "Unit one"})

    found = specified(replace(STAGE, has_part=(part, part), is_part_of=(part,)))

    assert len(found["hasPart"]) == 1
    assert found["hasPart"] == found["isPartOf"]
