"""Rows that are put where they may already be: by the columns that make them unique."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.adapters.database.ids import new_id
from app.adapters.database.records import first, write


@dataclass(frozen=True, slots=True)
class Stored:
    """The id of a row, and whether it is new or different now."""

    id: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be stored: which columns tell the row, what the others hold; prefix of its id and moment, if it is new."""

    table: Table
    key: Mapping[str, Any]
    content: Mapping[str, Any]
    prefix: str
    moment: datetime


def settle(session: Session, entry: Entry) -> Stored:
    """Store the entry: a new row, the same row with new content, or nothing where it is there already."""
    table = entry.table
    same = and_(*(table.c[name] == value for name, value in entry.key.items()))
    found = first(session, select(table.c.id, *(table.c[name] for name in entry.content)).where(same).with_for_update())
    if found is None:
        row_id = new_id(entry.prefix, entry.moment)
        write(session, insert(table).values(id=row_id, created_at=entry.moment, **entry.key, **entry.content))
        return Stored(row_id, changed=True)
    different = any(found[name] != value for name, value in entry.content.items())
    if different:
        write(session, update(table).where(same).values(**entry.content))
    return Stored(found["id"], changed=different)


def insert_unless_there(session: Session, table: Table, values: Mapping[str, Any], *unique: str) -> bool:
    """Return whether the row was new; one with the same `unique` columns stays as it is."""
    statement = _dialect_of(session).insert(table).values(values).on_conflict_do_nothing(index_elements=unique)
    return first(session, statement.returning(table.c[unique[0]])) is not None


def put(session: Session, table: Table, values: Mapping[str, Any], *unique: str) -> None:
    """Store the row, in place of one with the same `unique` columns."""
    kept = {name: value for name, value in values.items() if name not in unique}
    write(session, _dialect_of(session).insert(table).values(values).on_conflict_do_update(index_elements=unique, set_=kept))


def _dialect_of(session: Session) -> Any:
    return postgresql if session.connection().dialect.name == "postgresql" else sqlite
