"""Erases a person: their key is destroyed, and with it everything that could name them, in one transaction.

What stays says nothing about anybody: ids, dates, hashes, the status slot and its bit. So a revoked credential stays revoked, and the
file that the learner kept verifies as before. The journal knows of it, so that no backup brings anybody back. Decisions: 0018, 0021.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.adapters.database import erasure, recipients
from app.adapters.database.session import Session
from app.errors import NotFound, NotPermitted
from app.model.access import Actor
from app.model.journal import JournaledErasure
from app.model.record import RecipientRow
from app.services.audited import Deed, write_down
from app.services.complete import void
from app.services.installation import Installation


class ErasureReason(StrEnum):
    """Why a person was erased: a code, for a sentence could name them."""

    HOLDER_REQUEST = "holder_request"
    RETENTION_ENDED = "retention_ended"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ErasureOrder:
    """Who wants which person erased, and why."""

    actor: Actor
    recipient_id: str
    reason: ErasureReason = ErasureReason.HOLDER_REQUEST


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person who was erased, and when; `credentials` of theirs stay in the register, without a name."""

    recipient_id: str
    erased_at: datetime
    credentials: int


def erase_recipient(installation: Installation, order: ErasureOrder) -> Erasure:
    """Return when the person was erased: now, or at an earlier call.

    Raises NotFound; NotPermitted where the person has credentials of another mode than the actor's; StorageUnavailable.
    """
    erased = installation.database.write(lambda session: _erase(session, installation, order))
    shed_log(installation)
    return erased


def shed_log(installation: Installation) -> bool:
    """Return whether nothing that was deleted stands in SQLite's log any more; the timer asks again, for whom a reader hindered."""
    return installation.database.shed_log()


def _erase(session: Session, installation: Installation, order: ErasureOrder) -> Erasure:
    tenant_id = order.actor.tenant_id
    erasure.hold(session, tenant_id, order.recipient_id)
    row = locked_recipient(session, order.actor, order.recipient_id)
    moment = row.erased_at
    if moment is None:
        moment = installation.clock()
        events = forget(session, installation, row, moment)
        write_down(session, order.actor, Deed(f"recipient.erased:{order.reason}", "recipient", row.id), moment)
        installation.journal.append(JournaledErasure(tenant_id, row.id, moment, events))
    return Erasure(row.id, moment, erasure.credential_count(session, tenant_id, row.id))


def locked_recipient(session: Session, actor: Actor, recipient_id: str) -> RecipientRow:
    """Return the person, locked, erased or not. Raises NotFound, NotPermitted."""
    row = recipients.locked(session, actor.tenant_id, recipient_id)
    if row is None:
        raise NotFound("There is no recipient of that id.")
    if actor.mode is not None and erasure.modes_of(session, actor.tenant_id, recipient_id) - {actor.mode}:
        raise NotPermitted(f"This key is for {actor.mode} credentials; this person has others too.")
    return row


def forget(session: Session, installation: Installation, row: RecipientRow, moment: datetime) -> tuple[str, ...]:
    """Destroy what names the person; return the ids of what learning systems had reported of them.

    A repeated request finds its award or its key used: it never makes the person anew.
    """
    events = erasure.event_ids_about(session, row.tenant_id, row.id)
    keys = erasure.natural_keys(session, row.tenant_id, row.id)
    waiting = erasure.open_intents(session, row.tenant_id, row.id)
    erasure.empty_boxes(session, row.tenant_id, row.id)
    erasure.forget_events(session, row.tenant_id, events, moment)
    for intent in waiting:
        void(session, installation, intent)
    for award_id, digest in keys.items():
        erasure.keep_natural_key(session, row.tenant_id, award_id, digest)
    recipients.erase(session, row.tenant_id, row.id, moment)
    return events
