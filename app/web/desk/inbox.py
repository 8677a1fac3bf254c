"""The inbox at the desk: what learning systems reported, what became of it, and beginning anew."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from app.errors import SchemaViolation
from app.model.inbox import IssuingRule
from app.schemas.inbox_answers import EventViewAnswer, TriggerAnswer
from app.schemas.inbox_bodies import EventFilters
from app.services.inbox_events import event_view, replay_event, view_events
from app.services.integrations import integrations_of
from app.services.issuing_rules import rules_of
from app.web.desk.access import ONE_EVENT, AtDesk, Desk
from app.web.desk.frame import go_to, page_at_desk, trouble_of
from app.web.desk.inbox_words import EVENT_STATES, condition_words, event_state_cell, happened_words, learner_words
from app.web.desk.table import Cell, Line, Table

router: Final = APIRouter()

FIELDS: Final = ("state", "integration")
_COLUMNS: Final = (
    "page.desk.column.when",
    "page.desk.column.system",
    "page.desk.column.happened",
    "page.desk.column.rule",
    "page.desk.column.state",
    "page.desk.column.credential",
)
_DONE: Final[Mapping[str, str]] = MappingProxyType(
    {"replay": "page.desk.done.replay", "nothing": "page.desk.done.replay-nothing"},
)
Rules = Mapping[str, IssuingRule]


@router.get("/admin/inbox")
def inbox(request: Request, desk: AtDesk) -> Response:
    """Return the latest events, or those that are asked for."""
    asked = {name: request.query_params.get(name, "")[:200] for name in FIELDS}
    query = {name: value for name, value in asked.items() if value}
    try:
        filters = EventFilters.model_validate({**query, "after": request.query_params.get("after") or None})
    except ValidationError:
        error = SchemaViolation("Expected a state of the list.")
        return _inbox(desk, asked, (), status=422, problem=trouble_of(error, desk.wording))
    views, after = view_events(desk.installation, desk.tenant_id, filters)
    return _inbox(desk, asked, views, next_url=f"/admin/inbox?{urlencode({**query, 'after': after})}" if after else None)


@router.get(ONE_EVENT)
def event(event_id: str, desk: AtDesk, done: str = "") -> Response:
    """Return one event: what it said, masked, what the rule said, and the way to begin anew."""
    view = event_view(desk.installation, desk.tenant_id, event_id)
    return page_at_desk(
        desk,
        "event.html",
        state=event_state_cell(view, desk.wording),
        path=f"/admin/inbox/{view.id}",
        done=desk.wording.text(_DONE[done]) if done in _DONE else None,
        lines=tuple(_lines(view, desk)),
        faults=tuple((fault.pointer, fault.detail) for fault in view.faults),
        payload=orjson.dumps(view.payload, option=orjson.OPT_INDENT_2).decode() if view.payload is not None else None,
        replayable=view.credential is None and desk.may(f"POST {ONE_EVENT}/replay"),
    )


@router.post(f"{ONE_EVENT}/replay")
def replay(event_id: str, desk: AtDesk) -> Response:
    """Begin anew with an event, and lead back to it."""
    replayed = replay_event(desk.installation, desk.actor, event_id)
    return go_to(f"/admin/inbox/{replayed.id}?done={'nothing' if replayed.credential else 'replay'}")


def _inbox(desk: Desk, asked: Mapping[str, str], views: tuple[EventViewAnswer, ...], status: int = 200, **facts: object) -> Response:
    rules = _rules(desk) if views else {}
    shown: dict[str, object] = {
        "asked": asked,
        "searching": any(asked.values()),
        "states": [(str(state), desk.wording.text(words)) for state, words in EVENT_STATES.items()],
        "systems": [(each.slug, each.slug) for each in integrations_of(desk.installation, desk.actor)],
        "events": Table(tuple(map(desk.wording.text, _COLUMNS)), tuple(_event(view, rules, desk) for view in views)),
        "problem": None,
        "next_url": None,
    }
    return page_at_desk(desk, "inbox.html", status, **{**shown, **facts})


def _rules(desk: Desk) -> Rules:
    return {rule.id: rule for rule in rules_of(desk.installation, desk.actor)}


def _event(view: EventViewAnswer, rules: Rules, desk: Desk) -> tuple[Cell, ...]:
    wording, nothing = desk.wording, Cell("–")
    credential = Cell(wording.text("page.desk.open"), f"/admin/credentials/{view.credential}") if view.credential else nothing
    return (
        Cell(wording.moment(view.received_at), f"/admin/inbox/{view.id}"),
        Cell.of(view.integration),
        _happened(view.trigger, desk),
        _rule(view.rule, rules, desk) if view.rule else nothing,
        event_state_cell(view, wording),
        credential,
    )


def _happened(trigger: TriggerAnswer | None, desk: Desk) -> Cell:
    """Return what an event says, as far as it can be read (still)."""
    return Cell.of(happened_words(trigger.happened, trigger.course, desk.wording)) if trigger else Cell("–")


def _rule(rule_id: str, rules: Rules, desk: Desk) -> Cell:
    rule = rules.get(rule_id)
    if rule is None:
        return Cell(desk.wording.text("page.desk.rule.gone"))
    return Cell.of(f"{rule.course} → {rule.achievement}")


def _lines(view: EventViewAnswer, desk: Desk) -> Iterator[Line]:
    text, moment = desk.wording.text, desk.wording.moment
    yield Line(text("page.desk.column.happened"), (_happened(view.trigger, desk),))
    yield Line(text("page.desk.column.system"), (Cell.of(view.integration, "/admin/inbox/integrations"),))
    yield Line(text("page.desk.line.received"), (Cell(moment(view.received_at)),))
    if view.finished_at:
        yield Line(text("page.desk.line.finished"), (Cell(moment(view.finished_at)),))
    yield Line(text("page.desk.line.attempts"), (Cell(text("page.desk.attempts", attempts=str(view.attempts), replays=str(view.replays))),))
    yield from _read(view.trigger, desk)
    if view.rule:
        rules = _rules(desk)
        rule = rules.get(view.rule)
        conditions = (Cell.of(condition_words(rule, desk.wording)),) if rule else ()
        yield Line(text("page.desk.column.rule"), (_rule(view.rule, rules, desk), *conditions))
    if view.credential:
        yield Line(text("page.desk.column.credential"), (Cell(text("page.desk.open"), f"/admin/credentials/{view.credential}"),))
    yield Line(text("page.desk.line.number"), (Cell(view.id),))


def _read(trigger: TriggerAnswer | None, desk: Desk) -> Iterator[Line]:
    """Yield what was read in the event, without the words that name anybody."""
    if trigger is None:
        return
    text = desk.wording.text
    said = learner_words(trigger.learner, desk.wording)
    yield Line(text("page.desk.line.learner"), (Cell(said or text("page.desk.nothing")),))
    results = {"page.desk.line.result": trigger.status, "page.desk.line.score": trigger.score}
    for label, value in results.items():
        if value is not None:
            yield Line(text(label), (Cell.of(str(value)),))
    if trigger.moment:
        yield Line(text("page.desk.line.happened"), (Cell(desk.wording.moment(trigger.moment)),))
