"""What must go from every table when a learner is erased, beside the learner's own row. What stays: ids, hashes, slots, bits, dates."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, func, or_, select, update

from app.adapters.database.records import all_records, changed, columns_of, first, rows
from app.adapters.database.session import Session
from app.adapters.database.tables import (
    award,
    credential,
    credential_change,
    idempotency,
    inbox_event,
    intent,
    issuer_identity,
    recipient_identifier,
    representation,
)
from app.errors import Erased
from app.model.inbox import OPEN_STATES, EventState, InboxEvent
from app.model.issuer import Mode
from app.model.record import Intent, IntentState

GONE_STATUS = 410
"""What a request under an Idempotency-Key came to, once its learner was erased."""


def modes_of(session: Session, tenant_id: str, recipient_id: str) -> frozenset[Mode]:
    """Return the modes of the learner's credentials."""
    mine = select(issuer_identity.c.mode).join_from(credential, issuer_identity).where(*_mine(credential, tenant_id, recipient_id))
    return frozenset(row["mode"] for row in rows(session, mine.distinct()))


def hold(session: Session, tenant_id: str, recipient_id: str) -> None:
    """Return when nobody else changes anything of the learner's: intents, then credentials, in the order in which issuing takes them."""
    ids = _credential_ids(tenant_id, recipient_id)
    for mine in (
        select(intent.c.id).where(intent.c.tenant_id == tenant_id, intent.c.credential_id.in_(ids), _OPEN).order_by(intent.c.id),
        select(credential.c.id).where(*_mine(credential, tenant_id, recipient_id)).order_by(credential.c.id),
    ):
        rows(session, mine.with_for_update(key_share=True))


def open_intents(session: Session, tenant_id: str, recipient_id: str) -> tuple[Intent, ...]:
    """Return what is about to be signed for the learner."""
    ids = _credential_ids(tenant_id, recipient_id)
    mine = select(*columns_of(intent, Intent)).where(intent.c.tenant_id == tenant_id, intent.c.credential_id.in_(ids), _OPEN)
    return all_records(session, Intent, mine.order_by(intent.c.id))


def natural_keys(session: Session, tenant_id: str, recipient_id: str) -> dict[str, str]:
    """Return the natural keys of the learner's awards, by the award's id."""
    found = rows(session, select(award.c.id, award.c.natural_key_digest).where(*_mine(award, tenant_id, recipient_id)))
    return {row["id"]: row["natural_key_digest"] for row in found if row["natural_key_digest"] is not None}


def keep_natural_key(session: Session, tenant_id: str, award_id: str, digest: str) -> None:
    """Store the natural key of a voided award all the same: it is never to be asked for again."""
    mine = update(award).where(award.c.tenant_id == tenant_id, award.c.id == award_id, award.c.natural_key_digest.is_(None))
    changed(session, mine.values(natural_key_digest=digest))


def empty_boxes(session: Session, tenant_id: str, recipient_id: str) -> None:
    """Destroy every box of the learner's, the references of other systems, and the answers that were kept for replays.

    The Idempotency-Keys stay used: a request that is repeated must not make the learner anew.
    """
    ids = _credential_ids(tenant_id, recipient_id)
    of_credential: dict[Table, dict[str, Any]] = {
        intent: {"unsigned_box": b""},
        representation: {"body_box": None},
        credential_change: {"note_box": None, "authority_box": None},
        idempotency: {"status": GONE_STATUS, "response_box": None, "request_sha256": ""},
    }
    for table, values in of_credential.items():
        changed(session, update(table).where(table.c.tenant_id == tenant_id, table.c.credential_id.in_(ids)).values(**values))
    changed(session, update(credential).where(*_mine(credential, tenant_id, recipient_id)).values(snapshot_box=None))
    changed(session, update(award).where(*_mine(award, tenant_id, recipient_id)).values(snapshot_box=b"", source_ref=None))


def events_about(session: Session, tenant_id: str, recipient_id: str) -> tuple[InboxEvent, ...]:
    """Return what learning systems reported of the learner, also where it never found its recipient: the oldest first."""
    mine = select(*columns_of(inbox_event, InboxEvent)).where(inbox_event.c.tenant_id == tenant_id, _about(tenant_id, recipient_id))
    return all_records(session, InboxEvent, mine.order_by(inbox_event.c.id))


def event_ids_about(session: Session, tenant_id: str, recipient_id: str) -> tuple[str, ...]:
    """Return the ids of what learning systems reported of the learner."""
    mine = select(inbox_event.c.id).where(inbox_event.c.tenant_id == tenant_id, _about(tenant_id, recipient_id))
    return tuple(row["id"] for row in rows(session, mine.order_by(inbox_event.c.id)))


def forget_events(session: Session, tenant_id: str, event_ids: Collection[str], moment: datetime) -> None:
    """Destroy what learning systems reported; what was still to be done about it is not done."""
    mine = update(inbox_event).where(inbox_event.c.tenant_id == tenant_id, inbox_event.c.id.in_(event_ids))
    ended = {"state": EventState.REFUSED, "trouble": Erased.code, "finished_at": moment}
    changed(session, mine.where(inbox_event.c.state.in_(OPEN_STATES)).values(**ended))
    changed(session, mine.values(payload_box=None, wrapped_key=None, subject_digest=None))


def credential_count(session: Session, tenant_id: str, recipient_id: str) -> int:
    """Return how many credentials the learner was ever reserved."""
    found = first(session, select(func.count().label("amount")).select_from(credential).where(*_mine(credential, tenant_id, recipient_id)))
    return int(found["amount"]) if found else 0


_OPEN = intent.c.state == IntentState.RESERVED


def _mine(table: Table, tenant_id: str, recipient_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.tenant_id == tenant_id, table.c.recipient_id == recipient_id


def _about(tenant_id: str, recipient_id: str) -> ColumnElement[bool]:
    identifiers = recipient_identifier.c
    digests = select(identifiers.digest).where(identifiers.tenant_id == tenant_id, identifiers.recipient_id == recipient_id)
    return or_(inbox_event.c.recipient_id == recipient_id, inbox_event.c.subject_digest.in_(digests))


def _credential_ids(tenant_id: str, recipient_id: str) -> Any:
    return select(credential.c.id).where(*_mine(credential, tenant_id, recipient_id)).scalar_subquery()
