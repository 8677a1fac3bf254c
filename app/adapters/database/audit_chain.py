"""The chain of audit events: each gets its place once, in the order in which one sequencer at a time finds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update

from app.adapters.database.records import Row, columns_of, first, rows, write
from app.adapters.database.session import Session
from app.adapters.database.tables import audit_event as table
from app.adapters.database.tables import instance_fact
from app.adapters.database.upserts import insert_unless_there
from app.model.record import AuditEvent

_COLUMNS = columns_of(table, AuditEvent)
_PLACE = ("seq", "prev_sha256", "chain_sha256", "entry_sha256")
_CHAINED, _UNCHAINED = table.c.seq.is_not(None), table.c.seq.is_(None)
_TURN = "audit_sequencer"


@dataclass(frozen=True, slots=True)
class Link:
    """An event's place: the how many-th it is, and the digests of the links before it and of its own (hexadecimal)."""

    seq: int
    prev_sha256: str
    chain_sha256: str


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as it lies in the database, with its digest and its place, once it has one."""

    event: AuditEvent
    entry_sha256: str
    link: Link | None


def take_turn(session: Session) -> None:
    """Return when no other transaction gives out places; others wait until this one has ended."""
    insert_unless_there(session, instance_fact, {"key": _TURN, "value": ""}, "key")
    first(session, select(instance_fact.c.value).where(instance_fact.c.key == _TURN).with_for_update())


def head(session: Session) -> Link | None:
    """Return the last place that was given out."""
    row = first(
        session, select(table.c.seq, table.c.prev_sha256, table.c.chain_sha256).order_by(table.c.seq.desc()).where(_CHAINED).limit(1)
    )
    return None if row is None else Link(**row)


def unchained(session: Session, limit: int) -> tuple[StoredEvent, ...]:
    """Return events that have no place yet, at most `limit`, the oldest first."""
    statement = select(*_COLUMNS, *(table.c[name] for name in _PLACE)).where(_UNCHAINED).order_by(table.c.at, table.c.id)
    return tuple(_stored(row) for row in rows(session, statement.limit(limit)))


def unchained_count(session: Session) -> int:
    """Return how many events have no place yet."""
    found = first(session, select(func.count().label("amount")).select_from(table).where(_UNCHAINED))
    return int(found["amount"]) if found else 0


def place(session: Session, links: Sequence[tuple[str, Link]]) -> None:
    """Store the places of events, by their ids. Raises Conflict where one is taken, or an event has one already."""
    mine = update(table).where(table.c.id == bindparam("event_id"))
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("seq", "prev_sha256", "chain_sha256")}
    many = [
        {"event_id": event_id, "new_seq": link.seq, "new_prev_sha256": link.prev_sha256, "new_chain_sha256": link.chain_sha256}
        for event_id, link in links
    ]
    write(session, mine.values(**values), many)


def chained(session: Session, after: int, limit: int) -> tuple[StoredEvent, ...]:
    """Return events with a place beyond `after`, at most `limit`, in the chain's order."""
    statement = select(*_COLUMNS, *(table.c[name] for name in _PLACE)).where(table.c.seq > after).order_by(table.c.seq)
    return tuple(_stored(row) for row in rows(session, statement.limit(limit)))


def chain_sha256_at(session: Session, seq: int) -> str | None:
    """Return the digest of the link at that place, or None where there is none."""
    row = first(session, select(table.c.chain_sha256).where(table.c.seq == seq))
    return None if row is None else str(row["chain_sha256"])


def key_event_after(session: Session, seq: int) -> bool:
    """Return whether something happened to a key beyond that place."""
    return first(session, select(table.c.id).where(table.c.seq > seq, table.c.object_kind == "key").limit(1)) is not None


def _stored(row: Row) -> StoredEvent:
    values = dict(row)
    seq, prev_sha256, chain_sha256, entry_sha256 = (values.pop(name) for name in _PLACE)
    link = None if seq is None else Link(seq, prev_sha256 or "", chain_sha256 or "")
    return StoredEvent(AuditEvent(**values), entry_sha256, link)
