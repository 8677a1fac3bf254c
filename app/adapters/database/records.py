"""Between records and rows: a record's fields are its table's columns of the same names, unless a repository says otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar, cast

from sqlalchemy import Column, CursorResult, Executable, Select, Table, UpdateBase
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

T = TypeVar("T")
Row = Mapping[str, Any]
"""A row, by column name."""


def columns_of(table: Table, kind: type[Any], *without: str) -> list[Column[Any]]:
    """Return the columns from which a record of that kind is made, in the order of its fields."""
    return [table.c[name] for name in names_of(kind) if name not in without]


def names_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of the fields of that kind of record."""
    return tuple(field.name for field in fields(kind))


def values_of(record: Any, *without: str) -> dict[str, Any]:
    """Return what is stored of a record: column → value."""
    return {name: getattr(record, name) for name in names_of(type(record)) if name not in without}


def first(session: Session, statement: Select[Any] | ReturningUpdate[Any]) -> Row | None:
    """Return the first row that the statement gives, by column name, or None."""
    return cast("Row | None", executed(session, statement).mappings().first())


def rows(session: Session, statement: Select[Any]) -> Sequence[Row]:
    """Return all rows, by column name."""
    return cast("Sequence[Row]", executed(session, statement).mappings().all())


def record(session: Session, kind: type[T], statement: Select[Any] | ReturningUpdate[Any]) -> T | None:
    """Return the first row as a record, or None."""
    row = first(session, statement)
    return None if row is None else kind(**row)


def all_records(session: Session, kind: type[T], statement: Select[Any]) -> tuple[T, ...]:
    """Return every row as a record."""
    return tuple(kind(**row) for row in rows(session, statement))


def changed(session: Session, statement: UpdateBase) -> int:
    """Return how many rows the statement wrote."""
    return executed(session, statement).rowcount


def write(session: Session, statement: UpdateBase, many: list[dict[str, Any]] | None = None) -> None:
    """Carry the statement out, once or for each of `many` rows."""
    if many is None or many:
        session.connection().execute(statement, many)


def executed(session: Session, statement: Executable) -> CursorResult[Any]:
    """Return what the statement gives. The session's own way is for mapped classes: it costs more, and we have none."""
    return session.connection().execute(statement)
