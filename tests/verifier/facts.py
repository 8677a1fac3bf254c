"""What anybody should read of an award, told from the award itself: without an envelope, and without the code that writes one."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from app.issuers.speech import spoken_language
from app.model.achievement import Competence
from app.model.award import Award, AwardResult
from app.model.issuer import Mode
from app.model.language import LanguageMap, in_language
from app.model.report import ContentItem
from app.schemas.vocabularies import concept

SNB = "http://data.europa.eu/snb"
EQF = "European Qualifications Framework"
Say = Callable[[LanguageMap], str]


def in_the_badge(award: Award) -> Say:
    """How a badge says a text: in the one language that its title has for the learner."""
    return in_this(spoken_language(award.achievement.title, award.recipient.language))


def in_this(language: str) -> Say:
    """How a text is said in a language, or the next best."""
    return lambda texts: _nfc(in_language(texts, language))


def facts_of(award: Award, say: Say) -> dict[str, Any]:
    """The members of `Content` that both envelopes have a place for."""
    achievement = award.achievement
    is_test = award.issuer.mode is Mode.TEST
    return {
        "title": ("TEST · " if is_test else "") + say(achievement.title),
        "test": is_test,
        "description": say(achievement.description) or None,
        "recipient": _nfc(award.recipient.name),
        "recipient_id": award.recipient.did,
        "issuer_country": award.issuer.organisation.country,
        "issuer_url": award.issuer.organisation.homepage,
        "awarding_body": say(achievement.awarding_body_name),
        "achievement_id": award.achievement_url,
        "awarded_at": award.awarded_at,
        "valid_from": award.valid_from,
        "valid_until": award.valid_until,
        "credits": achievement.ects,
        "credits_earned": award.credits_earned,
        "hours": achievement.hours,
        "part_of": tuple(dict.fromkeys(ContentItem(say(each.title), each.url) for each in achievement.is_part_of)),
        "results": tuple(dict.fromkeys(_result(award, each, say) for each in award.results if each.value or each.status)),
        **_listed(award, say),
    }


def _listed(award: Award, say: Say) -> dict[str, Any]:
    """What stands in European lists, and in frameworks of competences."""
    achievement = award.achievement
    assessment = achievement.assessment
    level, area = achievement.eqf_level, achievement.isced_f
    return {
        "level": _concept(f"{SNB}/eqf/{level}", say, EQF, str(level)) if level else _no_level(award, say),
        "field_of_study": _concept(f"{SNB}/isced-f/{area}", say, "ISCED-F 2013", area) if area else None,
        "learning_setting": _concept(achievement.learning_setting_uri, say, "European list of learning settings"),
        "identity_check": _concept(
            assessment.identity_check_uri if assessment else None, say, "European list of supervision and identity verification"
        ),
        "modes": tuple(_concept(each, say, "European list of learning modes") for each in achievement.mode_uris),
        "outcomes": tuple(
            ContentItem(say(each.title), f"{award.achievement_url}#outcome-{number}", each.kind)
            for number, each in enumerate(achievement.outcomes, 1)
        ),
        "competences": tuple(dict.fromkeys(_competence(each, say) for outcome in achievement.outcomes for each in outcome.competences)),
        "occupations": tuple(_competence(each, say) for each in achievement.occupations),
        "assessment": tuple(_assessed(award, say)),
        "quality_assurance": tuple(
            ContentItem(
                say(each.title), each.url or each.type_uri, each.type_uri, "European list of accreditation types", say(each.agent_name)
            )
            for each in achievement.quality_assurance
        ),
    }


def _no_level(award: Award, say: Say) -> ContentItem | None:
    reason = award.achievement.no_level_reason
    return ContentItem(say(reason), f"{SNB}/eqf/25831c2", None, EQF) if reason else None


def _concept(uri: str | None, say: Say, framework: str, code: str | None = None) -> ContentItem | None:
    known = concept(uri) if uri else None
    return ContentItem(say(known.label), uri, code, framework) if known else None


def _competence(competence: Competence, say: Say) -> ContentItem:
    framework = f"{competence.framework} {competence.version}"
    return ContentItem(say(competence.labels), competence.uri, competence.code, framework)


def _assessed(award: Award, say: Say) -> Iterator[ContentItem]:
    assessment = award.achievement.assessment
    if assessment is None:
        return
    kind = concept(assessment.type_uri)
    assert kind is not None
    framework = "European list of assessment types"
    yield ContentItem(say(kind.label), assessment.type_uri, None, framework, say(assessment.description))
    if assessment.grading_scheme:
        yield ContentItem(say(assessment.grading_scheme), "http://data.europa.eu/snb/model/elm/gradingScheme")


def _result(award: Award, result: AwardResult, say: Say) -> ContentItem:
    assessment = award.achievement.assessment
    kind = concept(assessment.type_uri) if assessment else None
    name = _nfc(result.name or "") or (say(kind.label) if kind else "")
    status = result.status.value if result.status else None
    return ContentItem(name, code=status, text=_nfc(result.value or "") or None, moment=result.achieved_at)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
