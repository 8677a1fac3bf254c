"""Correct or renew a credential: what is right, why, and on whose authority; a preview of old and new; then the deed.

The first form shows the preview, the second one carries it out. Sent twice, it issues once: the form bears the revision of the
credential that it replaces, and a credential has one successor.
"""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from app.edge.problems import status_of
from app.errors import Conflict, CredentialServiceError, NotFound, PreconditionFailed
from app.model.award import Award
from app.model.lifecycle import Change, ReissueReason
from app.schemas.lifecycle_bodies import MAX_NOTE
from app.services.inspect_credential import Inspected, inspect_credential
from app.services.reissue import ReissueOrder, preview_reissue, reissue
from app.web.desk.access import ONE_CREDENTIAL, AtDesk, Desk
from app.web.desk.changes import revision_of
from app.web.desk.correction import Correction, correction_of, read_correction, written_correction
from app.web.desk.credential import heading_of, offered, results_in_words
from app.web.desk.frame import go_to, page_at_desk, trouble_of
from app.web.desk.table import Cell, Table
from app.web.desk.words import RESULT_STATUSES, reason_words
from app.web.shown import cleaned
from app.wording import Wording

router: Final = APIRouter()

ISSUE: Final = "issue"
"""What the second form says; the first one says nothing."""

_COLUMNS: Final = ("page.desk.column.what", "page.desk.column.before", "page.desk.column.after")


@router.get(f"{ONE_CREDENTIAL}/reissue")
def ask(credential_id: str, desk: AtDesk) -> Response:
    """Return the form, with what the credential says now."""
    inspected = inspect_credential(desk.installation, desk.tenant_id, credential_id)
    return _form(desk, inspected, correction_of(inspected.award) if inspected.award else Correction())


@router.post(f"{ONE_CREDENTIAL}/reissue")
def correct(credential_id: str, desk: AtDesk) -> Response:
    """Return the preview, or carry it out and lead to the new credential; or the form again, with a sentence why not."""
    inspected = inspect_credential(desk.installation, desk.tenant_id, credential_id)
    typed = read_correction(desk.sent)
    try:
        order = _order(desk, inspected, typed)
        if desk.sent.get("step") == ISSUE:
            return go_to(f"/admin/credentials/{reissue(desk.installation, order).credential_id}?done=reissue")
        before, after = preview_reissue(desk.installation, order)
    except NotFound:
        raise
    except CredentialServiceError as error:
        return _refused(desk, credential_id, typed, error)
    return _preview(desk, inspected, typed, (before, after))


def _order(desk: Desk, inspected: Inspected, typed: Correction) -> ReissueOrder:
    """Return what the form asks for, or raise SchemaViolation, Malformed, PreconditionFailed."""
    row, revision = inspected.credential.row, revision_of(desk.sent)
    body = written_correction(typed, inspected.award)
    if row.revision != revision:
        raise PreconditionFailed(f"The credential is {row.state} and at revision {row.revision} now, no longer at {revision}.")
    return ReissueOrder(desk.actor, row.id, body, if_match=revision)


def _refused(desk: Desk, credential_id: str, typed: Correction, error: CredentialServiceError) -> Response:
    """Return the form again; or, where its other copy did what it asks for, the way to what that one made."""
    inspected = inspect_credential(desk.installation, desk.tenant_id, credential_id)
    twins_id = _made_before(desk, inspected, typed) if isinstance(error, Conflict | PreconditionFailed) else None
    return go_to(f"/admin/credentials/{twins_id}?done=reissue") if twins_id else _form(desk, inspected, typed, error)


def _made_before(desk: Desk, inspected: Inspected, typed: Correction) -> str | None:
    """Return the id of the successor, where this person made it and it says what was typed."""
    successor_id = inspected.credential.successor_id
    if successor_id is None or desk.sent.get("step") != ISSUE:
        return None
    successor = inspect_credential(desk.installation, desk.tenant_id, successor_id)
    said = correction_of(successor.award) if successor.award else Correction()
    makers = {entry.actor_id for entry in successor.history if entry.change == Change.REISSUED}
    same = (said.name, said.email, said.results) == (typed.name, typed.email, typed.results)
    return successor_id if same and desk.actor.id in makers else None


def _form(desk: Desk, inspected: Inspected, typed: Correction, error: CredentialServiceError | None = None) -> Response:
    return page_at_desk(
        desk,
        "reissue.html",
        status_of(error) if error else 200,
        heading=heading_of(inspected, desk),
        offered=offered(inspected, desk, "reissue"),
        problem=trouble_of(error, desk.wording) if error else None,
        **_fields(desk, typed),
    )


def _preview(desk: Desk, inspected: Inspected, typed: Correction, awards: tuple[Award, Award]) -> Response:
    return page_at_desk(
        desk,
        "preview.html",
        heading=heading_of(inspected, desk),
        comparison=Table(tuple(map(desk.wording.text, _COLUMNS)), tuple(_compared(*awards, desk.wording))),
        reason_words=reason_words(typed.reason, desk.wording),
        problem=None,
        **_fields(desk, typed),
    )


def _fields(desk: Desk, typed: Correction) -> dict[str, Any]:
    return {
        "typed": typed,
        "reasons": [(reason.value, reason_words(reason, desk.wording)) for reason in ReissueReason],
        "statuses": [(status.value, desk.wording.text(words)) for status, words in RESULT_STATUSES.items()],
        "most": MAX_NOTE,
    }


def _compared(before: Award, after: Award, wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """Yield a line for everything that a reissue can change: what it is, old, new; what differs is marked."""
    old, new = _told(before, wording), _told(after, wording)
    for label, told in old.items():
        differs = "changed" if told != new[label] else None
        yield Cell(wording.text(label)), Cell(told, foreign=True), Cell(new[label], tone=differs, foreign=True)


def _told(award: Award, wording: Wording) -> dict[str, str]:
    nothing = wording.text("page.desk.nothing")
    results = "; ".join(cell.text for cell in results_in_words(award.results, wording))
    return {
        "page.desk.line.learner": cleaned(award.recipient.name),
        "page.desk.line.email": cleaned(award.recipient.email or nothing),
        "page.desk.line.results": results or nothing,
        "page.desk.line.awarded": wording.date(award.awarded_at),
        "page.desk.line.valid-from": wording.date(award.valid_from),
        "page.desk.line.valid-until": wording.date(award.valid_until) if award.valid_until else wording.text("page.desk.no-end"),
    }
