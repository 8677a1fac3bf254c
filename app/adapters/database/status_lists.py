"""Status lists: slots are handed out once, bits follow from events, publications only go up.

Which index a sequence number stands for is decided above (`status/slots`); that no index is taken twice is decided here, by
the primary key of the slots. Nothing here edits a list: it is written anew from its events.

Spec: Bitstring Status List 1.0, https://www.w3.org/TR/vc-bitstring-status-list/
"""

from datetime import datetime

from sqlalchemy import and_, func, insert, or_, select, update

from app.adapters.database.records import all_records, columns_of, executed, first, record, rows, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import restored_bit, status_event, status_list, status_publication, status_slot
from app.errors import Conflict, NotFound
from app.model.events import StatusEvent
from app.model.status_list import StatusListRow, StatusPublication

_LISTS = select(*columns_of(status_list, StatusListRow))


def add(session: Session, row: StatusListRow) -> None:
    """Store a list. Raises Conflict when the identity has an open one for that purpose."""
    write(session, insert(status_list).values(**values_of(row)))


def by_id(session: Session, list_id: str) -> StatusListRow | None:
    """Return the list of that id, whosever it is: its address is signed into credentials."""
    return record(session, StatusListRow, _LISTS.where(status_list.c.id == list_id))


def open_for(session: Session, identity_id: str, purpose: str) -> StatusListRow | None:
    """Return the list from which the identity's next credential takes its slot."""
    mine = (status_list.c.identity_id == identity_id, status_list.c.purpose == purpose, status_list.c.sealed.is_(False))
    return record(session, StatusListRow, _LISTS.where(*mine))


def all_of_them(session: Session) -> tuple[StatusListRow, ...]:
    """Return every list of every tenant, the oldest first: their addresses are public."""
    return all_records(session, StatusListRow, _LISTS.order_by(status_list.c.id))


def possibly_due(session: Session, signed_before: datetime, valid_until: datetime) -> tuple[str, ...]:
    """Return the ids of all lists, of every tenant, that are behind, were never published, were signed by or end by those moments."""
    last = and_(status_publication.c.list_id == status_list.c.id, status_publication.c.version == status_list.c.version)
    column = status_publication.c
    wanted = or_(
        column.version.is_(None),
        column.changes < status_list.c.changes,
        column.created_at <= signed_before,
        column.valid_until <= valid_until,
    )
    statement = select(status_list.c.id).outerjoin_from(status_list, status_publication, last).where(wanted).order_by(status_list.c.id)
    return tuple(row["id"] for row in rows(session, statement))


def of_identity(session: Session, identity_id: str) -> tuple[StatusListRow, ...]:
    """Return every list of the identity, the oldest first."""
    return all_records(session, StatusListRow, _LISTS.where(status_list.c.identity_id == identity_id).order_by(status_list.c.id))


def allocate(session: Session, list_id: str) -> int | None:
    """Return the next sequence number of the list, never given before; None where it is full or sealed. The last one seals it."""
    column = status_list.c
    statement = (
        update(status_list)
        .where(column.id == list_id, column.sealed.is_(False), column.next_seq < column.size)
        .values(next_seq=column.next_seq + 1, sealed=column.next_seq + 1 >= column.size)
        .returning(column.next_seq)
    )
    given = executed(session, statement).scalar()
    return None if given is None else int(given) - 1


def add_slot(session: Session, tenant_id: str, list_id: str, index: int, credential_id: str) -> None:
    """Take a slot for a credential, for ever: the database refuses to change or remove it. Raises Conflict when it is taken."""
    values = {"tenant_id": tenant_id, "list_id": list_id, "idx": index, "credential_id": credential_id}
    write(session, insert(status_slot).values(**values))


def slot_count(session: Session, list_id: str) -> int:
    """Return how many slots of the list are taken."""
    found = first(session, select(func.count().label("slots")).where(status_slot.c.list_id == list_id))
    return int(found["slots"]) if found else 0


def add_event(session: Session, event: StatusEvent) -> None:
    """Store what happened to a slot, and that the list changed. Events of one slot wait for each other. Raises NotFound for a free slot."""
    mine = and_(status_slot.c.list_id == event.list_id, status_slot.c.idx == event.index)
    slot = first(session, select(status_slot.c.tenant_id).where(mine).with_for_update())
    if slot is None:
        raise NotFound(f"The slot {event.index} of the status list {event.list_id} is not taken.")
    write(session, insert(status_event).values(**values_of(event, "index"), idx=event.index, tenant_id=slot["tenant_id"]))
    write(session, update(status_list).where(status_list.c.id == event.list_id).values(changes=status_list.c.changes + 1))


def set_indexes(session: Session, list_id: str) -> frozenset[int]:
    """Return the indexes whose latest event set them, and those that were published as set before a restore."""
    mine = select(func.max(status_event.c.seq)).where(status_event.c.list_id == list_id).group_by(status_event.c.idx)
    by_event = select(status_event.c.idx).where(status_event.c.seq.in_(mine), status_event.c.value.is_(True))
    by_journal = select(restored_bit.c.idx).where(restored_bit.c.list_id == list_id)
    return frozenset(row["idx"] for statement in (by_event, by_journal) for row in rows(session, statement))


def publish(session: Session, publication: StatusPublication) -> None:
    """Store a signed list as the one that is served. Raises Conflict unless its version is higher than every one before."""
    column = status_list.c
    statement = (
        update(status_list)
        .where(column.id == publication.list_id, column.version < publication.version)
        .values(version=publication.version)
        .returning(column.tenant_id)
    )
    tenant_id = executed(session, statement).scalar()
    if tenant_id is None:
        raise Conflict(f"The status list {publication.list_id} is not there, or already has version {publication.version} or a later one.")
    write(session, insert(status_publication).values(**values_of(publication), tenant_id=tenant_id))


def latest_publication(session: Session, list_id: str) -> StatusPublication | None:
    """Return the list as it was last signed."""
    mine = select(*columns_of(status_publication, StatusPublication)).where(status_publication.c.list_id == list_id)
    return record(session, StatusPublication, mine.order_by(status_publication.c.version.desc()).limit(1))
