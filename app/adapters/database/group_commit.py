"""SQLite's single writer: one thread, one queue; whatever waits there is committed together.

SQLite has one writer at a time anyway, and pays for a durable commit by the disk's turn, not by the row. Each work runs in a
savepoint of its own, so its failure undoes only itself; its result is given out only after the COMMIT that all share.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread, current_thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.adapters.database.faults import storage_faults
from app.errors import CredentialServiceError, StorageUnavailable

T = TypeVar("T")

MAX_GROUP = 64


@dataclass(frozen=True, slots=True)
class _Job:
    """One work and whoever waits for it."""

    work: Callable[[Session], Any]
    future: Future[Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one work came to, before the commit."""

    value: Any = None
    error: BaseException | None = None


class GroupCommit:
    """The writer of one SQLite file in this process, by transactions of `engine`; other processes take turns by SQLite's own lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._gate = Lock()
        self._closed = False
        self._thread = Thread(target=self._run, name="database-writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[Session], T]) -> T:
        """Return what `work` returns, once it is committed; raise what it raises, or StorageUnavailable."""
        if current_thread() is self._thread:
            raise RuntimeError("A work that writes may not ask for another write: pass it the session.")
        future: Future[T] = Future()
        with self._gate:
            if self._closed or not self._thread.is_alive():
                raise StorageUnavailable("The database is closed.")
            self._jobs.put(_Job(work, future))
        return future.result()

    @property
    def waiting(self) -> int:
        """How many works wait for their transaction, about."""
        return self._jobs.qsize()

    def close(self) -> None:
        """Finish what was asked for, then stop."""
        with self._gate:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while group := self._next_group():
            self._carry_out(group)

    def _next_group(self) -> list[_Job]:
        """Return the jobs that wait, at least one; none when the database is closed."""
        group: list[_Job] = []
        while not group or (len(group) < MAX_GROUP and not self._jobs.empty()):
            job = self._jobs.get()
            if job is None:
                self._jobs.put(None)
                break
            group.append(job)
        return group

    def _carry_out(self, group: list[_Job]) -> None:
        try:
            outcomes = self._commit(group)
        except (CredentialServiceError, SQLAlchemyError) as error:
            outcomes = [_Outcome(error=_not_stored(error)) for _ in group]
        for job, outcome in zip(group, outcomes, strict=True):
            _deliver(job.future, outcome)

    def _commit(self, group: list[_Job]) -> list[_Outcome]:
        """Return the outcomes of all jobs, committed. Raises StorageUnavailable: then nothing of any of them is stored."""
        with storage_faults(), self._engine.connect() as connection, connection.begin():
            return [_attempt(connection, job) for job in group]


def _attempt(connection: Connection, job: _Job) -> _Outcome:
    try:
        with storage_faults(), Session(connection, join_transaction_mode="create_savepoint") as session, session.begin():
            return _Outcome(job.work(session))
    except BaseException as error:
        # Whatever a work raises belongs to the thread that waits for it. Only when SQLite gave the whole transaction up, as it
        # does for some errors, a full disk among them, is it everybody's.
        if not _in_transaction(connection):
            raise StorageUnavailable("The database gave the transaction up.") from error
        return _Outcome(error=error)


def _not_stored(error: Exception) -> StorageUnavailable:
    """Return an error for one of those whose commit failed: each thread raises its own."""
    fault = StorageUnavailable("Nothing was stored: the database does not write.")
    fault.__cause__ = error
    return fault


def _in_transaction(connection: Connection) -> bool:
    return bool(getattr(connection.connection.dbapi_connection, "in_transaction", False))


def _deliver(future: Future[Any], outcome: _Outcome) -> None:
    if outcome.error is None:
        future.set_result(outcome.value)
    else:
        future.set_exception(outcome.error)
