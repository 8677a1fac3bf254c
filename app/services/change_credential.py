"""Revokes, suspends and reinstates credentials: state, status bit, history, audit event and what follows, in one transaction.

What is already so stays so: asking for it again changes nothing and is answered alike. Two at once never lose an update: each
decides on the row that it has locked. Revoking is final. Reasons are public codes; notes lie in the learner's box.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.adapters.database import awards, changes, credentials, outbox, recipients, status_lists
from app.adapters.database.credentials import NEVER_GIVEN_OUT
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.errors import Conflict, NotFound, NotPermitted, PreconditionFailed
from app.model.access import Actor
from app.model.award import AwardState
from app.model.events import OutboxRow, StatusEvent
from app.model.lifecycle import Change, CredentialChange, Reason
from app.model.record import Credential, CredentialRow, CredentialState
from app.services.audited import Deed, write_down
from app.services.installation import Installation
from app.services.person_key import PersonKey, person_key_of


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """Who wants to change which credential, and why. `if_match`: the revision that they saw; None: whatever it is now."""

    actor: Actor
    credential_id: str
    reason: Reason
    note: str | None = None
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class _Move:
    """From which states a change leads to which, and whether it sets the bit of the status list."""

    sources: frozenset[CredentialState]
    target: CredentialState
    sets_bit: bool = False


_MOVES: Mapping[Change, _Move] = MappingProxyType(
    {
        Change.REVOKED: _Move(frozenset({CredentialState.ISSUED, CredentialState.SUSPENDED}), CredentialState.REVOKED, sets_bit=True),
        Change.SUSPENDED: _Move(frozenset({CredentialState.ISSUED}), CredentialState.SUSPENDED),
        Change.REINSTATED: _Move(frozenset({CredentialState.SUSPENDED}), CredentialState.ISSUED),
    }
)


def revoke(installation: Installation, order: ChangeOrder) -> Credential:
    """Return the credential, revoked for ever: the public list says so soon.

    Raises NotFound, NotPermitted, PreconditionFailed; Conflict where it was revoked for another reason, or replaced.
    """
    return installation.database.write(lambda session: change_in(session, installation, order, Change.REVOKED))


def suspend(installation: Installation, order: ChangeOrder) -> Credential:
    """Return the credential, suspended until it is reinstated: our verifier and pages say so, no list does. Raises as `revoke`."""
    return installation.database.write(lambda session: change_in(session, installation, order, Change.SUSPENDED))


def reinstate(installation: Installation, order: ChangeOrder) -> Credential:
    """Return the credential, no longer suspended. Raises as `revoke`."""
    return installation.database.write(lambda session: change_in(session, installation, order, Change.REINSTATED))


def change_in(session: Session, installation: Installation, order: ChangeOrder, change: Change) -> Credential:
    """Return the credential as it is after the change, within the caller's transaction."""
    row = locked_for(session, order.actor, order.credential_id, order.if_match)
    if not _already(row, order, change):
        move_in(session, installation, order, row, change)
    credential = credentials.full(session, row.tenant_id, row.id)
    if credential is None:
        raise NotFound("There is no credential of that id.")
    return credential


def revoke_in(session: Session, installation: Installation, order: ChangeOrder, row: CredentialRow) -> CredentialRow:
    """Return the row after its revocation, within the caller's transaction; `row` was locked there. Raises Conflict where it ended."""
    return move_in(session, installation, order, row, Change.REVOKED)


def locked_for(session: Session, actor: Actor, credential_id: str, if_match: int | None) -> CredentialRow:
    """Return the credential that the actor may change, locked; it has the revision that they saw.

    Raises NotFound, NotPermitted for one of another mode than the actor's, PreconditionFailed.
    """
    credentials.locked(session, actor.tenant_id, credential_id)
    return permitted(session, actor, credential_id, if_match).row


def permitted(session: Session, actor: Actor, credential_id: str, if_match: int | None) -> Credential:
    """Return the credential that the actor may change, as it is now: it has the revision that they saw. Raises as `locked_for`."""
    credential = credentials.full(session, actor.tenant_id, credential_id)
    if credential is None or credential.row.state in NEVER_GIVEN_OUT:
        raise NotFound("There is no credential of that id.")
    row, mode = credential.row, credential.identity.profile.mode
    if actor.mode not in {None, mode}:
        raise NotPermitted(f"This key is for {actor.mode} credentials; this is a {mode} one.")
    if if_match not in {None, row.revision}:
        raise PreconditionFailed(f"The credential is {row.state} and at revision {row.revision} now, no longer at {if_match}.")
    return credential


def move_in(session: Session, installation: Installation, order: ChangeOrder, row: CredentialRow, change: Change) -> CredentialRow:
    """Return the row after the change: with its status event, history, audit event and what must follow. Raises Conflict."""
    move = _MOVES[change]
    if row.state not in move.sources:
        raise Conflict(f"The credential is {row.state}{_because(row)}: it cannot be {change} now.")
    moved = credentials.change(session, row, move.target, None if change is Change.REINSTATED else order.reason)
    if moved is None:
        raise Conflict("The credential changed in this very moment.")
    if move.sets_bit:
        set_bit(session, installation, row, order)
    if change is Change.REVOKED and order.reason is Reason.HOLDER_REJECTED:
        awards.set_state(session, row.tenant_id, row.award_id, AwardState.REJECTED)
    remember_change(session, installation, order, moved, change)
    return moved


def set_bit(session: Session, installation: Installation, row: CredentialRow, order: ChangeOrder) -> None:
    """Store that the credential's status bit is set: the next publication of its list says so."""
    event = StatusEvent(
        row.status_list_id, row.status_index, value=True, actor=order.actor.id, at=installation.clock(), reason=order.reason
    )
    status_lists.add_event(session, event)


def remember_change(session: Session, installation: Installation, order: ChangeOrder, moved: CredentialRow, change: Change) -> None:
    """Store a change that was made: history, audit event, and the effect that follows it."""
    moment = installation.clock()
    note = _person_of(session, installation, moved).close("note", order.note.encode()) if order.note else None
    entry = CredentialChange(
        id=new_id("chg", moment),
        tenant_id=moved.tenant_id,
        credential_id=moved.id,
        change=change,
        reason=order.reason,
        actor_kind=order.actor.kind,
        actor_id=order.actor.id,
        at=moment,
        revision=moved.revision,
        note_box=note,
    )
    changes.add(session, entry)
    write_down(session, order.actor, Deed(f"credential.{change}", "credential", moved.id), moment)
    outbox.add(session, changed_effect(moved, installation))


def changed_effect(row: CredentialRow, installation: Installation) -> OutboxRow:
    """Return what must follow a change, once for each revision: lists are published, whoever listens is told."""
    moment, kind = installation.clock(), "credential.changed"
    payload = {"credential": row.id, "list": row.status_list_id}
    return OutboxRow(new_id("out", moment), row.tenant_id, f"{kind}:{row.id}:{row.revision}", kind, payload, moment, moment)


def _already(row: CredentialRow, order: ChangeOrder, change: Change) -> bool:
    """Return whether what is asked for is so already, for the same reason."""
    return row.state is _MOVES[change].target and (change is Change.REINSTATED or row.reason == order.reason)


def _because(row: CredentialRow) -> str:
    return f" ({row.reason})" if row.reason else ""


def _person_of(session: Session, installation: Installation, row: CredentialRow) -> PersonKey:
    recipient = recipients.by_id(session, row.tenant_id, row.recipient_id)
    if recipient is None:
        raise NotFound("The learner of this credential is not there any more.")
    return person_key_of(installation.data_keys, recipient)
