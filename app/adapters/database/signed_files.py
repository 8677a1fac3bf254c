"""What a key signed, by our register's own time: the moment at which a file was recorded, never the date that stands in its proof."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.adapters.database.records import all_records, columns_of, first, rows
from app.adapters.database.session import Session
from app.adapters.database.tables import credential, recipient
from app.adapters.database.tables import representation as table
from app.model.record import CredentialState, IssuerKey, RepresentationRow

IN_FORCE = (CredentialState.ISSUED, CredentialState.SUSPENDED)
"""Where a credential can still be revoked."""

_WHOSE = and_(credential.c.tenant_id == table.c.tenant_id, credential.c.id == table.c.credential_id)


def sample(session: Session, key: IssuerKey, newest: int, oldest: int) -> tuple[RepresentationRow, ...]:
    """Return so many of the newest and of the oldest files that the key signed and that can still be read: each once."""
    readable = recipient.c.wrapped_key.is_not(None)
    learner = and_(recipient.c.tenant_id == credential.c.tenant_id, recipient.c.id == credential.c.recipient_id)
    files = select(*columns_of(table, RepresentationRow)).join_from(table, credential, _WHOSE).join(recipient, learner)
    mine = files.where(*_signed_by(key), readable, table.c.body_box.is_not(None))
    ends = (
        (mine.order_by(table.c.created_at.desc(), table.c.id.desc()), newest),
        (mine.order_by(table.c.created_at, table.c.id), oldest),
    )
    found = [file for statement, limit in ends for file in all_records(session, RepresentationRow, statement.limit(limit))]
    return tuple({file.id: file for file in found}.values())


def in_force_since(session: Session, key: IssuerKey, moment: datetime) -> tuple[str, ...]:
    """Return the ids of credentials in force of which a file was signed by the key and recorded at that moment or later."""
    statement = _in_force(key).where(table.c.created_at >= moment).distinct().order_by(credential.c.id)
    return tuple(row["id"] for row in rows(session, statement))


def in_force_count(session: Session, key: IssuerKey) -> int:
    """Return how many credentials in force have a file that the key signed."""
    found = first(session, select(func.count().label("credentials")).select_from(_in_force(key).distinct().subquery()))
    return int(found["credentials"]) if found else 0


def _in_force(key: IssuerKey) -> "Select[tuple[str]]":
    return select(credential.c.id).join_from(table, credential, _WHOSE).where(*_signed_by(key), credential.c.state.in_(IN_FORCE))


def _signed_by(key: IssuerKey) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.tenant_id == key.tenant_id, table.c.key_id == key.id
