"""Who did what to which thing. Events are only added; each has its own digest, and a sequencer chains them later."""

from sqlalchemy import insert, select

from app.adapters.database.records import all_records, columns_of, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import audit_event as table
from app.model.record import AuditEvent
from app.schemas.record_documents import canonical_sha256, write_record

_EVENTS = select(*columns_of(table, AuditEvent))


def record(session: Session, event: AuditEvent) -> None:
    """Store what was done, in the transaction that did it, with the digest of its canonical text."""
    write(session, insert(table).values(**values_of(event), entry_sha256=entry_sha256(event)))


def entry_sha256(event: AuditEvent) -> str:
    """Return the digest of an event's canonical text."""
    return canonical_sha256(write_record(event))


def of_object(session: Session, tenant_id: str, object_kind: str, object_id: str) -> tuple[AuditEvent, ...]:
    """Return what was done to that thing of the tenant's, the oldest first."""
    mine = (table.c.tenant_id == tenant_id, table.c.object_kind == object_kind, table.c.object_id == object_id)
    return all_records(session, AuditEvent, _EVENTS.where(*mine).order_by(table.c.at, table.c.id))
