"""The desk's first page: find credentials by learner, achievement, state and date."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import Response

from app.errors import SchemaViolation
from app.model.award import Recipient
from app.model.language import in_language
from app.model.record import AchievementRecord, Credential
from app.services.list_published import published_achievements
from app.services.name_learners import learners_named
from app.services.read_credentials import Filters, Found, find_credentials
from app.web.desk.access import AtDesk, Desk
from app.web.desk.days import A_DAY, start_of
from app.web.desk.frame import page_at_desk, trouble_of
from app.web.desk.table import Cell, Table
from app.web.desk.words import STATES, state_cell
from app.web.shown import cleaned

router: Final = APIRouter()

FIELDS: Final = ("q", "achievement", "state", "since", "until")
SHOWN: Final = 25
_COLUMNS: Final = ("page.desk.column.learner", "page.desk.column.achievement", "page.desk.column.state", "page.desk.column.awarded")


@router.get("/admin")
def search(request: Request, desk: AtDesk) -> Response:
    """Return the form and what it finds: without a word in it, the latest credentials."""
    asked = {name: request.query_params.get(name, "").strip()[:1000] for name in FIELDS}
    try:
        filters = _filters(asked, request.query_params.get("after", ""))
    except SchemaViolation as error:
        return _page(desk, asked, Found(), status=422, problem=trouble_of(error, desk.wording))
    return _page(desk, asked, find_credentials(desk.installation, desk.tenant_id, filters))


def _page(desk: Desk, asked: Mapping[str, str], found: Found, status: int = 200, **facts: Any) -> Response:
    query = {name: value for name, value in asked.items() if value}
    shown = {
        "asked": asked,
        "searching": bool(query),
        "achievements": [_option(record, desk.wording.language) for record in published_achievements(desk.installation, desk.tenant_id)],
        "states": [(state.value, desk.wording.text(words)) for state, words in STATES.items()],
        "table_of_found": Table(tuple(map(desk.wording.text, _COLUMNS)), tuple(_lines(desk, found))),
        "next_url": f"/admin?{urlencode({**query, 'after': found.next})}" if found.next else None,
    }
    return page_at_desk(desk, "search.html", status, **{"problem": None, **shown, **facts})


def _filters(asked: Mapping[str, str], after: str) -> Filters:
    """Return what the form asks for, or raise SchemaViolation."""
    given = {name: asked[name] or None for name in ("q", "achievement", "state")}
    try:
        moments = {"issued_after": start_of(asked["since"]), "issued_before": start_of(asked["until"], A_DAY)}
        return Filters.model_validate({**given, **moments, "after": after or None, "limit": SHOWN})
    except (ValidationError, ValueError, OverflowError) as error:
        raise SchemaViolation("Expected a state of the list, days such as 2026-01-31, and at most 200 characters of a name.") from error


def _option(record: AchievementRecord, language: str) -> tuple[str, str]:
    return record.achievement.slug, cleaned(in_language(record.achievement.title, language))


def _lines(desk: Desk, found: Found) -> Iterator[tuple[Cell, ...]]:
    named = learners_named(desk.installation, desk.tenant_id, {each.row.recipient_id for each in found.credentials})
    moment = desk.installation.clock()
    for credential in found.credentials:
        title = in_language(credential.achievement.achievement.title, desk.wording.language)
        yield (
            learner_cell(desk, credential, named.get(credential.row.recipient_id)),
            Cell.of(title),
            state_cell(credential, moment, desk.wording),
            Cell(desk.wording.date(credential.award.awarded_at)),
        )


def learner_cell(desk: Desk, credential: Credential, learner: Recipient | None) -> Cell:
    """Return who a credential is about, leading to its page; a person who was erased is not named any more."""
    href = f"/admin/credentials/{credential.row.id}"
    return Cell.of(learner.name, href) if learner else Cell(desk.wording.text("page.desk.erased"), href)
