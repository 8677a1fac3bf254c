"""How far the installation has come, over all tenants: moments and numbers only."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from app.adapters.database import instance
from app.adapters.database.records import first, rows
from app.adapters.database.session import Session
from app.adapters.database.tables import audit_event, credential_change, status_publication


def oldest_publication(session: Session) -> datetime | None:
    """Return when the status list that was not signed for longest was last signed."""
    newest = select(func.max(status_publication.c.created_at).label("at")).group_by(status_publication.c.list_id).subquery()
    row = first(session, select(func.min(newest.c.at).label("oldest")))
    return row["oldest"] if row else None


def newest_moment(session: Session) -> datetime | None:
    """Return the newest moment that is stored: ids of audit events are in order of time."""
    row = first(session, select(audit_event.c.at).order_by(audit_event.c.id.desc()).limit(1))
    return row["at"] if row else None


def newest_backup(session: Session) -> datetime | None:
    """Return when the last backup was made."""
    made_at = instance.get(session, instance.BACKED_UP)
    return datetime.fromisoformat(made_at) if made_at else None


def changes(session: Session) -> Mapping[str, int]:
    """Return how often each kind of change was made to credentials, such as `revoked`."""
    kind = credential_change.c.change
    return {row["kind"]: int(row["made"]) for row in rows(session, select(kind.label("kind"), func.count().label("made")).group_by(kind))}
