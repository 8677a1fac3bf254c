"""What an achievement says: its own members, its alignments, and the members that Dutch issuers add in their own context.

Spec: Open Badges 3.0 §B.1 Achievement, https://www.imsglobal.org/spec/ob/v3p0#achievement
"""

from typing import Any

from app.model.report import ContentItem
from app.model.secured import Document
from app.schemas import conventions as kinds
from app.verifier.alignments import Sorted, hours_of, sorted_alignments
from app.verifier.liberal import number, text, thing


def achievement_content(achievement: Document) -> dict[str, Any]:
    """Return the members of `Content` that an achievement fills."""
    aligned = sorted_alignments(achievement)
    added = {name.lower(): value for name, value in achievement.items()}
    stated = hours_of(aligned)
    return {
        "achievement_id": text(achievement.get("id")),
        "achievement_type": text(achievement.get("achievementType")),
        "criteria": text(thing(achievement.get("criteria")).get("narrative")),
        "awarding_body": text(thing(achievement.get("creator")).get("name")),
        "credits": number(achievement.get("creditsAvailable", added.get("ects"))),
        "hours": _hours(added) if stated is None else stated,
        "field_of_study": _first(aligned, kinds.FIELD_OF_STUDY) or _named(achievement.get("fieldOfStudy")),
        "level": _first(aligned, kinds.EQF_LEVEL) or _first(aligned, kinds.NO_LEVEL),
        "learning_setting": _first(aligned, kinds.LEARNING_SETTING),
        "identity_check": _first(aligned, kinds.IDENTITY_CHECK) or _named(added.get("supervisiontype")),
        **_lists(aligned, added),
    }


def _lists(aligned: Sorted, added: Document) -> dict[str, tuple[ContentItem, ...]]:
    modes, types = _named(added.get("participationtype")), _named(added.get("assessmenttype"))
    assessment = (*aligned.get(kinds.ASSESSMENT_TYPE, ()), *aligned.get(kinds.GRADING_SCHEME, ()))
    return {
        "modes": aligned.get(kinds.LEARNING_MODE) or ((modes,) if modes else ()),
        "assessment": assessment or ((types,) if types else ()),
        "quality_assurance": aligned.get(kinds.QUALITY_ASSURANCE, ()),
        "outcomes": aligned.get(kinds.LEARNING_OUTCOME, ()),
        "competences": aligned.get(kinds.COMPETENCE, ()),
        "occupations": aligned.get(kinds.OCCUPATION, ()),
        "parts": aligned.get(kinds.HAS_PART, ()),
        "part_of": aligned.get(kinds.IS_PART_OF, ()),
    }


def _hours(added: Document) -> int | None:
    hours = number(added.get("timeinvestment", added.get("sbu")))
    return int(hours) if hours is not None else None


def _first(aligned: Sorted, kind: kinds.AlignmentKind) -> ContentItem | None:
    return next(iter(aligned.get(kind, ())), None)


def _named(value: Any) -> ContentItem | None:
    name = text(value)
    return ContentItem(name) if name else None
