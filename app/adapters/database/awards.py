"""Awards: who was given what, once per natural key."""

from collections.abc import Collection, Mapping

from sqlalchemy import insert, select, update

from app.adapters.database.records import all_records, changed, columns_of, record, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import award, credential
from app.model.award import AwardState
from app.model.record import AwardRow

_AWARDS = select(*columns_of(award, AwardRow))


def add(session: Session, row: AwardRow) -> None:
    """Store an award. Raises Conflict when the tenant has one of that natural key."""
    write(session, insert(award).values(**values_of(row)))


def by_natural_key(session: Session, tenant_id: str, digest: str) -> AwardRow | None:
    """Return the tenant's award of that natural key."""
    return record(session, AwardRow, _AWARDS.where(award.c.tenant_id == tenant_id, award.c.natural_key_digest == digest))


def by_id(session: Session, tenant_id: str, award_id: str) -> AwardRow | None:
    """Return the tenant's award of that id."""
    return record(session, AwardRow, _AWARDS.where(award.c.tenant_id == tenant_id, award.c.id == award_id))


def by_ids(session: Session, tenant_id: str, award_ids: Collection[str]) -> Mapping[str, AwardRow]:
    """Return the tenant's awards of those ids, by id."""
    found = all_records(session, AwardRow, _AWARDS.where(award.c.tenant_id == tenant_id, award.c.id.in_(award_ids)))
    return {row.id: row for row in found}


def of_recipient(session: Session, tenant_id: str, recipient_id: str) -> tuple[AwardRow, ...]:
    """Return the learner's awards, the oldest first."""
    mine = _AWARDS.where(award.c.tenant_id == tenant_id, award.c.recipient_id == recipient_id)
    return all_records(session, AwardRow, mine.order_by(award.c.awarded_at, award.c.id))


def set_state(session: Session, tenant_id: str, award_id: str, state: AwardState) -> bool:
    """Move an award to that state; return whether there is such an award."""
    mine = update(award).where(award.c.tenant_id == tenant_id, award.c.id == award_id)
    return changed(session, mine.values(state=state)) == 1


def void_of_credential(session: Session, tenant_id: str, credential_id: str) -> bool:
    """Void the award of that credential and free its natural key, so that it may be asked for again."""
    of_credential = select(credential.c.award_id).where(credential.c.tenant_id == tenant_id, credential.c.id == credential_id)
    mine = update(award).where(award.c.tenant_id == tenant_id, award.c.id == of_credential.scalar_subquery())
    return changed(session, mine.values(state=AwardState.VOIDED, natural_key_digest=None)) == 1
