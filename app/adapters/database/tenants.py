"""Tenants."""

from datetime import datetime

from sqlalchemy import insert, select

from app.adapters.database.records import all_records, columns_of, record, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import tenant
from app.model.record import Tenant

_TENANTS = select(*columns_of(tenant, Tenant))


def add(session: Session, row: Tenant, moment: datetime) -> None:
    """Store a tenant. Raises Conflict when its slug is taken."""
    write(session, insert(tenant).values(**values_of(row), created_at=moment))


def by_slug(session: Session, slug: str) -> Tenant | None:
    """Return the tenant of that slug."""
    return record(session, Tenant, _TENANTS.where(tenant.c.slug == slug))


def all_of_them(session: Session) -> tuple[Tenant, ...]:
    """Return every tenant, by slug."""
    return all_records(session, Tenant, _TENANTS.order_by(tenant.c.slug))
