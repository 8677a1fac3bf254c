"""Intents to sign: written before the key is touched, finished once."""

from datetime import datetime

from sqlalchemy import insert, literal, select, update

from app.adapters.database.records import all_records, changed, columns_of, record, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import intent as table
from app.model.record import Intent, IntentState

_INTENTS = select(*columns_of(table, Intent))
_RESERVED = table.c.state == literal(IntentState.RESERVED, table.c.state.type, literal_execute=True)
"""Written out in the statement, so that the index of open intents serves it."""


def add(session: Session, row: Intent) -> None:
    """Store an intent. Raises Conflict when the same file is already about to be signed."""
    write(session, insert(table).values(**values_of(row)))


def finish(session: Session, intent_id: str, state: IntentState, moment: datetime) -> bool:
    """Move an open intent to that state; return whether it was open. Of any number that try, one succeeds.

    What was to be signed is not kept: its digest is, and the signed file has it whole.
    """
    mine = update(table).where(table.c.id == intent_id, table.c.state == IntentState.RESERVED)
    return changed(session, mine.values(state=state, finished_at=moment, unsigned_box=b"")) == 1


def open_before(session: Session, moment: datetime) -> tuple[Intent, ...]:
    """Return every open intent, of all tenants, that was written at that moment or before it: the oldest first."""
    return all_records(session, Intent, _INTENTS.where(_RESERVED, table.c.created_at <= moment).order_by(table.c.created_at, table.c.id))


def open_under(session: Session, tenant_id: str, key_id: str) -> tuple[Intent, ...]:
    """Return the tenant's open intents that name that key, the oldest first."""
    mine = _INTENTS.where(_RESERVED, table.c.tenant_id == tenant_id, table.c.key_id == key_id)
    return all_records(session, Intent, mine.order_by(table.c.created_at, table.c.id))


def by_credential(session: Session, tenant_id: str, credential_id: str) -> Intent | None:
    """Return the intent with which the credential is issued: its first one. Later ones are for further files of it."""
    mine = _INTENTS.where(table.c.tenant_id == tenant_id, table.c.credential_id == credential_id)
    return record(session, Intent, mine.order_by(table.c.created_at, table.c.id).limit(1))


def by_representation(session: Session, tenant_id: str, representation_id: str) -> Intent | None:
    """Return the latest intent for that file."""
    mine = _INTENTS.where(table.c.tenant_id == tenant_id, table.c.representation_id == representation_id)
    return record(session, Intent, mine.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(1))
