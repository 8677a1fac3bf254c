"""How an achievement of a catalogue is read: its table of fields, and the rules that hold between its fields."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.errors import Fault, SchemaViolation
from app.model.achievement import Achievement, AchievementKind, Assessment, Competence, LearningOutcome, QualityAssurance
from app.model.issuer import Organisation
from app.schemas.catalogue.contents import CatalogueIssuer, OccupationalProfile
from app.schemas.catalogue.fields import Reader, allowed, list_of, needed, record, texts
from app.schemas.catalogue.places import Place
from app.schemas.catalogue.references import Shelf
from app.schemas.catalogue.values import amount, flag, language, one_of, slug, url, whole
from app.schemas.catalogue.words import (
    ASSESSMENTS,
    FIELDS_OF_STUDY,
    IDENTITY_CHECKS,
    KINDS,
    LEARNING_SETTINGS,
    MODES,
    OUTCOME_KINDS,
    QUALITY_ASSURANCE_TYPES,
)

MAX_HOURS = 20_000
MAX_DAYS = 36_525
LEVELLED = frozenset({AchievementKind.MICRO_CREDENTIAL, AchievementKind.CERTIFICATION})


@dataclass(frozen=True, slots=True)
class Shelves:
    """What achievements may name: the entries of the other sections, and the achievements of the file, not yet read."""

    organisations: Shelf[Organisation]
    issuers: Shelf[CatalogueIssuer]
    profiles: Shelf[OccupationalProfile]
    achievements: Shelf[Place]
    competence: Reader[Competence]


@dataclass(frozen=True, slots=True)
class Draft:
    """An achievement whose parts are still names."""

    issuer: str
    parts: tuple[str, ...]
    achievement: Achievement


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule between fields: when it is broken, which field to blame, and what to say."""

    broken: Callable[[Achievement], bool]
    field: str
    says: str


def _activity_with(attribute: str) -> Callable[[Achievement], bool]:
    return lambda it: it.kind is AchievementKind.ACTIVITY and getattr(it, attribute) is not None


RULES = (
    Rule(
        lambda it: it.eqf_level is not None and it.no_level_reason is not None,
        "no_level_reason",
        "stands beside eqf_level; give the one or the other",
    ),
    Rule(
        lambda it: it.kind in LEVELLED and it.eqf_level is None and it.no_level_reason is None,
        "kind",
        "a micro-credential or certification needs eqf_level, or no_level_reason",
    ),
    *(
        Rule(_activity_with(field), field, "an activity is attended and not assessed: it has none")
        for field in ("ects", "eqf_level", "assessment")
    ),
)  # fmt: skip


_LEARNING = {
    "ects": allowed(amount),
    "hours": allowed(whole(1, MAX_HOURS)),
    "eqf_level": allowed(whole(1, 8)),
    "no_level_reason": allowed(texts),
    "isced_f": allowed(one_of(FIELDS_OF_STUDY, "a code of ISCED-F 2013, of two to four digits")),
    "mode": allowed(list_of(one_of(MODES, "a mode of learning")), "mode_uris"),
    "learning_setting": allowed(one_of(LEARNING_SETTINGS, "a learning setting"), "learning_setting_uri"),
}

_TERMS = {
    "prerequisites": allowed(texts),
    "languages": allowed(list_of(language)),
    "further_information_url": allowed(url),
    "valid_for_days": allowed(whole(1, MAX_DAYS)),
    "sample": allowed(flag),
}

_read_assessment = record(
    Assessment,
    {
        "type": needed(one_of(ASSESSMENTS, "a type of assessment"), "type_uri"),
        "description": needed(texts),
        "identity_check": allowed(one_of(IDENTITY_CHECKS, "a check of identity"), "identity_check_uri"),
        "grading_scheme": allowed(texts),
    },
)


def achievement_reader(shelves: Shelves) -> Reader[Draft]:
    """Return the reader of an achievement."""
    read_fields = record(
        _draft,
        {
            "slug": needed(slug),
            "issuer": needed(shelves.issuers.named),
            "version": needed(whole(1, 9999)),
            "kind": needed(one_of(KINDS, "a kind of achievement")),
            "title": needed(texts),
            "description": needed(texts),
            "criteria": needed(texts),
            "awarding_body": needed(shelves.organisations.find, "body"),
            "has_part": allowed(list_of(shelves.achievements.named), "parts"),
            "occupations": allowed(list_of(lambda place: shelves.profiles.find(place).occupation)),
            "outcomes": allowed(list_of(_outcome_reader(shelves.competence))),
            "assessment": allowed(_read_assessment),
            "quality_assurance": allowed(list_of(_quality_assurance_reader(shelves.organisations))),
            **_LEARNING,
            **_TERMS,
        },
    )

    def read(place: Place) -> Draft:
        draft = read_fields(place)
        if faults := _broken_rules(place, draft.achievement):
            raise SchemaViolation("fields of an achievement contradict each other", faults)
        return draft

    return read


def _outcome_reader(competence: Reader[Competence]) -> Reader[LearningOutcome]:
    return record(
        LearningOutcome,
        {
            "title": needed(texts),
            "kind": needed(one_of(OUTCOME_KINDS, "knowledge or skill")),
            "competences": allowed(list_of(competence)),
        },
    )


def _quality_assurance_reader(organisations: Shelf[Organisation]) -> Reader[QualityAssurance]:
    return record(
        _quality_assurance,
        {
            "type": needed(one_of(QUALITY_ASSURANCE_TYPES, "a type of quality assurance"), "type_uri"),
            "title": needed(texts),
            "agent": needed(organisations.find),
            "url": allowed(url),
        },
    )


def _quality_assurance(agent: Organisation, **rest: Any) -> QualityAssurance:
    return QualityAssurance(agent=agent.slug, agent_name=agent.legal_name, **rest)


def _draft(issuer: str, body: Organisation, parts: tuple[str, ...] = (), **rest: Any) -> Draft:
    return Draft(issuer, parts, Achievement(awarding_body=body.slug, awarding_body_name=body.legal_name, **rest))


def _broken_rules(place: Place, achievement: Achievement) -> tuple[Fault, ...]:
    return tuple(place.field(rule.field).fault(rule.says) for rule in RULES if rule.broken(achievement))
