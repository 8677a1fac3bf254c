"""Opens SQLite and PostgreSQL so that both keep the same promises: durable commits, enforced foreign keys, bounded waits.

SQLite: write-ahead log, synchronous=FULL, transactions that write begin IMMEDIATE, readers cannot write. PostgreSQL: psycopg 3,
READ COMMITTED for writes, one read-only snapshot for reads.

Spec: https://www.sqlite.org/pragma.html; https://www.postgresql.org/docs/current/runtime-config-client.html
"""

from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Connection as SqliteConnection
from typing import Any

from psycopg import Connection as PostgresConnection
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from app.adapters.database.patience import connecting
from app.errors import ConfigurationError

PATIENCE_SECONDS = 10
"""How long a transaction waits for another one's lock before it gives up."""
SILENCE_SECONDS = 20.0
"""How long we wait for any answer of PostgreSQL; it ends a statement by itself after less."""

_POOL: dict[str, Any] = {"pool_size": 20, "max_overflow": 20, "pool_timeout": 5, "hide_parameters": True}
_SQLITE_PRAGMAS = (
    f"busy_timeout = {PATIENCE_SECONDS * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "journal_size_limit = 67108864",
)
_POSTGRES_OPTIONS = (
    f"-c timezone=UTC -c synchronous_commit=on -c lock_timeout={PATIENCE_SECONDS}s "
    "-c statement_timeout=15s -c idle_in_transaction_session_timeout=60s"
)
_KEEPALIVES = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": int(SILENCE_SECONDS * 1000),
}
"""A server that is gone without a word is noticed within half a minute also where nobody asks it anything."""
_MIGRATING_OPTIONS = f"-c timezone=UTC -c lock_timeout={PATIENCE_SECONDS}s -c statement_timeout=0"


@dataclass(frozen=True, slots=True)
class Engines:
    """Two ways into one database: `reading` sees one snapshot and cannot write, `writing` can."""

    reading: Engine
    writing: Engine
    sqlite: bool

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.reading.dispose()
        self.writing.dispose()


def open_engines(url: str, silence: float = SILENCE_SECONDS) -> Engines:
    """Return the engines of that database; nothing is connected yet. Raises ConfigurationError for a URL of another kind.

    `silence`: how many seconds a PostgreSQL server may take for any answer.
    """
    address = database_url(url)
    if address.get_backend_name() == "sqlite":
        return Engines(_sqlite(address, "BEGIN", "query_only = ON"), _sqlite(address, "BEGIN IMMEDIATE"), sqlite=True)
    writing = _postgres(address, _POSTGRES_OPTIONS)
    event.listen(writing, "do_connect", connecting(silence))
    event.listen(writing, "checkout", _as_the_server_says)
    reading = writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(reading, writing, sqlite=False)


def open_migrating(url: str) -> Engine:
    """Return the engine for migrations: SQLite rebuilds tables, so it checks foreign keys afterwards, not meanwhile."""
    address = database_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address, "BEGIN IMMEDIATE", foreign_keys=False)
    return _postgres(address, _MIGRATING_OPTIONS)


def database_url(url: str) -> URL:
    """Return the URL with its driver, or raise ConfigurationError; `postgresql://` and `postgres://` mean psycopg 3."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError("The database URL cannot be read: expected sqlite:///FILE or postgresql://HOST/NAME") from error
    if address.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername != "sqlite":
        raise ConfigurationError(f"The database URL begins with {address.drivername}: expected sqlite or postgresql")
    if address.database in {None, "", ":memory:"}:
        raise ConfigurationError("The database URL names no file: expected sqlite:///FILE, since several connections share it")
    return address


def _sqlite(address: URL, begin: str, *pragmas: str, foreign_keys: bool = True) -> Engine:
    engine = create_engine(address, connect_args={"timeout": PATIENCE_SECONDS}, **_POOL)
    checks = f"foreign_keys = {'ON' if foreign_keys else 'OFF'}"
    event.listen(engine, "connect", _with_pragmas((*_SQLITE_PRAGMAS, checks, *pragmas)))
    event.listen(engine, "begin", _beginning(begin))
    return engine


def _with_pragmas(pragmas: tuple[str, ...]) -> Callable[[SqliteConnection, object], None]:
    def prepare(connection: SqliteConnection, _: object) -> None:
        connection.isolation_level = None  # else the driver begins transactions by itself, and not always
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    return prepare


def _beginning(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def _as_the_server_says(connection: PostgresConnection, *_: object) -> None:
    """Let a connection that was used for reading write again only where the server does: it may be told to take no writes."""
    connection.read_only = None


def _postgres(address: URL, options: str) -> Engine:
    settings = _KEEPALIVES | ({} if "options" in address.query else {"options": options})
    return create_engine(address, connect_args={"connect_timeout": PATIENCE_SECONDS, **settings}, **_POOL)
