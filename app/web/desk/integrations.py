"""Learning systems that may report, and their rules, at the desk: to be read. They are made and changed by API and command line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from app.model.inbox import Integration, IssuingRule
from app.services.integrations import integrations_of
from app.services.issuing_rules import rules_of
from app.web.desk.access import AtDesk, Desk
from app.web.desk.frame import page_at_desk
from app.web.desk.inbox_words import condition_words, course_words
from app.web.desk.table import Cell, Line, Table
from app.web.shown import cleaned

router: Final = APIRouter()

_COLUMNS: Final = ("page.desk.column.course", "page.desk.column.achievement", "page.desk.column.condition")


@dataclass(frozen=True, slots=True)
class System:
    """One learning system on the page."""

    slug: str
    state: Cell
    lines: tuple[Line, ...]
    rules: Table


@router.get("/admin/inbox/integrations")
def integrations(desk: AtDesk) -> Response:
    """Return the tenant's learning systems with their rules."""
    rules = rules_of(desk.installation, desk.actor)
    systems = tuple(_system(each, rules, desk) for each in integrations_of(desk.installation, desk.actor))
    return page_at_desk(desk, "integrations.html", systems=systems)


def _system(row: Integration, rules: tuple[IssuingRule, ...], desk: Desk) -> System:
    wording = desk.wording
    ended = row.disabled_at is not None
    state = Cell(wording.text("page.desk.system.ended" if ended else "page.desk.system.open"), tone="ended" if ended else "active")
    mine = (rule for rule in rules if rule.integration_id == row.id)
    lines = tuple(
        (Cell.of(course_words(rule, wording)), Cell.of(rule.achievement), Cell.of(condition_words(rule, wording))) for rule in mine
    )
    return System(cleaned(row.slug), state, tuple(_lines(row, desk)), Table(tuple(map(wording.text, _COLUMNS)), lines))


def _lines(row: Integration, desk: Desk) -> Iterator[Line]:
    text, date = desk.wording.text, desk.wording.date
    yield Line(text("page.desk.line.kind"), (Cell.of(row.kind),))
    yield Line(text("page.desk.line.address"), (Cell.of(f"{desk.installation.public_url}/v1/inbox/{row.slug}"),))
    yield Line(text("page.desk.line.client"), (Cell(row.client_id, f"/admin/clients/{row.client_id}"),))
    if row.peer_url:
        yield Line(text("page.desk.line.call-back"), (Cell.of(row.peer_url),))
    yield Line(text("page.desk.line.made"), (Cell(date(row.created_at)),))
    if row.disabled_at:
        yield Line(text("page.desk.line.ended"), (Cell(date(row.disabled_at)),))
