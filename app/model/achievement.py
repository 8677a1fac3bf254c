"""What is achieved: the specification of a micro-credential, module, certification or activity.

One structure for both envelopes: Open Badges `Achievement` and ELM `LearningAchievementSpecification`/`Qualification` are
projections of it. Controlled values are URIs of the European vocabularies, with their labels in `schemas/vocabularies`.

Spec: Council Recommendation 2022/C 243/02 Annex I (elements 2–11, o1–o5); Open Badges 3.0 §B.1; ELM 3.2.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.model.language import LanguageMap


class AchievementKind(StrEnum):
    """What kind of thing is awarded. Only the first two are assessed learning with a level."""

    MICRO_CREDENTIAL = "micro-credential"
    CERTIFICATION = "certification"
    MODULE = "module"
    COURSE = "course"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True)
class Competence:
    """A competence of a framework, as that framework names it.

    `uri` identifies it; several competences of one framework may share the framework's address and differ by `code`.
    Labels are for people: two releases may name one URI differently, therefore `version` is kept.
    """

    framework: str
    version: str
    uri: str
    code: str
    labels: LanguageMap


@dataclass(frozen=True, slots=True)
class LearningOutcome:
    """What the learner knows or is able to do. `kind` is `knowledge` or `skill`; `competences` are related ones."""

    title: LanguageMap
    kind: str
    competences: tuple[Competence, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """How the outcomes are assessed.

    `type_uri` is of the European list of assessment types; `identity_check_uri` of supervision and verification;
    `grading_scheme` says what grades there are.
    """

    type_uri: str
    description: LanguageMap
    identity_check_uri: str | None = None
    grading_scheme: LanguageMap | None = None


@dataclass(frozen=True, slots=True)
class QualityAssurance:
    """Who assures the quality, and how. `type_uri` is of the European list of accreditation types."""

    type_uri: str
    title: LanguageMap
    agent: str
    agent_name: LanguageMap
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Another achievement that this one has as a part, or is a part of: its slug, address and title."""

    slug: str
    url: str
    title: LanguageMap


@dataclass(frozen=True, slots=True)
class Achievement:
    """One version of an achievement, immutable once published.

    Exactly one of `eqf_level` (1–8) and `no_level_reason` is set where the kind asks for a level. `hours` is the notional
    workload, `ects` the credit points. `mode_uris`, `learning_setting_uri`: European lists. `isced_f` is the code of ISCED-F
    2013 (two to four digits). `valid_for_days`: how long a credential of it is valid; None is for ever.
    `sample` marks content that somebody invented to show the product.
    """

    slug: str
    version: int
    kind: AchievementKind
    title: LanguageMap
    description: LanguageMap
    criteria: LanguageMap
    awarding_body: str
    awarding_body_name: LanguageMap
    outcomes: tuple[LearningOutcome, ...] = ()
    ects: Decimal | None = None
    hours: int | None = None
    eqf_level: int | None = None
    no_level_reason: LanguageMap | None = None
    isced_f: str | None = None
    mode_uris: tuple[str, ...] = ()
    learning_setting_uri: str | None = None
    assessment: Assessment | None = None
    quality_assurance: tuple[QualityAssurance, ...] = ()
    prerequisites: LanguageMap | None = None
    has_part: tuple[Part, ...] = ()
    is_part_of: tuple[Part, ...] = ()
    occupations: tuple[Competence, ...] = ()
    languages: tuple[str, ...] = ()
    further_information_url: str | None = None
    valid_for_days: int | None = None
    sample: bool = False
