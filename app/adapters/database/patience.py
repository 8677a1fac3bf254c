"""PostgreSQL connections that wait only so long for a server that is connected but silent.

The kernel of a frozen server goes on to acknowledge what we send, so keepalives and `tcp_user_timeout` notice nothing: they are for
servers that are gone. A server that runs ends what takes too long by itself (`statement_timeout`), well before this patience ends.

Spec: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
"""

from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.abc import PQGen

T = TypeVar("T")


def patient_connection(seconds: float) -> type[psycopg.Connection[Any]]:
    """Return the class of connections that wait at most `seconds` for each answer, then close and raise OperationalError."""

    class PatientConnection(psycopg.Connection[Any]):
        def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
            try:
                return super().wait(gen, interval, seconds if timeout is None else timeout)
            except errors._WaitTimeout as error:  # noqa: SLF001  # no public name; psycopg bids its callers handle it
                self.pgconn.finish()  # nobody knows what the server will still say on this connection
                raise errors.ConnectionTimeout(f"no answer within {seconds} seconds") from error

    return PatientConnection


def connecting(seconds: float) -> Callable[[object, object, tuple[Any, ...], dict[str, Any]], psycopg.Connection[Any]]:
    """Return what connects for the engine, for SQLAlchemy's event `do_connect`."""
    kind = patient_connection(seconds)

    def connect(_dialect: object, _record: object, arguments: tuple[Any, ...], options: dict[str, Any]) -> psycopg.Connection[Any]:
        return kind.connect(*arguments, **options)

    return connect
