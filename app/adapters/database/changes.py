"""What happened to credentials after their issue: only added, each revision of a credential once."""

from sqlalchemy import insert, select

from app.adapters.database.records import all_records, columns_of, record, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import credential_change as table
from app.model.lifecycle import Change, CredentialChange

_CHANGES = select(*columns_of(table, CredentialChange))


def add(session: Session, row: CredentialChange) -> None:
    """Store a change. Raises Conflict when the credential has one of that revision."""
    write(session, insert(table).values(**values_of(row)))


def of_credential(session: Session, tenant_id: str, credential_id: str) -> tuple[CredentialChange, ...]:
    """Return what happened to the tenant's credential, the oldest first."""
    mine = _CHANGES.where(table.c.tenant_id == tenant_id, table.c.credential_id == credential_id)
    return all_records(session, CredentialChange, mine.order_by(table.c.revision))


def reissue_of(session: Session, tenant_id: str, credential_id: str) -> CredentialChange | None:
    """Return why that credential was made in place of another; None for an original."""
    mine = _CHANGES.where(table.c.tenant_id == tenant_id, table.c.credential_id == credential_id)
    return record(session, CredentialChange, mine.where(table.c.change == Change.REISSUED))
