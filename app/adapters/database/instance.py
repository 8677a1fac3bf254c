"""What this installation knows of itself: facts such as its public URL, which is signed into credentials and cannot change."""

from sqlalchemy import delete, select

from app.adapters.database.records import first, write
from app.adapters.database.session import Session
from app.adapters.database.tables import instance_fact
from app.adapters.database.upserts import put as put_row

EPOCH = "epoch"
"""How often this database was restored."""

BACKED_UP = "backed_up_at"
"""When the last backup was made."""

RESTORING = "restoring"
"""Stands there from the first row of a restore until its end: nothing is served from a database that was restored in part."""


def get(session: Session, key: str) -> str | None:
    """Return the fact of that name."""
    row = first(session, select(instance_fact.c.value).where(instance_fact.c.key == key))
    return None if row is None else str(row["value"])


def put(session: Session, key: str, value: str) -> None:
    """Store a fact, in place of the one of that name."""
    put_row(session, instance_fact, {"key": key, "value": value}, "key")


def remove(session: Session, key: str) -> None:
    """Forget the fact of that name."""
    write(session, delete(instance_fact).where(instance_fact.c.key == key))
