"""What became of requests under an Idempotency-Key. The key is the client's, not its secret's."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from app.adapters.database.records import changed, columns_of, record, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import idempotency as table
from app.model.record import IdempotencyRow

_ROWS = select(*columns_of(table, IdempotencyRow))


def find(session: Session, tenant_id: str, client_id: str, key: str) -> IdempotencyRow | None:
    """Return what became of the client's request under that key."""
    return record(session, IdempotencyRow, _ROWS.where(table.c.tenant_id == tenant_id, table.c.client_id == client_id, table.c.key == key))


def add(session: Session, row: IdempotencyRow) -> None:
    """Store that a request under that key runs, or what it came to. Raises Conflict when there is one."""
    write(session, insert(table).values(**values_of(row)))


def finish(session: Session, tenant_id: str, credential_id: str, status: int, response_box: bytes) -> int:
    """Store the answer for every request that waits for that credential; return how many there were."""
    waiting = update(table).where(table.c.tenant_id == tenant_id, table.c.credential_id == credential_id, table.c.status.is_(None))
    return changed(session, waiting.values(status=status, response_box=response_box))


def forget(session: Session, tenant_id: str, credential_id: str) -> int:
    """Free the keys of all requests that wait for that credential; return how many there were."""
    waiting = delete(table).where(table.c.tenant_id == tenant_id, table.c.credential_id == credential_id, table.c.status.is_(None))
    return changed(session, waiting)


def forget_before(session: Session, moment: datetime) -> int:
    """Free every key that was used before that moment, finished or not; return how many there were."""
    return changed(session, delete(table).where(table.c.created_at < moment))
