"""The EU micro-credential check: which mandatory elements of the Council Recommendation an achievement lacks.

One row an element, in the order of Annex I. Two rows never fail, because of how credentials are made: the learner is named
(1) and the date is written (5) whenever one is issued.

Spec: Council Recommendation of 16 June 2022 on a European approach to micro-credentials, 2022/C 243/02, Annex I.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.errors import Fault
from app.model.achievement import Achievement
from app.model.issuer import IssuerProfile
from app.model.language import LanguageMap
from app.schemas.vocabularies import concepts

_EQF_LEVELS = range(1, 9)

Lacks = Iterator[tuple[str, str]]
"""What is missing: a JSON Pointer into the achievement, and what was expected there."""


@dataclass(frozen=True, slots=True)
class Element:
    """A mandatory element: its number, its name in the Recommendation, and what an achievement lacks of it."""

    number: int
    name: str
    lacks: Callable[[Achievement, IssuerProfile], Lacks]


def missing_elements(achievement: Achievement, issuer: IssuerProfile) -> tuple[Fault, ...]:
    """Return what is missing for an EU micro-credential, in the order of the elements; nothing where all is there."""
    return tuple(
        Fault(pointer, f"element {element.number} of Annex I, {element.name}: expected {expected}")
        for element in ELEMENTS
        for pointer, expected in element.lacks(achievement, issuer)
    )


def _always_there(_achievement: Achievement, _issuer: IssuerProfile) -> Lacks:
    yield from ()


def _title(achievement: Achievement, _issuer: IssuerProfile) -> Lacks:
    if not _says(achievement.title):
        yield "/title", "a title in at least one language"


def _country(_achievement: Achievement, issuer: IssuerProfile) -> Lacks:
    if issuer.organisation.country not in concepts("country"):
        yield "/issuer/organisation/country", "the country of the issuer, as two letters of ISO 3166-1"


def _awarding_body(achievement: Achievement, _issuer: IssuerProfile) -> Lacks:
    if not achievement.awarding_body or not _says(achievement.awarding_body_name):
        yield "/awarding_body", "the organisation that awards it, with its name"


def _outcomes(achievement: Achievement, _issuer: IssuerProfile) -> Lacks:
    if not achievement.outcomes:
        yield "/outcomes", "at least one learning outcome"
    for index, outcome in enumerate(achievement.outcomes):
        if not _says(outcome.title):
            yield f"/outcomes/{index}/title", "what the learner knows or is able to do"


def _workload(achievement: Achievement, _issuer: IssuerProfile) -> Lacks:
    if not (achievement.ects and achievement.ects > 0) and not (achievement.hours and achievement.hours > 0):
        yield "/ects", "credit points (ECTS) or, where that is not possible, hours (/hours), above zero"


def _level(achievement: Achievement, _issuer: IssuerProfile) -> Lacks:
    if achievement.eqf_level is None and not _says(achievement.no_level_reason or {}):
        yield "/eqf_level", "a level of the European Qualifications Framework, 1 to 8, or the reason for none (/no_level_reason)"
    elif achievement.eqf_level is not None and achievement.eqf_level not in _EQF_LEVELS:
        yield "/eqf_level", "a level of the European Qualifications Framework, 1 to 8"
    elif achievement.eqf_level is not None and achievement.no_level_reason:
        yield "/no_level_reason", "either a level or the reason for none, not both"


def _assessment(achievement: Achievement, _issuer: IssuerProfile) -> Lacks:
    if achievement.assessment is None:
        yield "/assessment", "how the outcomes are assessed"
    elif not _lists("assessment", achievement.assessment.type_uri):
        yield "/assessment/type_uri", "a concept of the European list of assessment types"


def _participation(achievement: Achievement, _issuer: IssuerProfile) -> Lacks:
    if not achievement.mode_uris:
        yield "/mode_uris", "how the learner takes part: online, presential, blended, …"
    for index, uri in enumerate(achievement.mode_uris):
        if not _lists("learning-mode", uri):
            yield f"/mode_uris/{index}", "a concept of the European list of learning modes"


def _quality(achievement: Achievement, _issuer: IssuerProfile) -> Lacks:
    if not achievement.quality_assurance:
        yield "/quality_assurance", "who assures the quality, and how"
    for index, entry in enumerate(achievement.quality_assurance):
        if not _lists("accreditation", entry.type_uri):
            yield f"/quality_assurance/{index}/type_uri", "a concept of the European list of accreditation types"
        if not _says(entry.title) or not _says(entry.agent_name):
            yield f"/quality_assurance/{index}", "what was assured, and the name of who assured it"


def _says(texts: LanguageMap) -> bool:
    return any(text.strip() for text in texts.values())


def _lists(scheme: str, uri: str) -> bool:
    return any(found.uri == uri for found in concepts(scheme).values())


ELEMENTS = (
    Element(1, "identification of the learner", _always_there),
    Element(2, "title of the micro-credential", _title),
    Element(3, "country or region of the issuer", _country),
    Element(4, "awarding body", _awarding_body),
    Element(5, "date of issuing", _always_there),
    Element(6, "learning outcomes", _outcomes),
    Element(7, "notional workload needed to achieve the learning outcomes", _workload),
    Element(8, "level of the learning experience", _level),
    Element(9, "type of assessment", _assessment),
    Element(10, "form of participation in the learning activity", _participation),
    Element(11, "type of quality assurance used to underpin the micro-credential", _quality),
)
