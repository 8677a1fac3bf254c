"""What was achieved, in a European credential: the Qualification, its assessment, its quality assurance, what it is part of.

Everything that is achieved is a Qualification: only that class has a level, and a Qualification's parts must be Qualifications.

Spec: EDC application profile 1.2.0 (Qualification, LearningAssessmentSpecification, LearningActivitySpecification, Accreditation);
Council Recommendation 2022/C 243/02 Annex I; elm.md §§2.5, 3.3, 8
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from app.issuers.elm_nodes import Nodes, Texts, texts
from app.issuers.elm_outcomes import competence_node, outcome_node
from app.issuers.elm_parties import awarding_body
from app.model.achievement import Achievement, AchievementKind, Assessment, Part, QualityAssurance
from app.model.award import Award
from app.model.secured import Document
from app.schemas.conventions import ECTS_URL, SNB
from app.schemas.vocabularies import WORDS, concepts

ACCREDITATIONS: Final = SNB + "data/accreditation/"
"""Where the EU's database of accreditations names its entries."""

_KINDS = {
    AchievementKind.MICRO_CREDENTIAL: "74a4a268e8",
    AchievementKind.CERTIFICATION: "79343569f3",
    AchievementKind.MODULE: "0f7dac46ca",
    AchievementKind.COURSE: "05053c1cbe",
}


def qualification(nodes: Nodes, award: Award, achievement: Achievement, named: str, title: Texts) -> Document:
    """Return the specification of an achievement at the address `named`; `award` knows the organisations that it names."""
    return nodes.node(
        "Qualification", _described(nodes, achievement, title, named.partition("#")[0]) | _placed(nodes, award, achievement), named
    )


def activity_specification(nodes: Nodes, achievement: Achievement, title: Texts, named: str | None = None, **more: Any) -> Document:
    """Return the specification of what the learner took part in; `more` are further members of it."""
    members = {
        "title": title,
        "mode": _modes(nodes, achievement),
        "language": _languages(nodes, achievement),
        "volumeOfLearning": duration(achievement.hours),
    }
    return nodes.node("LearningActivitySpecification", members | more, named)


def activity_in_full(nodes: Nodes, achievement: Achievement, named: str, title: Texts, led_to: list[Document]) -> Document:
    """Return the same with all that is said of the achievement, at the address `named`; `led_to` are qualifications."""
    notes = (nodes.note(texts(achievement.criteria), "criteria"), *_notes(nodes, achievement))
    return activity_specification(
        nodes,
        achievement,
        title,
        named,
        description=texts(achievement.description),
        homepage=nodes.web_resource(achievement.further_information_url),
        additionalNote=[] if led_to else [note for note in notes if note],
        influences=led_to,
    )


def credit_point(nodes: Nodes, ects: Decimal | None) -> list[Document]:
    """Return ECTS credit points."""
    if ects is None:
        return []
    text = points(ects)
    members = {"framework": nodes.concept("education-credit", ECTS_URL), "point": text}
    return [nodes.once(("credits", text), lambda: nodes.node("CreditPoint", members))]


def points(ects: Decimal) -> str:
    """Return a number of credit points as it is written: no zero that says nothing."""
    return f"{ects.normalize():f}"


def duration(hours: int | None) -> str | None:
    """Return a number of hours as xsd:duration."""
    return None if hours is None else f"PT{hours}H"


def _described(nodes: Nodes, achievement: Achievement, title: Texts, url: str) -> dict[str, Any]:
    """Return what is learned, how much, and how high."""
    level = achievement.eqf_level
    area = concepts("isced-f").get(achievement.isced_f or "")
    return {
        "title": title,
        "description": texts(achievement.description),
        "dcType": [nodes.coded("learning-opportunity", code) for code in _kinds(achievement)],
        "eqfLevel": None if level is None else nodes.concept("eqf", f"{SNB}eqf/{level}"),
        "thematicArea": [nodes.concept("isced-f", area.uri)] if area else [],
        "learningOutcome": [
            outcome_node(nodes, outcome, f"{url}#outcome-{number}") for number, outcome in enumerate(achievement.outcomes, 1)
        ],
        "learningOutcomeSummary": nodes.note(texts(achievement.criteria), "criteria"),
        "creditPoint": credit_point(nodes, achievement.ects),
        "volumeOfLearning": duration(achievement.hours),
        "additionalNote": [note for note in _notes(nodes, achievement) if note],
    }


