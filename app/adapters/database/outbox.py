"""Effects that must follow a commit: stored in its transaction, carried out afterwards, each once by its effect key.

Whoever takes an effect up has it until its lease ends: `due_at` moves there and `attempts` counts the taking, in one statement, so
that of two who reach for it one succeeds. A lease that runs out (its process died) makes the effect due again. What a late attempt
says of an effect that another one has by now is not stored.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update

from app.adapters.database.records import all_records, changed, columns_of, first, record, values_of
from app.adapters.database.session import Session
from app.adapters.database.tables import outbox as table
from app.adapters.database.upserts import insert_unless_there
from app.model.background import Backlog
from app.model.events import OutboxRow

_EFFECTS = select(*columns_of(table, OutboxRow))
_UNDONE = table.c.done_at.is_(None)


def add(session: Session, row: OutboxRow) -> bool:
    """Store an effect; return whether it is new. One with the same effect key is the same effect: it stays as it is."""
    return insert_unless_there(session, table, values_of(row) | {"payload": dict(row.payload)}, "effect_key")


def by_id(session: Session, row_id: str) -> OutboxRow | None:
    """Return an effect of any tenant, done or not."""
    return record(session, OutboxRow, _EFFECTS.where(table.c.id == row_id))


def due(session: Session, moment: datetime, limit: int, kinds: Collection[str] | None = None) -> tuple[OutboxRow, ...]:
    """Return the effects that are to be carried out at that moment, at most `limit`, the longest due first; of these kinds, or of all."""
    statement = _EFFECTS.where(_UNDONE, table.c.due_at <= moment)
    chosen = statement if kinds is None else statement.where(table.c.kind.in_(kinds))
    return all_records(session, OutboxRow, chosen.order_by(table.c.due_at, table.c.id).limit(limit))


def take(session: Session, row: OutboxRow, moment: datetime, until: datetime) -> bool:
    """Lease an effect that is due until then; return whether it was still to be had."""
    mine = update(table).where(table.c.id == row.id, _UNDONE, table.c.due_at <= moment, table.c.attempts == row.attempts)
    return changed(session, mine.values(due_at=until, attempts=row.attempts + 1)) == 1


def renew(session: Session, row_id: str, lease_end: datetime, until: datetime) -> bool:
    """Move the end of a lease; return whether it was still that one: neither run out and taken by others, nor concluded."""
    mine = update(table).where(table.c.id == row_id, _UNDONE, table.c.due_at == lease_end)
    return changed(session, mine.values(due_at=until)) == 1


def mark(session: Session, row_id: str, moment: datetime) -> bool:
    """Store that the effect took place, whoever carried it out; return whether nobody had stored that before."""
    mine = update(table).where(table.c.id == row_id, _UNDONE)
    return changed(session, mine.values(done_at=moment, trouble=None)) == 1


def postpone(session: Session, row: OutboxRow, trouble: str, due_at: datetime) -> bool:
    """Store the code of what hindered that attempt, and when to try again; return whether no other one has the effect by now."""
    mine = update(table).where(table.c.id == row.id, _UNDONE, table.c.attempts == row.attempts)
    return changed(session, mine.values(due_at=due_at, trouble=trouble)) == 1


def backlog(session: Session, moment: datetime) -> Backlog:
    """Return how much is still to take place at that moment."""
    is_due = table.c.due_at <= moment
    counts: list[ColumnElement[Any]] = [
        func.count().label("waiting"),
        func.count().filter(is_due).label("due"),
        func.count().filter(table.c.trouble.is_not(None)).label("troubled"),
        func.min(table.c.due_at).filter(is_due).label("oldest_due_at"),
    ]
    return Backlog(**(first(session, select(*counts).where(_UNDONE)) or {}))
