"""Who did what to which thing. Events are only added; each has its own digest, and a sequencer chains them later (`audit_chain`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, or_, select

from app.adapters.database.records import all_records, columns_of, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import audit_event as table
from app.crypto.hashes import sha256_hex
from app.model.record import AuditEvent
from app.schemas.record_documents import canonical_text, write_record

_EVENTS = select(*columns_of(table, AuditEvent))


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which events a list is to have; what is not set does not count. `since` is included, `until` is not.

    `action` is one action, also where it says more behind a colon.
    """

    object_kind: str | None = None
    object_id: str | None = None
    actor_id: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def record(session: Session, event: AuditEvent) -> None:
    """Store what was done, in the transaction that did it, with the digest of its canonical text."""
    write(session, insert(table).values(**values_of(event), entry_sha256=entry_sha256(event)))


def entry_sha256(event: AuditEvent) -> str:
    """Return the digest of an event's canonical text."""
    return sha256_hex(entry_text(event))


def entry_text(event: AuditEvent) -> bytes:
    """Return an event's canonical text: what its digest and its place in the chain are made from."""
    return canonical_text(write_record(event))


def of_object(session: Session, tenant_id: str, object_kind: str, object_id: str) -> tuple[AuditEvent, ...]:
    """Return what was done to that thing of the tenant's, the oldest first."""
    mine = (table.c.tenant_id == tenant_id, table.c.object_kind == object_kind, table.c.object_id == object_id)
    return all_records(session, AuditEvent, _EVENTS.where(*mine).order_by(table.c.at, table.c.id))


def page(session: Session, tenant_id: str, wanted: AuditFilter, after: str | None, limit: int) -> tuple[AuditEvent, ...]:
    """Return the tenant's events that are wanted, the newest first: at most `limit`, from the one after the id `after` on."""
    statement = _EVENTS.where(table.c.tenant_id == tenant_id, *_conditions(wanted))
    if after is not None:
        statement = statement.where(table.c.id < after)
    return all_records(session, AuditEvent, statement.order_by(table.c.id.desc()).limit(limit))


def _conditions(wanted: AuditFilter) -> Iterable[ColumnElement[bool]]:
    equal = {"object_kind": wanted.object_kind, "object_id": wanted.object_id, "actor_id": wanted.actor_id}
    yield from (table.c[name] == value for name, value in equal.items() if value is not None)
    if wanted.action is not None:
        yield or_(table.c.action == wanted.action, table.c.action.startswith(f"{wanted.action}:", autoescape=True))
    if wanted.since is not None:
        yield table.c.at >= wanted.since
    if wanted.until is not None:
        yield table.c.at < wanted.until
