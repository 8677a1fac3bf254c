"""Learners at rest: one encrypted row each, found by keyed digests of their identifiers and of the words of their name."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from app.adapters.database.records import all_records, changed, columns_of, first, record, rows, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import recipient, recipient_identifier, recipient_search
from app.adapters.database.upserts import insert_unless_there
from app.model.record import RecipientRow

_RECIPIENTS = select(*columns_of(recipient, RecipientRow))


def add(session: Session, row: RecipientRow, identifier_digests: Mapping[str, str], search_digests: Collection[str]) -> None:
    """Store a learner.

    Args:
        row: the learner.
        identifier_digests: kind of identifier → its digest; each is one learner's within the tenant, else Conflict.
        search_digests: digests of the words under which the learner is to be found.
    """
    write(session, insert(recipient).values(**values_of(row)))
    identifiers = [
        {"tenant_id": row.tenant_id, "recipient_id": row.id, "kind": kind, "digest": digest} for kind, digest in identifier_digests.items()
    ]
    write(session, insert(recipient_identifier), identifiers)
    _add_words(session, row, search_digests)


def by_identifier(session: Session, tenant_id: str, kind: str, digest: str) -> RecipientRow | None:
    """Return the tenant's learner with that identifier."""
    table = recipient_identifier
    mine = and_(table.c.tenant_id == tenant_id, table.c.kind == kind, table.c.digest == digest)
    return record(session, RecipientRow, _RECIPIENTS.join_from(table, recipient).where(mine))


def has_identifier(session: Session, tenant_id: str, recipient_id: str, kind: str) -> bool:
    """Return whether the learner is known by an identifier of that kind."""
    table = recipient_identifier
    mine = and_(table.c.tenant_id == tenant_id, table.c.recipient_id == recipient_id, table.c.kind == kind)
    return first(session, select(table.c.kind).where(mine)) is not None


def add_identifier(session: Session, row: RecipientRow, kind: str, digest: str) -> bool:
    """Store a further identifier of the learner; return whether it is theirs now: one that is somebody's already stays theirs."""
    values = {"tenant_id": row.tenant_id, "recipient_id": row.id, "kind": kind, "digest": digest}
    return insert_unless_there(session, recipient_identifier, values, "tenant_id", "kind", "digest")


def by_id(session: Session, tenant_id: str, recipient_id: str) -> RecipientRow | None:
    """Return the tenant's learner of that id."""
    return record(session, RecipientRow, _RECIPIENTS.where(recipient.c.tenant_id == tenant_id, recipient.c.id == recipient_id))


def by_ids(session: Session, tenant_id: str, recipient_ids: Collection[str]) -> dict[str, RecipientRow]:
    """Return those of the tenant's learners that have these ids, by id."""
    mine = _RECIPIENTS.where(recipient.c.tenant_id == tenant_id, recipient.c.id.in_(sorted(recipient_ids)))
    return {row.id: row for row in all_records(session, RecipientRow, mine)}


def held(session: Session, tenant_id: str, recipient_id: str) -> RecipientRow | None:
    """Return the tenant's learner of that id, who is not erased before this transaction has ended; an erasure that runs is waited for."""
    mine = _RECIPIENTS.where(recipient.c.tenant_id == tenant_id, recipient.c.id == recipient_id)
    return record(session, RecipientRow, mine.with_for_update(read=True, key_share=True))


def locked(session: Session, tenant_id: str, recipient_id: str) -> RecipientRow | None:
    """Return the tenant's learner of that id; nothing is made for them until this transaction has ended."""
    mine = _RECIPIENTS.where(recipient.c.tenant_id == tenant_id, recipient.c.id == recipient_id)
    return record(session, RecipientRow, mine.with_for_update())


def erased_of(session: Session, tenant_id: str, recipient_ids: Collection[str]) -> frozenset[str]:
    """Return the ids of those of these learners who were erased."""
    mine = and_(recipient.c.tenant_id == tenant_id, recipient.c.id.in_(recipient_ids), recipient.c.erased_at.is_not(None))
    return frozenset(found["id"] for found in rows(session, select(recipient.c.id).where(mine)))


def identifier_kinds(session: Session, tenant_id: str, recipient_id: str) -> tuple[str, ...]:
    """Return the kinds of identifiers by which the learner is known."""
    table = recipient_identifier
    mine = and_(table.c.tenant_id == tenant_id, table.c.recipient_id == recipient_id)
    return tuple(found["kind"] for found in rows(session, select(table.c.kind).where(mine).distinct().order_by(table.c.kind)))


def replace_box(session: Session, row: RecipientRow, box: bytes, search_digests: Collection[str]) -> bool:
    """Store what is known of the learner from now on, and the words under which they are found; False where they were erased."""
    mine = update(recipient).where(recipient.c.tenant_id == row.tenant_id, recipient.c.id == row.id, recipient.c.erased_at.is_(None))
    if not changed(session, mine.values(box=box)):
        return False
    own = _own_words(row.tenant_id, row.id)
    stored = {found["digest"] for found in rows(session, select(recipient_search.c.digest).where(own))}
    if gone := stored - set(search_digests):
        write(session, delete(recipient_search).where(own, recipient_search.c.digest.in_(gone)))
    _add_words(session, row, set(search_digests) - stored)
    return True


def erase(session: Session, tenant_id: str, recipient_id: str, moment: datetime) -> bool:
    """Destroy the learner's key, box and index; return whether that had not been done before. Every box of theirs is unreadable then."""
    mine = update(recipient).where(recipient.c.tenant_id == tenant_id, recipient.c.id == recipient_id, recipient.c.erased_at.is_(None))
    if not changed(session, mine.values(box=None, wrapped_key=None, erased_at=moment)):
        return False
    table = recipient_identifier
    write(session, delete(table).where(table.c.tenant_id == tenant_id, table.c.recipient_id == recipient_id))
    write(session, delete(recipient_search).where(_own_words(tenant_id, recipient_id)))
    return True


def _own_words(tenant_id: str, recipient_id: str) -> ColumnElement[bool]:
    return and_(recipient_search.c.tenant_id == tenant_id, recipient_search.c.recipient_id == recipient_id)


def _add_words(session: Session, row: RecipientRow, digests: Collection[str]) -> None:
    words = [{"tenant_id": row.tenant_id, "recipient_id": row.id, "digest": digest} for digest in sorted(digests)]
    write(session, insert(recipient_search), words)
