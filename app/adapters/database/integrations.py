"""Learning systems that post their events here. Their slug is one in all tenants: it stands in their address."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, insert, or_, select, update

from app.adapters.database.records import all_records, changed, columns_of, record, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import client
from app.adapters.database.tables import integration as table
from app.model.inbox import Integration
from app.model.issuer import Mode

_INTEGRATIONS = select(*columns_of(table, Integration))


def add(session: Session, row: Integration) -> None:
    """Store an integration. Raises Conflict when the slug is taken."""
    write(session, insert(table).values(**values_of(row) | {"mapping": dict(row.mapping)}))


def by_slug(session: Session, slug: str) -> Integration | None:
    """Return the integration of that slug, whosever it is, unless it was ended: who has its token may post."""
    return record(session, Integration, _INTEGRATIONS.where(table.c.slug == slug, table.c.disabled_at.is_(None)))


def by_name(session: Session, tenant_id: str, name: str, mode: Mode | None) -> Integration | None:
    """Return the tenant's integration of that slug or id, of that mode or of any."""
    return record(session, Integration, _of(tenant_id, mode).where(or_(table.c.slug == name, table.c.id == name)))


def all_of_tenant(session: Session, tenant_id: str, mode: Mode | None) -> tuple[Integration, ...]:
    """Return the tenant's integrations of that mode, or of any, the oldest first."""
    return all_records(session, Integration, _of(tenant_id, mode).order_by(table.c.id))


def change(session: Session, row: Integration, values: Mapping[str, Any]) -> bool:
    """Store these values with an integration that was not ended; return whether it was still there."""
    mine = update(table).where(table.c.tenant_id == row.tenant_id, table.c.id == row.id, table.c.disabled_at.is_(None))
    return changed(session, mine.values(**values)) == 1


def _of(tenant_id: str, mode: Mode | None) -> Select[Any]:
    own = _INTEGRATIONS.where(table.c.tenant_id == tenant_id)
    if mode is None:
        return own
    return own.join(client, (client.c.tenant_id == table.c.tenant_id) & (client.c.id == table.c.client_id)).where(client.c.mode == mode)
