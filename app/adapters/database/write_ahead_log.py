"""Empties SQLite's write-ahead log: what was deleted stands there until its pages are written over.

Spec: https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
"""

from contextlib import closing
from sqlite3 import Cursor, OperationalError

from sqlalchemy import Engine

from app.adapters.database.engines import PATIENCE_SECONDS

ATTEMPTS, MILLISECONDS = 4, 250
"""How often, and how long each time, those who read from the log are waited for."""


def empty_log(engine: Engine, attempts: int = ATTEMPTS) -> bool:
    """Return whether the log is empty now, and all of it in the database; who reads for long may hinder that."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {MILLISECONDS}")
        try:
            return any(_emptied(cursor) for _ in range(attempts))  # type: ignore[arg-type]  # SQLite's own cursor
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE_SECONDS * 1000}")


def _emptied(cursor: Cursor) -> bool:
    try:
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except OperationalError:
        return False
    return busy is not None and busy[0] == 0
