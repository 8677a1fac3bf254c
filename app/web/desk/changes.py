"""Revoke, suspend, reinstate: a form that says plainly what it means, and the deed.

The form bears the revision that its reader saw. Where somebody was faster, the page comes again with the new state, and what was
typed is still there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from app.edge.forms import Sent
from app.edge.problems import status_of
from app.errors import CredentialServiceError, Malformed, NotFound, PreconditionFailed
from app.model.lifecycle import Reason
from app.model.record import Credential, CredentialState
from app.schemas.lifecycle_bodies import MAX_NOTE, ChangeBody
from app.schemas.requests import read_body
from app.services.change_credential import ChangeOrder, reinstate, revoke, suspend
from app.services.inspect_credential import Inspected, inspect_credential
from app.services.installation import Installation
from app.web.desk.access import ONE_CREDENTIAL, AtDesk, Desk
from app.web.desk.credential import heading_of, offered
from app.web.desk.frame import go_to, page_at_desk, trouble_of
from app.web.desk.words import reason_words

router: Final = APIRouter()

_DOUBTS: Final = (Reason.ISSUED_IN_ERROR, Reason.ACADEMIC_MISCONDUCT, Reason.HOLDER_REQUEST, Reason.KEY_COMPROMISE, Reason.OTHER)
_SETTLED: Final = (Reason.ISSUED_IN_ERROR, Reason.HOLDER_REQUEST, Reason.OTHER)
_MOST_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class ChangePage:
    """One change: the last part of its address, who carries it out, where it leads, for which reasons, in which words."""

    verb: str
    carry_out: Callable[[Installation, ChangeOrder], Credential]
    target: CredentialState
    reasons: tuple[Reason, ...]
    title: str
    meaning: str
    button: str


CHANGES: Final = (
    ChangePage(
        "revoke",
        revoke,
        CredentialState.REVOKED,
        tuple(Reason),
        "page.desk.revoke.title",
        "page.desk.revoke.meaning",
        "page.desk.revoke.button",
    ),
    ChangePage(
        "suspend",
        suspend,
        CredentialState.SUSPENDED,
        _DOUBTS,
        "page.desk.suspend.title",
        "page.desk.suspend.meaning",
        "page.desk.suspend.button",
    ),
    ChangePage(
        "reinstate",
        reinstate,
        CredentialState.ISSUED,
        _SETTLED,
        "page.desk.reinstate.title",
        "page.desk.reinstate.meaning",
        "page.desk.reinstate.button",
    ),
)


def revision_of(sent: Sent) -> int:
    """Return the revision of the credential that the form's reader saw, or raise Malformed."""
    text = sent.get("revision", "")
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise Malformed("The form does not say which state of the credential it is about.")
    return int(text)


def _add(change: ChangePage) -> None:
    address = f"{ONE_CREDENTIAL}/{change.verb}"

    @router.get(address)
    def ask(credential_id: str, desk: AtDesk) -> Response:
        inspected = inspect_credential(desk.installation, desk.tenant_id, credential_id)
        return _page(desk, change, inspected)

    @router.post(address)
    def carry_out(credential_id: str, desk: AtDesk) -> Response:
        try:
            change.carry_out(desk.installation, _order(desk, credential_id))
        except NotFound:
            raise
        except CredentialServiceError as error:
            inspected = inspect_credential(desk.installation, desk.tenant_id, credential_id)
            if not (isinstance(error, PreconditionFailed) and _done_by_this_person(desk, change, inspected)):
                return _page(desk, change, inspected, error)
        return go_to(f"/admin/credentials/{credential_id}?done={change.verb}")


for _change in CHANGES:
    _add(_change)


def _order(desk: Desk, credential_id: str) -> ChangeOrder:
    """Return what the form asks for, or raise SchemaViolation or Malformed."""
    given = {"reason": desk.sent.get("reason", ""), "note": desk.sent.get("note", "").strip() or None}
    body = read_body(ChangeBody, orjson.dumps(given))
    return ChangeOrder(desk.actor, credential_id, body.reason, body.note, revision_of(desk.sent))


def _done_by_this_person(desk: Desk, change: ChangePage, inspected: Inspected) -> bool:
    """Return whether the form was sent twice: its first copy did what the second one asks for."""
    row = inspected.credential.row
    changes = [entry for entry in inspected.history if entry.reason]
    asked = (desk.actor.id, desk.sent.get("reason"), desk.sent.get("note", "").strip())
    mine = bool(changes) and (changes[-1].actor_id, changes[-1].reason, changes[-1].note or "") == asked
    return mine and row.state is change.target and row.revision == revision_of(desk.sent) + 1


def _page(desk: Desk, change: ChangePage, inspected: Inspected, error: CredentialServiceError | None = None) -> Response:
    typed: Mapping[str, str] = desk.sent
    words = desk.wording
    return page_at_desk(
        desk,
        "change.html",
        status_of(error) if error else 200,
        heading=heading_of(inspected, desk),
        offered=offered(inspected, desk, change.verb),
        problem=trouble_of(error, words) if error else None,
        title=words.text(change.title),
        meaning=words.text(change.meaning),
        button=words.text(change.button),
        verb=change.verb,
        reasons=[(reason.value, reason_words(reason, words)) for reason in change.reasons],
        reason=typed.get("reason", ""),
        note=typed.get("note", ""),
        most=MAX_NOTE,
    )
