"""Learning outcomes in a European credential, and the competences and occupations that they relate to."""

from dataclasses import replace

import pytest

from app.issuers import validate
from app.issuers.europass import EUROPASS, build
from app.model.achievement import Achievement, Competence, LearningOutcome
from app.model.secured import Document
from tests.awards import ESCO, MAXIMAL, SET_DESIGNER, SITE, SNB, STAGE
from tests.europass import SEALING


def specified(achievement: Achievement = STAGE) -> Document:
    document = build(replace(MAXIMAL, achievement=achievement), SEALING)
    validate(EUROPASS, document)
    found: Document = document["credentialSubject"]["hasClaim"][0]["specifiedBy"]
    return found


def labels(concepts: list[Document]) -> list[str]:
    return [each["prefLabel"]["en"] for each in concepts]


def test_outcomes_are_named_as_in_the_badge() -> None:
    outcomes = specified()["learningOutcome"]

    assert [each["id"] for each in outcomes] == [f"{SITE}/achievements/green-stage/v3#outcome-{number}" for number in (1, 2, 3)]
    assert [each["dcType"]["id"] for each in outcomes] == [f"{SNB}/skill-type/{kind}" for kind in ("knowledge", "skill", "skill")]
    assert [each["title"] for each in outcomes] == [dict(each.title) for each in STAGE.outcomes]


def test_skills_of_esco_stand_apart_from_those_of_other_frameworks() -> None:
    first, second, third = specified()["learningOutcome"]

    (skill,) = first["relatedESCOSkill"]
    assert skill["id"] == f"{ESCO}/skill/22c45bf7-e52b-475f-847b-c32a87f65a5d"
    assert skill["inScheme"]["id"] == f"{ESCO}/concept-scheme/skills"
    assert skill["prefLabel"] == {"en": "circular economy", "de": "Kreislaufwirtschaft", "el": "κυκλική οικονομία"}
    assert skill["definition"] == {"en": "ESCO 1.2.0"}
    assert labels(first["relatedSkill"]) == ["Systems thinking"]
    assert "relatedSkill" not in second
    assert "relatedESCOSkill" not in third


def test_competences_that_share_an_address_are_told_apart_by_code() -> None:
    first, _, third = specified()["learningOutcome"]

    (systems,), (futures,) = first["relatedSkill"], third["relatedSkill"]
    assert (systems["id"], systems["notation"]) == ("https://doi.org/10.2760/13286#2.1", "2.1")
    assert (futures["id"], futures["notation"]) == ("https://doi.org/10.2760/13286#3.1", "3.1")
    assert systems["inScheme"] == futures["inScheme"] == {"id": "https://doi.org/10.2760/13286", "type": "ConceptScheme"}


@pytest.mark.parametrize(
    ("uri", "code", "named", "scheme"),
    [
        (f"{SNB}/dcf/u69o196gu6", "3.1", f"{SNB}/dcf/u69o196gu6", f"{SNB}/dcf/25831c2"),
        ("https://skills.example.org/s/42", "42", "https://skills.example.org/s/42", "urn:proscenium:framework:Own%20skills"),
        ("https://skills.example.org/s", "42", "https://skills.example.org/s#42", "https://skills.example.org/s"),
    ],
)
def test_a_competence_keeps_the_address_that_is_its_own(uri: str, code: str, named: str, scheme: str) -> None:
    competence = Competence("Own skills", "", uri, code, {"en": "Doing"})
    outcome = LearningOutcome({"en": "Does it"}, "skill", (competence, competence))

    (related,) = specified(replace(STAGE, outcomes=(outcome,)))["learningOutcome"][0]["relatedSkill"]

    assert (related["id"], related["inScheme"]["id"], related["notation"]) == (named, scheme, code)
    assert related["definition"] == {"en": "Own skills"}


def test_an_outcome_of_an_unknown_kind_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        specified(replace(STAGE, outcomes=(LearningOutcome({"en": "Knows"}, "attitude"),)))


def test_occupations_are_notes_about_a_concept_of_esco() -> None:
    note = specified()["additionalNote"][-1]

    assert note["noteLiteral"] == {"en": "set designer", "de": "Bühnenbildner/in"}
    assert (note["subject"]["id"], note["subject"]["inScheme"]["id"]) == (SET_DESIGNER.uri, f"{ESCO}/concept-scheme/occupations")


def test_an_occupation_without_a_label_is_told_by_its_code() -> None:
    note = specified(replace(STAGE, occupations=(replace(SET_DESIGNER, labels={}),)))["additionalNote"][-1]

    assert note["noteLiteral"] == {"en": "3432.5"}
