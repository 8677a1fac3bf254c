"""What a European credential claims about the learner: what was achieved, proven by which assessments, made of which parts.

What was assessed is a LearningAchievement; an activity, or a course that nobody assessed, is a LearningActivity.

Spec: EDC application profile 1.2.0 (LearningAchievement, LearningAssessment, LearningActivity); elm.md §§2.5, 3.2–3.3
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.issuers.elm_nodes import Nodes, Texts, marked, texts
from app.issuers.elm_parties import awarding_body
from app.issuers.elm_specifications import activity_in_full, activity_specification, credit_point, duration, points, qualification
from app.model.achievement import Achievement, AchievementKind
from app.model.award import Award, AwardedPart, AwardResult, Evidence
from app.model.issuer import Mode
from app.model.secured import Document
from app.schemas.conventions import BADGE_SCHEME, CREDENTIAL_SCHEME, TEST_MARK, beside_activity, europass_id
from app.schemas.moments import write_moment
from app.schemas.vocabularies import WORDS, concepts

_OF_A_QUALIFICATION = (
    "outcomes",
    "ects",
    "eqf_level",
    "no_level_reason",
    "isced_f",
    "learning_setting_uri",
    "assessment",
    "quality_assurance",
    "prerequisites",
    "has_part",
    "is_part_of",
)
"""What of an achievement an activity's specification has no place for."""

_MANDATE = "mandate"
"""The genre of such evidence as says by whose mandate the issuer seals."""


def claims(nodes: Nodes, award: Award) -> list[Document]:
    """Return what is claimed: one thing; beside an activity also the results that it led to."""
    process = _awarding_process(nodes, award, award)
    if is_activity(award.achievement):
        return [_activity(nodes, award, process), *_assessments(nodes, award, process, None)]
    return [_achievement(nodes, award, award)]


def is_activity(achievement: Achievement) -> bool:
    """Return whether nothing was assessed, so that taking part is all that can be claimed."""
    kind = achievement.kind
    return kind is AchievementKind.ACTIVITY or (kind is AchievementKind.COURSE and achievement.assessment is None)


def title_of(award: Award) -> Texts:
    """Return the title, marked as a test where a test identity issues: most displays show only this text."""
    return marked(TEST_MARK if award.issuer.mode is Mode.TEST else "", award.achievement.title)


def _achievement(nodes: Nodes, whole: Award, award: Award, earlier: tuple[Document, ...] = ()) -> Document:
    """Return that something was achieved: `award`, which is the whole itself or a part of it, known by `earlier` identifiers."""
    process = _awarding_process(nodes, whole, award)
    title = title_of(award)
    specification = qualification(nodes, whole, award.achievement, award.achievement_url, title)
    assessed_as = next(iter(specification.get("provenBy", ())), None)
    return nodes.node(
        "LearningAchievement",
        {
            "title": title,
            "description": texts(award.achievement.description),
            "identifier": list(earlier),
            "awardedBy": process,
            "creditReceived": credit_point(nodes, award.credits_earned),
            "specifiedBy": specification,
            "provenBy": list(_assessments(nodes, award, process, assessed_as)),
            "influencedBy": list(_influences(nodes, award, process)),
            "hasPart": [_part(nodes, whole, part) for part in award.parts],
            "supplementaryDocument": _documents(nodes, award),
            "additionalNote": [*_notes(nodes, award), *_own_credits(nodes, award)],
        },
    )


def _part(nodes: Nodes, whole: Award, part: AwardedPart) -> Document:
    """Return a part in full, as it stands in a credential of its own, with the names of that one."""
    award = replace(
        whole,
        achievement=part.achievement,
        achievement_url=_beside(whole, part.achievement),
        awarded_at=part.awarded_at,
        results=part.results,
        credits_earned=part.credits_earned,
        evidence=(),
        activity_started_at=None,
        activity_ended_at=None,
        parts=(),
    )
    own = nodes.identifier(CREDENTIAL_SCHEME, europass_id(part.credential_url))
    return _achievement(nodes, whole, award, (nodes.identifier(BADGE_SCHEME, part.credential_url), own))


def _beside(whole: Award, achievement: Achievement) -> str:
    """Return the address of another achievement of the same installation."""
    base = whole.achievement_url.removesuffix(f"/{whole.achievement.slug}/v{whole.achievement.version}")
    return f"{base}/{achievement.slug}/v{achievement.version}"


def _awarding_process(nodes: Nodes, whole: Award, award: Award) -> Document:
    achievement = award.achievement
    body = awarding_body(nodes, whole, achievement.awarding_body, achievement.awarding_body_name)
    when = write_moment(award.awarded_at)
    members = {"awardingDate": when, "awardingBody": [body]}
    return nodes.once(("awarded", body["id"], when), lambda: nodes.node("AwardingProcess", members))


