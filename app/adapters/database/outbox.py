"""Effects that must follow a commit: stored in its transaction, carried out afterwards, each once by its effect key."""

from datetime import datetime

from sqlalchemy import select, update

from app.adapters.database.records import all_records, changed, columns_of, values_of
from app.adapters.database.session import Session
from app.adapters.database.tables import outbox as table
from app.adapters.database.upserts import insert_unless_there
from app.model.events import OutboxRow


def add(session: Session, row: OutboxRow) -> bool:
    """Store an effect; return whether it is new. One with the same effect key is the same effect: it stays as it is."""
    return insert_unless_there(session, table, values_of(row) | {"payload": dict(row.payload)}, "effect_key")


def due(session: Session, moment: datetime, limit: int) -> tuple[OutboxRow, ...]:
    """Return the effects that are to be carried out at that moment, at most `limit`, the longest due first."""
    statement = select(*columns_of(table, OutboxRow)).where(table.c.done_at.is_(None), table.c.due_at <= moment)
    return all_records(session, OutboxRow, statement.order_by(table.c.due_at, table.c.id).limit(limit))


def mark(session: Session, row_id: str, moment: datetime) -> bool:
    """Store that the effect took place; return whether nobody had stored that before."""
    mine = update(table).where(table.c.id == row_id, table.c.done_at.is_(None))
    return changed(session, mine.values(done_at=moment, attempts=table.c.attempts + 1, trouble=None)) == 1


def postpone(session: Session, row_id: str, trouble: str, due_at: datetime) -> bool:
    """Store the code of what hindered an effect, and when to try again; return whether it was still to be done."""
    mine = update(table).where(table.c.id == row_id, table.c.done_at.is_(None))
    return changed(session, mine.values(due_at=due_at, attempts=table.c.attempts + 1, trouble=trouble)) == 1
