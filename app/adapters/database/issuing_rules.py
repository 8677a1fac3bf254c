"""Which course of an integration leads to which achievement."""

from decimal import Decimal

from sqlalchemy import delete, func, insert, select

from app.adapters.database.records import Row, changed, columns_of, first, rows, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import issuing_rule as table
from app.model.inbox import IssuingRule

_RULES = select(*columns_of(table, IssuingRule))


def add(session: Session, rule: IssuingRule) -> None:
    """Store a rule."""
    least = None if rule.minimum_score is None else str(rule.minimum_score)
    write(session, insert(table).values(**values_of(rule) | {"statuses": list(rule.statuses), "minimum_score": least}))


def of_integration(session: Session, tenant_id: str, integration_id: str) -> tuple[IssuingRule, ...]:
    """Return the rules of an integration, in the order in which they count."""
    mine = _RULES.where(table.c.tenant_id == tenant_id, table.c.integration_id == integration_id)
    return tuple(_rule_of(row) for row in rows(session, mine.order_by(table.c.position, table.c.id)))


def by_id(session: Session, tenant_id: str, rule_id: str) -> IssuingRule | None:
    """Return the tenant's rule of that id."""
    row = first(session, _RULES.where(table.c.tenant_id == tenant_id, table.c.id == rule_id))
    return None if row is None else _rule_of(row)


def next_position(session: Session, tenant_id: str, integration_id: str) -> int:
    """Return the position after the last rule of an integration."""
    last = select(func.max(table.c.position).label("last")).where(table.c.tenant_id == tenant_id, table.c.integration_id == integration_id)
    row = first(session, last)
    return 1 if row is None or row["last"] is None else int(row["last"]) + 1


def remove(session: Session, tenant_id: str, rule_id: str) -> bool:
    """Remove a rule; return whether it was there. Events keep its id."""
    return changed(session, delete(table).where(table.c.tenant_id == tenant_id, table.c.id == rule_id)) == 1


def _rule_of(row: Row) -> IssuingRule:
    least = row["minimum_score"]
    return IssuingRule(**{**row, "statuses": tuple(row["statuses"]), "minimum_score": None if least is None else Decimal(least)})
