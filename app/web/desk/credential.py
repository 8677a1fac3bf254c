"""One credential at the desk: what it says, where it stands, what became of it, and what can be done with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from app.model.award import AwardResult
from app.model.language import in_language
from app.model.record import CredentialState
from app.services.history import HistoryEntry
from app.services.inspect_credential import Inspected, inspect_credential
from app.services.links import achievement_url
from app.web.desk.access import ONE_CREDENTIAL, AtDesk, Desk
from app.web.desk.frame import page_at_desk
from app.web.desk.table import Cell, Line, Table
from app.web.desk.words import MODES, RESULT_STATUSES, actor_cell, deed_words, reason_words, state_cell
from app.wording import Wording

router: Final = APIRouter()

_COLUMNS: Final = ("page.desk.column.when", "page.desk.column.what", "page.desk.column.who", "page.desk.column.why")
_DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "revoke": "page.desk.done.revoke",
        "suspend": "page.desk.done.suspend",
        "reinstate": "page.desk.done.reinstate",
        "reissue": "page.desk.done.reissue",
    }
)
"""What was just done, as the address says it; whatever else stands there says nothing."""

_ACTIONS: Final = (
    ("reissue", "page.desk.action.reissue", frozenset({CredentialState.ISSUED, CredentialState.REVOKED})),
    ("suspend", "page.desk.action.suspend", frozenset({CredentialState.ISSUED})),
    ("reinstate", "page.desk.action.reinstate", frozenset({CredentialState.SUSPENDED})),
    ("revoke", "page.desk.action.revoke", frozenset({CredentialState.ISSUED, CredentialState.SUSPENDED})),
)
"""What can be done: the last part of its address, its words, and the states from which it is offered. The service decides anew."""


_LINKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "public": "page.desk.link.public",
        "ob3_jsonld": "page.desk.link.json",
        "ob3_jwt": "page.desk.link.jwt",
        "edc": "page.desk.link.edc",
        "pdf": "page.desk.link.pdf",
        "png": "page.desk.link.png",
        "svg": "page.desk.link.svg",
    }
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above every page about one credential."""

    learner: Cell
    achievement: Cell
    state: Cell
    path: str
    revision: int


@router.get(ONE_CREDENTIAL)
def credential(credential_id: str, desk: AtDesk, done: str = "") -> Response:
    """Return everything about one credential."""
    inspected = inspect_credential(desk.installation, desk.tenant_id, credential_id)
    return page_at_desk(
        desk,
        "credential.html",
        heading=heading_of(inspected, desk),
        done=desk.wording.text(_DONE[done]) if done in _DONE else None,
        actions=tuple(_actions(inspected, desk)),
        lines=tuple(_lines(inspected, desk)),
        history=Table(tuple(map(desk.wording.text, _COLUMNS)), tuple(_deed(entry, inspected, desk) for entry in inspected.history)),
    )


def heading_of(inspected: Inspected, desk: Desk) -> Heading:
    """Return what stands above every page about this credential."""
    credential = inspected.credential
    return Heading(
        Cell.of(inspected.award.recipient.name) if inspected.award else Cell(desk.wording.text("page.desk.erased")),
        Cell.of(in_language(credential.achievement.achievement.title, desk.wording.language)),
        state_cell(credential, desk.installation.clock(), desk.wording),
        f"/admin/credentials/{credential.row.id}",
        credential.row.revision,
    )


def offered(inspected: Inspected, desk: Desk, verb: str) -> bool:
    """Return whether that can be done with the credential as it is, by this person."""
    row = inspected.credential.row
    states = next(states for name, _, states in _ACTIONS if name == verb)
    replaceable = verb != "reissue" or (inspected.award is not None and inspected.credential.successor_id is None)
    return row.state in states and replaceable and desk.may(f"POST {ONE_CREDENTIAL}/{verb}")


def results_in_words(results: tuple[AwardResult, ...], wording: Wording) -> tuple[Cell, ...]:
    """Return each result as a cell."""
    return tuple(Cell.of(" · ".join(_parts(result, wording))) for result in results)