def _placed(nodes: Nodes, award: Award, achievement: Achievement) -> dict[str, Any]:
    """Return how it is learned, assessed and assured, and what it is part of."""
    setting = achievement.learning_setting_uri
    assessment = achievement.assessment
    return {
        "learningSetting": nodes.concept("learning-setting", setting) if setting else None,
        "mode": _modes(nodes, achievement),
        "language": _languages(nodes, achievement),
        "entryRequirement": nodes.note(texts(achievement.prerequisites)),
        "provenBy": [_assessment(nodes, assessment)] if assessment else [],
        "accreditation": [_accreditation(nodes, award, entry) for entry in achievement.quality_assurance],
        "homepage": nodes.web_resource(achievement.further_information_url),
        "isPartialQualification": _is_partial(achievement),
        "hasPart": _announced(nodes, achievement.has_part, award),
        "isPartOf": _announced(nodes, achievement.is_part_of, award),
    }


def _kinds(achievement: Achievement) -> Iterator[str]:
    """Yield what it is in the European list; what is part of something else is a module there, whatever it is by itself."""
    kinds = [_KINDS[achievement.kind]] if achievement.kind in _KINDS else []
    if achievement.is_part_of:
        kinds.append(_KINDS[AchievementKind.MODULE])
    yield from dict.fromkeys(kinds)


def _is_partial(achievement: Achievement) -> bool | None:
    if achievement.is_part_of:
        return True
    return False if achievement.kind is AchievementKind.CERTIFICATION else None


def _announced(nodes: Nodes, others: Iterable[Part], award: Award) -> list[Document]:
    """Return by name what is not in this credential itself: what is has a claim of its own, and would else stand here twice."""
    here = {award.achievement.slug, *(part.achievement.slug for part in award.parts)}
    named = {each.url: each for each in others if each.slug not in here}
    return [_by_name(nodes, each) for each in named.values()]


def _by_name(nodes: Nodes, other: Part) -> Document:
    return nodes.once(other.url, lambda: nodes.node("Qualification", {"title": texts(other.title)}, other.url))


def _notes(nodes: Nodes, achievement: Achievement) -> Iterator[Document | None]:
    if achievement.eqf_level is None:
        yield nodes.note(texts(achievement.no_level_reason), "no-level")
    if achievement.sample:
        yield nodes.note(nodes.words(WORDS["sample"]), "sample")
    for occupation in achievement.occupations:
        concept = competence_node(nodes, occupation)
        yield nodes.node("Note", {"noteLiteral": concept["prefLabel"], "subject": concept})


def _assessment(nodes: Nodes, assessment: Assessment) -> Document:
    """Return how it is assessed: the type, in words, and which grades there are."""
    kind = nodes.concept("assessment", assessment.type_uri)
    scheme = texts(assessment.grading_scheme)
    members = {
        "title": kind.get("prefLabel") or nodes.words(WORDS["assessment"]),
        "description": texts(assessment.description),
        "dcType": kind,
        "gradingScheme": nodes.node("GradingScheme", {"title": scheme}) if scheme else None,
    }
    return nodes.node("LearningAssessmentSpecification", members)


def _accreditation(nodes: Nodes, award: Award, entry: QualityAssurance) -> Document:
    """Return who assures the quality, and how; what the EU's database lists bears the name that it has there."""
    listed = entry.url if entry.url and entry.url.startswith(ACCREDITATIONS) else None
    members = {
        "title": texts(entry.title),
        "dcType": nodes.concept("accreditation", entry.type_uri),
        "accreditingAgent": awarding_body(nodes, award, entry.agent, entry.agent_name),
        "report": None if listed else nodes.web_resource(entry.url),
    }
    return nodes.node("Accreditation", members, listed)


def _modes(nodes: Nodes, achievement: Achievement) -> list[Document]:
    return [nodes.concept("learning-mode", uri) for uri in achievement.mode_uris]


def _languages(nodes: Nodes, achievement: Achievement) -> list[Document]:
    return list({each["id"]: each for each in map(nodes.language, achievement.languages)}.values())
