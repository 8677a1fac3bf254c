"""The alignments of an achievement: each European fact, and each competence, as one node that the signature covers.

Written by the table in `schemas/conventions`; `verifier/content` reads by the same.

Spec: Open Badges 3.0 §B.2, https://www.imsglobal.org/spec/ob/v3p0#alignment; ELM 3.2 vocabularies.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.issuers.members import present, unique
from app.issuers.speech import Speech, normal, word
from app.model.achievement import Achievement, Assessment, Competence, Part, QualityAssurance
from app.model.secured import Document
from app.schemas import conventions as kinds
from app.schemas.conventions import AlignmentKind
from app.schemas.vocabularies import concept, scheme_uri


@dataclass(frozen=True, slots=True)
class Target:
    """What an alignment points to, in the alignment's own members."""

    name: str
    url: str
    code: str | None = None
    text: str | None = None
    framework: str | None = None


def alignment(kind: AlignmentKind, target: Target) -> Document:
    """Return an alignment of that kind."""
    return present(
        {
            "type": ["Alignment"],
            "targetType": kind.target_type,
            "targetName": target.name,
            "targetUrl": target.url,
            "targetFramework": target.framework or kind.framework,
            "targetCode": target.code,
            "targetDescription": target.text,
        }
    )


def achievement_alignments(achievement: Achievement, url: str, say: Speech) -> list[Document]:
    """Return all alignments of an achievement whose address is `url`; none twice, for equal nodes would be one in the graph."""
    return unique(_all(achievement, url, say))


def assessment_alignments(assessment: Assessment, say: Speech) -> list[Document]:
    """Return what an assessment's result description is aligned to: its type, who is watched how, which grades there are."""
    kind = Target(label_of(assessment.type_uri, say), assessment.type_uri, text=say(assessment.description))
    found = [alignment(kinds.ASSESSMENT_TYPE, kind)]
    if assessment.identity_check_uri:
        found.append(_coded(kinds.IDENTITY_CHECK, assessment.identity_check_uri, None, say))
    if assessment.grading_scheme:
        scheme = Target(say(assessment.grading_scheme), kinds.GRADING_SCHEME_URL)
        found.append(alignment(kinds.GRADING_SCHEME, scheme))
    return found


def _all(achievement: Achievement, url: str, say: Speech) -> Iterator[Document]:
    yield from _level(achievement, say)
    yield from _workload(achievement, say)
    yield from _circumstances(achievement, say)
    for entry in achievement.quality_assurance:
        yield _quality(entry, say)
    for number, outcome in enumerate(achievement.outcomes, 1):
        yield alignment(kinds.LEARNING_OUTCOME, Target(say(outcome.title), f"{url}#outcome-{number}", outcome.kind))
    for outcome in achievement.outcomes:
        for competence in outcome.competences:
            yield _competence(kinds.COMPETENCE, competence, say)
    for occupation in achievement.occupations:
        yield _competence(kinds.OCCUPATION, occupation, say)
    yield from _parts(kinds.HAS_PART, achievement.has_part, say)
    yield from _parts(kinds.IS_PART_OF, achievement.is_part_of, say)


def _level(achievement: Achievement, say: Speech) -> Iterator[Document]:
    if achievement.eqf_level is not None:
        yield _coded(kinds.EQF_LEVEL, f"{kinds.SNB}eqf/{achievement.eqf_level}", str(achievement.eqf_level), say)
    elif achievement.no_level_reason:
        yield alignment(kinds.NO_LEVEL, Target(say(achievement.no_level_reason), scheme_uri("eqf")))


def _workload(achievement: Achievement, say: Speech) -> Iterator[Document]:
    if achievement.ects is not None:
        yield _coded(kinds.CREDIT_FRAMEWORK, kinds.ECTS_URL, "ECTS", say)
    if achievement.hours is not None:
        duration = f"PT{achievement.hours}H"
        name = f"{achievement.hours} {word(say, 'hours')}"
        yield alignment(kinds.WORKLOAD, Target(name, kinds.VOLUME_OF_LEARNING_URL, duration))


def _circumstances(achievement: Achievement, say: Speech) -> Iterator[Document]:
    if achievement.isced_f:
        yield _coded(kinds.FIELD_OF_STUDY, f"{kinds.SNB}isced-f/{achievement.isced_f}", achievement.isced_f, say)
    for uri in achievement.mode_uris:
        yield _coded(kinds.LEARNING_MODE, uri, None, say)
    if achievement.learning_setting_uri:
        yield _coded(kinds.LEARNING_SETTING, achievement.learning_setting_uri, None, say)


def _quality(entry: QualityAssurance, say: Speech) -> Document:
    """Return who assures what: the agent's name is the description, the type's URI the code; a report's address comes first."""
    target = Target(say(entry.title), entry.url or entry.type_uri, entry.type_uri, say(entry.agent_name))
    return alignment(kinds.QUALITY_ASSURANCE, target)


def _competence(kind: AlignmentKind, competence: Competence, say: Speech) -> Document:
    name = say(competence.labels) or competence.code
    framework = " ".join(filter(None, (competence.framework, competence.version)))
    return alignment(kind, Target(name, competence.uri, competence.code, framework=normal(framework)))


def _parts(kind: AlignmentKind, parts: tuple[Part, ...], say: Speech) -> Iterator[Document]:
    return (alignment(kind, Target(say(part.title), part.url)) for part in parts)


def _coded(kind: AlignmentKind, uri: str, code: str | None, say: Speech) -> Document:
    return alignment(kind, Target(label_of(uri, say), uri, code))


def label_of(uri: str, say: Speech) -> str:
    """Return what a concept is called; one that we do not know is called by its URI."""
    known = concept(uri)
    return say(known.label) if known else uri