def _parts(result: AwardResult, wording: Wording) -> Iterator[str]:
    status = wording.text(RESULT_STATUSES[result.status]) if result.status else None
    yield from filter(None, (result.name, result.value, status))
    if result.achieved_at:
        yield wording.date(result.achieved_at)


def _actions(inspected: Inspected, desk: Desk) -> Iterator[Cell]:
    path = f"/admin/credentials/{inspected.credential.row.id}"
    for verb, words, _ in _ACTIONS:
        if offered(inspected, desk, verb):
            yield Cell(desk.wording.text(words), f"{path}/{verb}", tone=verb)


def _lines(inspected: Inspected, desk: Desk) -> Iterator[Line]:
    row, wording = inspected.credential.row, desk.wording
    yield from _of_learner(inspected, wording)
    yield from _of_award(inspected, desk)
    moments: dict[str, datetime | None] = {
        "page.desk.line.awarded": inspected.credential.award.awarded_at,
        "page.desk.line.issued": row.issued_at,
        "page.desk.line.valid-from": row.valid_from,
        "page.desk.line.valid-until": row.valid_until,
    }
    for label, moment in moments.items():
        if moment:
            yield Line(wording.text(label), (Cell(wording.date(moment)),))
    neighbours = {"page.desk.line.replaces": row.replaces_id, "page.desk.line.replaced-by": inspected.credential.successor_id}
    for label, other in neighbours.items():
        if other:
            yield Line(wording.text(label), (Cell(other, f"/admin/credentials/{other}"),))
    yield from _links(inspected, wording)
    yield Line(wording.text("page.desk.line.number"), (Cell(row.id),))
    yield Line(wording.text("page.desk.line.learner-number"), (Cell(row.recipient_id),))


def _of_learner(inspected: Inspected, wording: Wording) -> Iterator[Line]:
    award = inspected.award
    if award is None:
        yield Line(wording.text("page.desk.line.learner"), (Cell(wording.text("page.desk.erased.says")),))
        return
    known = {"page.desk.line.email": award.recipient.email, "page.desk.line.external-id": award.recipient.external_id}
    for label, text in known.items():
        if text:
            yield Line(wording.text(label), (Cell.of(text),))
    if award.results:
        yield Line(wording.text("page.desk.line.results"), results_in_words(award.results, wording))


def _of_award(inspected: Inspected, desk: Desk) -> Iterator[Line]:
    wording, record, profile = desk.wording, inspected.credential.achievement, inspected.credential.identity.profile
    version = record.achievement.version
    address = achievement_url("", record.achievement.slug, version)
    title = in_language(record.achievement.title, wording.language)
    yield Line(wording.text("page.desk.line.achievement"), (Cell.of(f"{title} (v{version})", address),))
    issuer = in_language(profile.organisation.legal_name, wording.language)
    yield Line(wording.text("page.desk.line.issuer"), (Cell.of(issuer), Cell(wording.text(MODES[profile.mode]))))
    if inspected.credential.award.source_ref:
        yield Line(wording.text("page.desk.line.source"), (Cell.of(inspected.credential.award.source_ref),))


def _links(inspected: Inspected, wording: Wording) -> Iterator[Line]:
    cells = tuple(Cell(wording.text(_LINKS[name]), url) for name, url in inspected.links.items() if name in _LINKS)
    if cells:
        yield Line(wording.text("page.desk.line.links"), cells)


def _deed(entry: HistoryEntry, inspected: Inspected, desk: Desk) -> tuple[Cell, ...]:
    wording = desk.wording
    name = inspected.names.get((entry.actor_kind, entry.actor_id))
    asides = {"page.desk.note.aside": entry.note, "page.desk.authority.aside": entry.authority}
    said = tuple(wording.text(label, text=text) for label, text in asides.items() if text)
    return (
        Cell(wording.moment(entry.at)),
        Cell(deed_words(entry.change, wording)),
        actor_cell(entry.actor_kind, name, wording),
        Cell(reason_words(entry.reason, wording) if entry.reason else "–", asides=said),
    )
