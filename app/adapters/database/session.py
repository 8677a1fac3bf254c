"""Transactions. `read` sees one snapshot, `write` commits or leaves nothing; no other module commits.

SQLite and PostgreSQL differ here and nowhere above. SQLite: one writer thread, whatever waits is committed together.
PostgreSQL: each write in its caller's thread, run again where the database says so; a work must therefore be repeatable: it
reads what it decides upon through its session, and touches nothing else.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.adapters.database.engines import SILENCE_SECONDS, open_engines
from app.adapters.database.faults import storage_faults
from app.adapters.database.group_commit import GroupCommit
from app.adapters.database.repetition import repeated
from app.adapters.database.write_ahead_log import empty_log
from app.errors import StorageUnavailable

__all__ = ["Database", "Session"]

T = TypeVar("T")


class Writer(Protocol):
    """Commits what a work did, or nothing of it."""

    def write(self, work: Callable[[Session], T]) -> T:
        """Return what `work` returns, once it is committed."""
        ...

    def close(self) -> None:
        """Finish what was asked for, then stop."""
        ...


class Repeating:
    """PostgreSQL's writer: runs a work in the caller's thread, again where the database says that this helps."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, work: Callable[[Session], T]) -> T:
        """Return what `work` returns, once it is committed."""
        with storage_faults():
            return repeated(lambda: self._attempt(work))

    def close(self) -> None:
        """Do nothing: no thread runs."""

    def _attempt(self, work: Callable[[Session], T]) -> T:
        with Session(self._engine) as session:
            result = work(session)
            try:
                session.commit()
            except DBAPIError as error:
                if error.connection_invalidated:
                    raise StorageUnavailable("The connection was lost during the commit: ask again whether it was done.") from error
                raise
            return result


class Database:
    """One database, shared by all threads of a process.

    Args:
        url: `sqlite:///FILE` or `postgresql://…`. The schema must be there: see `migrate`.
        silence: how many seconds a PostgreSQL server may take for any answer.
    """

    def __init__(self, url: str, silence: float = SILENCE_SECONDS) -> None:
        self._engines = open_engines(url, silence)
        writing = self._engines.writing
        self._writer: Writer = GroupCommit(writing) if self._engines.sqlite else Repeating(writing)

    def read(self, work: Callable[[Session], T]) -> T:
        """Return what `work` returns; all of it sees the database as it was at one moment. Raises StorageUnavailable."""

        def attempt() -> T:
            with Session(self._engines.reading) as session:
                return work(session)

        with storage_faults():
            return repeated(attempt)

    def write(self, work: Callable[[Session], T]) -> T:
        """Return what `work` returns, once it is durably stored.

        `work` may be run several times, and on SQLite in another thread; it must not call `write` itself.

        Raises:
            Conflict: it does not fit what is stored.
            StorageUnavailable: nothing was stored, or (a connection lost during the commit) it cannot be known.
        """
        return self._writer.write(work)

    def ping(self) -> None:
        """Return when the database answers; raise StorageUnavailable when it does not."""
        self.read(lambda session: session.execute(select(1)))

    def shed_log(self) -> bool:
        """Move SQLite's write-ahead log into the database and empty it; return whether that could be done: a long reader hinders it.

        What was deleted is overwritten in the database (`secure_delete`), but in the log it stands until then.
        """
        return not self._engines.sqlite or empty_log(self._engines.writing)

    def writes(self) -> bool:
        """Return whether it takes changes, or answers only; raise StorageUnavailable when it does not answer."""
        self.ping()
        try:
            return self.write(self._takes_changes)
        except StorageUnavailable:
            return False

    def _takes_changes(self, session: Session) -> bool:
        """Return whether this transaction may write; on SQLite, that it began says so."""
        return self._engines.sqlite or session.execute(text("SHOW transaction_read_only")).scalar() == "off"

    def close(self) -> None:
        """Finish what was asked for and close every connection."""
        self._writer.close()
        self._engines.close()
