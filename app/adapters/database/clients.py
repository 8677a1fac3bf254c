"""Calling systems and their secrets."""

from datetime import datetime

from sqlalchemy import insert, or_, select, update

from app.adapters.database.records import Row, all_records, changed, columns_of, first, rows, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import client, client_secret
from app.model.access import ClientSecret
from app.model.record import Client

_CLIENTS = select(*columns_of(client, Client))


def add(session: Session, row: Client, moment: datetime) -> None:
    """Store a client."""
    write(session, insert(client).values(**values_of(row) | {"scopes": sorted(row.scopes)}, created_at=moment))


def add_secret(session: Session, secret: ClientSecret) -> None:
    """Store a client's secret, by its digest."""
    write(session, insert(client_secret).values(**values_of(secret)))


def by_secret_digest(session: Session, digest: str, moment: datetime) -> Client | None:
    """Return the client whose secret has that digest, where it is neither expired nor revoked at that moment.

    The look-up is by a digest of many random bits: how long it takes tells nothing of a secret.
    """
    secret = client_secret.c
    valid = or_(secret.expires_at.is_(None), secret.expires_at > moment)
    unrevoked = or_(secret.revoked_at.is_(None), secret.revoked_at > moment)
    row = first(session, _CLIENTS.join_from(client_secret, client).where(secret.sha256 == digest, valid, unrevoked))
    return None if row is None else _client_of(row)


def by_id(session: Session, tenant_id: str, client_id: str) -> Client | None:
    """Return the tenant's client of that id."""
    row = first(session, _CLIENTS.where(client.c.tenant_id == tenant_id, client.c.id == client_id))
    return None if row is None else _client_of(row)


def all_of_tenant(session: Session, tenant_id: str) -> tuple[Client, ...]:
    """Return the tenant's clients, the oldest first."""
    return tuple(_client_of(row) for row in rows(session, _CLIENTS.where(client.c.tenant_id == tenant_id).order_by(client.c.id)))


def secrets_of(session: Session, tenant_id: str, client_id: str) -> tuple[ClientSecret, ...]:
    """Return the client's secrets, expired and revoked ones too, the oldest first."""
    table = client_secret
    statement = select(*columns_of(table, ClientSecret)).where(table.c.tenant_id == tenant_id, table.c.client_id == client_id)
    return all_records(session, ClientSecret, statement.order_by(table.c.id))


def revoke_secret(session: Session, tenant_id: str, secret_id: str, moment: datetime) -> bool:
    """Revoke a secret from that moment on; return whether it was not revoked before."""
    table = client_secret
    mine = update(table).where(table.c.tenant_id == tenant_id, table.c.id == secret_id, table.c.revoked_at.is_(None))
    return changed(session, mine.values(revoked_at=moment)) == 1


def _client_of(row: Row) -> Client:
    return Client(**{**row, "scopes": frozenset(row["scopes"])})
