"""Organisations: legal persons, whatever their role."""

from datetime import datetime

from sqlalchemy import select

from app.adapters.database.records import Row, columns_of, first, rows, values_of
from app.adapters.database.session import Session
from app.adapters.database.tables import organisation as table
from app.adapters.database.upserts import Entry, Stored, settle
from app.model.issuer import Organisation

COLUMNS = columns_of(table, Organisation)


def put(session: Session, tenant_id: str, organisation: Organisation, moment: datetime) -> Stored:
    """Store an organisation under its slug: a new one, or what the tenant's one of that slug says from now on."""
    content = values_of(organisation, "slug") | {
        "legal_name": dict(organisation.legal_name),
        "roles": list(organisation.roles),
        "languages": list(organisation.languages),
    }
    return settle(session, Entry(table, {"tenant_id": tenant_id, "slug": organisation.slug}, content, "org", moment))


def by_slug(session: Session, tenant_id: str, slug: str) -> Organisation | None:
    """Return the tenant's organisation of that slug."""
    row = first(session, select(*COLUMNS).where(table.c.tenant_id == tenant_id, table.c.slug == slug))
    return None if row is None else organisation_of(row)


def all_of_tenant(session: Session, tenant_id: str) -> tuple[Organisation, ...]:
    """Return the tenant's organisations, by slug."""
    found = rows(session, select(*COLUMNS).where(table.c.tenant_id == tenant_id).order_by(table.c.slug))
    return tuple(organisation_of(row) for row in found)


def organisation_of(row: Row) -> Organisation:
    """Return the organisation that a row with its columns holds."""
    values = {column.name: row[column.name] for column in COLUMNS}
    return Organisation(**values | {"roles": tuple(values["roles"]), "languages": tuple(values["languages"])})
