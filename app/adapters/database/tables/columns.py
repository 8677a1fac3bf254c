"""What columns are made of, so that both databases keep, compare and sort alike.

Text compares by code point; moments are aware and in UTC; structured values are JSON text. A value that cannot be stored raises
Malformed before the database sees it.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import BigInteger, Column, Dialect, ForeignKeyConstraint, MetaData, Text, TypeDecorator, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TEXT, TIMESTAMP
from sqlalchemy.types import TypeEngine

from app.errors import Malformed

_LARGEST = 2**63 - 1

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class PlainText(TypeDecorator[str]):
    """Text, compared by code point. NUL and lone surrogates cannot be stored."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return TEXT, on PostgreSQL with the collation that SQLite has."""
        return TEXT(collation="C") if dialect.name == "postgresql" else dialect.type_descriptor(Text())

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Return the text as it is, or raise Malformed."""
        if value is not None and ("\0" in value or not _encodes(value)):
            raise Malformed("A text has characters that cannot be stored: NUL or half of a surrogate pair.")
        return value


class Moment(TypeDecorator[datetime]):
    """A moment, aware and in UTC, to the microsecond. SQLite keeps it as text of a fixed width: text order is time order."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return TIMESTAMPTZ on PostgreSQL, text of a fixed width on SQLite."""
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Return the moment as the database keeps it. A moment without a zone is a mistake of ours: ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the moment, aware and in UTC."""
        if value is None:
            return None
        return (value if dialect.name == "postgresql" else datetime.fromisoformat(value)).astimezone(UTC)


class WholeNumber(TypeDecorator[int]):
    """An integer of 64 bits; a larger one raises Malformed."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, _dialect: Dialect) -> int | None:
        """Return the number as it is, or raise Malformed."""
        if value is not None and abs(value) > _LARGEST:
            raise Malformed("A number is larger than can be stored.")
        return value


class Json(TypeDecorator[Any]):
    """A structured value as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Return the value's JSON text, members sorted."""
        return None if value is None else orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Return the value."""
        return None if value is None else orjson.loads(value)


class Code(TypeDecorator[StrEnum]):
    """A member of a StrEnum, by its value."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: Callable[[str], StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, _dialect: Dialect) -> str | None:
        """Return the code as text."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        """Return the member of that code."""
        return None if value is None else self.kind(value)


def required(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]], *, key: bool = False) -> Column[Any]:
    """Return a column that always has a value; `key` makes it (part of) the primary key."""
    return Column(name, kind, nullable=False, primary_key=key)


def optional(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]]) -> Column[Any]:
    """Return a column that may be empty."""
    return Column(name, kind, nullable=True)


def counter(name: str) -> Column[Any]:
    """Return a column that counts from 0 on, also in rows that were there before it."""
    return Column(name, WholeNumber, nullable=False, server_default=text("0"))


def of_tenant(table: str, *columns: str) -> ForeignKeyConstraint:
    """Return a reference to a row of `table` of the same tenant: (tenant_id, columns) → its (tenant_id, id)."""
    return ForeignKeyConstraint(["tenant_id", *columns], [f"{table}.tenant_id", f"{table}.id"])


def whose() -> ForeignKeyConstraint:
    """Return the reference of every row to its tenant."""
    return ForeignKeyConstraint(["tenant_id"], ["tenant.id"])


def referable() -> UniqueConstraint:
    """Return what lets other rows of the tenant refer to this one."""
    return UniqueConstraint("tenant_id", "id")


def _encodes(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