def _assessments(nodes: Nodes, award: Award, process: Document, specified: Document | None) -> Iterator[Document]:
    """Yield the results; where the assessment that is specified has none, that it was passed, as whoever awards it says by awarding."""
    said = [result for result in dict.fromkeys(award.results) if result.value or result.status]
    if specified and all(result.name for result in said):
        yield _assessment(nodes, AwardResult(), process, {"specifiedBy": specified, **_checked(nodes, award.achievement)})
    for result in said:
        of_it = specified is not None and not result.name
        yield _assessment(nodes, result, process, {"specifiedBy": specified, **_checked(nodes, award.achievement)} if of_it else {})


def _assessment(nodes: Nodes, result: AwardResult, process: Document, specified: dict[str, Any]) -> Document:
    status = concepts("result-status")[result.status] if result.status else None
    grade = nodes.said(result.value) or nodes.words(status.label if status else WORDS["achieved"])
    return nodes.node(
        "LearningAssessment",
        {
            "title": nodes.said(result.name) or specified.get("specifiedBy", {}).get("title") or nodes.words(WORDS["assessment"]),
            "awardedBy": process,
            "grade": nodes.note(grade, None if result.value or status else "no-grade"),
            "gradeStatus": nodes.concept("result-status", status.uri) if status else None,
            "dateIssued": write_moment(result.achieved_at) if result.achieved_at else None,
            **specified,
        },
    )


def _checked(nodes: Nodes, achievement: Achievement) -> dict[str, Any]:
    """Return how the learner was watched and known."""
    check = achievement.assessment.identity_check_uri if achievement.assessment else None
    return {"idVerification": nodes.concept("supervision", check) if check else None}


def _influences(nodes: Nodes, award: Award, process: Document) -> Iterator[Document]:
    """Yield the learning activity, where it is said when it took place."""
    if award.activity_started_at or award.activity_ended_at:
        specification = activity_specification(nodes, award.achievement, title_of(award))
        yield nodes.node("LearningActivity", {**_took_part(nodes, award, process), "specifiedBy": specification})


def _activity(nodes: Nodes, award: Award, process: Document) -> Document:
    """Return that the learner took part, and what that can lead to, if it is said."""
    achievement = award.achievement
    leads_to = any(getattr(achievement, fact) for fact in _OF_A_QUALIFICATION)
    named = beside_activity(award.achievement_url)
    led_to = [qualification(nodes, award, achievement, named, title_of(award))] if leads_to else []
    members = {
        **_took_part(nodes, award, process),
        "description": texts(achievement.description),
        "specifiedBy": activity_in_full(nodes, achievement, award.achievement_url, title_of(award), led_to),
        "supplementaryDocument": _documents(nodes, award),
        "additionalNote": list(_notes(nodes, award)),
    }
    return nodes.node("LearningActivity", members)


def _took_part(nodes: Nodes, award: Award, process: Document) -> dict[str, Any]:
    started, ended = award.activity_started_at, award.activity_ended_at
    period = {"startDate": write_moment(started) if started else None, "endDate": write_moment(ended) if ended else None}
    return {
        "title": title_of(award),
        "awardedBy": process,
        "workload": duration(award.achievement.hours),
        "temporal": [nodes.node("PeriodOfTime", period)] if started or ended else [],
    }


def _documents(nodes: Nodes, award: Award) -> list[Document]:
    """Return the evidence that has an address."""
    return [
        nodes.node("WebResource", {"title": nodes.said(_called(each)), "contentURL": each.url}) for each in _supports(award) if each.url
    ]


def _notes(nodes: Nodes, award: Award) -> Iterator[Document]:
    """Yield what the evidence tells."""
    for each in _supports(award):
        told = nodes.note(nodes.said(": ".join(filter(None, (_called(each), each.narrative)))), "evidence")
        if told and (each.narrative or not each.url):
            yield told


def _called(evidence: Evidence) -> str:
    """Return name and kind of a piece of evidence."""
    return f"{evidence.name or ''} ({evidence.genre})".strip() if evidence.genre else evidence.name or ""


def _supports(award: Award) -> Iterator[Evidence]:
    return (each for each in dict.fromkeys(award.evidence) if not is_mandate(each))


def _own_credits(nodes: Nodes, award: Award) -> Iterator[Document]:
    """Yield how many credits the whole brings beside its parts, where all of them are here: else nobody could add them up."""
    whole, parts = award.achievement, [part.achievement for part in award.parts]
    of_parts = [part.ects for part in parts if part.ects is not None]
    own = (whole.ects or Decimal(0)) - sum(of_parts, Decimal(0))
    if parts and len(of_parts) == len(whole.has_part) and own > 0:
        label = concepts("note")["own-credits"].label
        said = {language: f"{text}: {points(own)} ECTS" for language, text in nodes.words(label).items()}
        yield nodes.node("Note", {"noteLiteral": said, "subject": nodes.coded("note", "own-credits")})


def is_mandate(evidence: Evidence) -> bool:
    """Return whether it says by whose mandate the issuer seals for the awarding body: that stands elsewhere."""
    return (evidence.genre or "").casefold() == _MANDATE and bool(evidence.narrative)
