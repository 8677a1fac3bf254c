"""Runs a transaction again where the database says that this helps: another one was faster, or the connection was lost.

Spec: https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html
"""

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from psycopg.errors import ConnectionTimeout
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")

MAX_REPETITIONS = 5

_UNIQUE_VIOLATION = "23505"
_REPEATABLE = frozenset({"40001", "40P01", _UNIQUE_VIOLATION})
"""Serialisation failure, deadlock, unique violation: in the last case the other's row is there to be found at the next attempt."""

_FIRST_PAUSE_SECONDS = 0.01


def repeated(attempt: Callable[[], T]) -> T:
    """Return what `attempt` returns. It is a whole transaction, and is run at most five times more."""
    for number in range(MAX_REPETITIONS):
        try:
            return attempt()
        except DBAPIError as error:
            if not may_be_repeated(error):
                raise
            pause_after(number, error)
    return attempt()


def may_be_repeated(error: DBAPIError) -> bool:
    """Return whether the same transaction may succeed now, and has certainly left nothing behind.

    Not where the server was silent too long: whoever waited that long is told so, and does not wait as long again.
    """
    if isinstance(error.orig, ConnectionTimeout):
        return False
    return error.connection_invalidated or state_of(error) in _REPEATABLE


def pause_after(number: int, error: DBAPIError) -> None:
    """Wait a random part of a time that doubles with each attempt; not at all where somebody else has already finished."""
    if state_of(error) != _UNIQUE_VIOLATION:
        time.sleep(_FIRST_PAUSE_SECONDS * 2**number * (1 + secrets.randbelow(100) / 100))


def state_of(error: DBAPIError) -> str | None:
    """Return the SQLSTATE that PostgreSQL gave, or None."""
    return getattr(error.orig, "sqlstate", None)
