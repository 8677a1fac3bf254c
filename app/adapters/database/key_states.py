"""Where signing keys stand, and how often each signed. Steps are conditional, and are taken while the identity's keys are locked."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, or_, select, update

from app.adapters.database.records import changed, first, rows
from app.adapters.database.session import Session
from app.adapters.database.tables import issuer_identity, issuer_key, representation
from app.model.record import IssuerKey, KeyState


def lock_keys(session: Session, identity_id: str) -> None:
    """Keep others from changing the identity's keys until this transaction has ended. Issuing goes on meanwhile."""
    mine = select(issuer_identity.c.id).where(issuer_identity.c.id == identity_id)
    first(session, mine.with_for_update(key_share=True))


def held_active(session: Session, key: IssuerKey) -> bool:
    """Return whether the key signs, and keep others from changing that until this transaction has ended."""
    mine = select(issuer_key.c.state).where(issuer_key.c.tenant_id == key.tenant_id, issuer_key.c.id == key.id)
    found = first(session, mine.with_for_update(read=True))
    return found is not None and found["state"] == KeyState.ACTIVE


def retire(session: Session, key: IssuerKey) -> bool:
    """Let the key sign nothing new; return whether it was active."""
    mine = update(issuer_key).where(issuer_key.c.tenant_id == key.tenant_id, issuer_key.c.id == key.id)
    return changed(session, mine.where(issuer_key.c.state == KeyState.ACTIVE).values(state=KeyState.RETIRED)) == 1


def revoke(session: Session, key: IssuerKey, since: datetime) -> bool:
    """Trust nothing that the key signs from that moment on; return whether that is news: the moment only ever moves back."""
    column = issuer_key.c
    mine = update(issuer_key).where(column.tenant_id == key.tenant_id, column.id == key.id)
    news = or_(column.state != KeyState.REVOKED, column.revoked_at > since)
    return changed(session, mine.where(news).values(state=KeyState.REVOKED, revoked_at=since)) == 1


def signed_counts(session: Session, identity_id: str) -> Mapping[str, int]:
    """Return how many files each key of the identity signed, by the key's id; keys that signed none are left out."""
    files = select(representation.c.key_id, func.count().label("files")).join_from(
        representation,
        issuer_key,
        (representation.c.tenant_id == issuer_key.c.tenant_id) & (representation.c.key_id == issuer_key.c.id),
    )
    counted = files.where(issuer_key.c.identity_id == identity_id).group_by(representation.c.key_id)
    return {row["key_id"]: int(row["files"]) for row in rows(session, counted)}
