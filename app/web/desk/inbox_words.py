"""The inbox in words: what a learning system reported, where an event stands, why, and what a rule asks for."""

from collections.abc import Collection, Mapping
from typing import Final

from app.model.inbox import EVERY_COURSE, EventState, IssuingRule
from app.schemas.inbox_answers import EventAnswer
from app.web.desk.table import Cell
from app.web.problem_pages import CODES, title_of
from app.wording import Wording

EVENT_STATES: Final[Mapping[str, str]] = {
    EventState.RECEIVED: "page.desk.event.received",
    EventState.WAITING: "page.desk.event.waiting",
    EventState.ISSUED: "page.desk.event.issued",
    EventState.IGNORED: "page.desk.event.ignored",
    EventState.UNMATCHED: "page.desk.event.unmatched",
    EventState.REFUSED: "page.desk.event.refused",
}

_HAPPENED: Final[Mapping[str, str]] = {
    "completed": "page.desk.happened.completed",
    "passed": "page.desk.happened.passed",
    "failed": "page.desk.happened.failed",
    "other": "page.desk.happened.other",
}

_REASONS: Final[Mapping[str, str]] = {
    "other-event": "page.desk.trouble.other-event",
    "not-passed": "page.desk.trouble.not-passed",
    "condition-not-met": "page.desk.trouble.condition-not-met",
    "no-rule": "page.desk.trouble.no-rule",
}
"""Why rules lead nowhere; other troubles are those of our problem pages."""

_SAID: Final[Mapping[str, str]] = {
    "external_id": "page.desk.line.external-id",
    "email": "page.desk.line.email",
    "name": "page.desk.said.name",
    "language": "page.desk.said.language",
}


def event_state_cell(event: EventAnswer, wording: Wording) -> Cell:
    """Return where an event stands, and what hindered or ended it."""
    told = (trouble_words(event.trouble, wording),) if event.trouble else ()
    return Cell(wording.text(EVENT_STATES[event.state]), tone=event.state, asides=told)


def trouble_words(code: str, wording: Wording) -> str:
    """Return a trouble in words; a code that has none, as it stands."""
    if code in _REASONS:
        return wording.text(_REASONS[code])
    return title_of(code, wording) if code in CODES else code


def happened_words(happened: str, course: str, wording: Wording) -> str:
    """Return what an event reports."""
    return wording.text(_HAPPENED[happened], course=course)


def learner_words(said: Collection[str], wording: Wording) -> str:
    """Return what an event says of the learner: not the words, but what they are."""
    return ", ".join(wording.text(_SAID[part]) for part in said)


def course_words(rule: IssuingRule, wording: Wording) -> str:
    """Return for which course a rule is."""
    return wording.text("page.desk.rule.every-course") if rule.course == EVERY_COURSE else rule.course


def condition_words(rule: IssuingRule, wording: Wording) -> str:
    """Return what the result must be for a rule."""
    asked = {
        "page.desk.rule.statuses": ", ".join(rule.statuses),
        "page.desk.rule.score": "" if rule.minimum_score is None else str(rule.minimum_score),
    }
    conditions = [wording.text(words, value=value) for words, value in asked.items() if value]
    return "; ".join(conditions) or wording.text("page.desk.rule.whatever")
