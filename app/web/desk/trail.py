"""The audit trail at the desk: who did what to which thing, the newest first. Every name leads to more of the same."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from app.errors import SchemaViolation
from app.schemas.audit_answers import AuditEventAnswer, AuditPageAnswer
from app.services.name_actors import actors_named
from app.services.read_audit import AuditFilters, list_audit_events
from app.web.desk.access import AtDesk, Desk
from app.web.desk.days import A_DAY, start_of
from app.web.desk.frame import page_at_desk, trouble_of
from app.web.desk.table import Cell, Table
from app.web.desk.words import actor_cell

router: Final = APIRouter()

FIELDS: Final = ("object", "actor", "action", "since", "until")
_COLUMNS: Final = ("page.desk.column.when", "page.desk.column.who", "page.desk.column.what", "page.desk.column.thing")
_PAGES: Final[Mapping[str, str]] = {
    "credential": "/admin/credentials/",
    "inbox_event": "/admin/inbox/",
    "client": "/admin/clients/",
}
"""Things that have a page at the desk, whoever reads the trail."""


@router.get("/admin/audit")
def trail(request: Request, desk: AtDesk) -> Response:
    """Return the latest events, or those that are asked for."""
    asked = {name: request.query_params.get(name, "").strip()[:1000] for name in FIELDS}
    try:
        filters = _filters(asked, request.query_params.get("after", ""))
    except SchemaViolation as error:
        return _page(desk, asked, AuditPageAnswer(items=()), status=422, problem=trouble_of(error, desk.wording))
    return _page(desk, asked, list_audit_events(desk.installation, desk.tenant_id, filters))


def _filters(asked: Mapping[str, str], after: str) -> AuditFilters:
    """Return what the form asks for, or raise SchemaViolation."""
    given: dict[str, Any] = {name: asked[name] or None for name in ("object", "actor", "action")}
    try:
        moments = {"since": start_of(asked["since"]), "until": start_of(asked["until"], A_DAY)}
        return AuditFilters.model_validate({**given, **moments, "after": after or None})
    except (ValidationError, ValueError, OverflowError) as error:
        raise SchemaViolation("Expected days such as 2026-01-31, and at most 100 characters of an id or an action.") from error


def _page(desk: Desk, asked: Mapping[str, str], found: AuditPageAnswer, status: int = 200, problem: object = None) -> Response:
    query = {name: value for name, value in asked.items() if value}
    named = actors_named(desk.installation, desk.tenant_id, {(event.actor_kind, event.actor) for event in found.items})
    lines = tuple(_event(event, named.get((event.actor_kind, event.actor)), desk) for event in found.items)
    return page_at_desk(
        desk,
        "audit.html",
        status,
        asked=asked,
        searching=bool(query),
        problem=problem,
        events=Table(tuple(map(desk.wording.text, _COLUMNS)), lines),
        next_url=f"/admin/audit?{urlencode({**query, 'after': found.next})}" if found.next else None,
    )


def _event(event: AuditEventAnswer, name: str | None, desk: Desk) -> tuple[Cell, ...]:
    who = actor_cell(event.actor_kind, name, desk.wording)
    page = _PAGES.get(event.object_kind)
    more = f"/admin/audit?{urlencode({'object': event.object})}"
    return (
        Cell(desk.wording.moment(event.at)),
        Cell(who.text, f"/admin/audit?{urlencode({'actor': event.actor})}", asides=who.asides, foreign=who.foreign),
        Cell(event.action, f"/admin/audit?{urlencode({'action': event.action})}"),
        Cell(event.object, f"{page}{event.object}" if page else more, asides=(event.object_kind,)),
    )
