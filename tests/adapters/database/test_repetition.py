"""What PostgreSQL's writer does when another transaction was faster, or the connection was lost."""

from collections.abc import Callable
from contextlib import closing
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from app.adapters.database import instance, tenants
from app.adapters.database.repetition import MAX_REPETITIONS, repeated
from app.adapters.database.session import Database, Session
from app.errors import Conflict, StorageUnavailable
from app.model.record import Tenant
from tests.adapters.database.stock import NOON

HANG_UP = text("SELECT pg_terminate_backend(pg_backend_pid())")


class Reported(Exception):
    """What the driver reports, with PostgreSQL's code."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def failing(error: DBAPIError, times: int) -> tuple[Callable[[], str], list[int]]:
    attempts: list[int] = []

    def attempt() -> str:
        attempts.append(1)
        if len(attempts) <= times:
            raise error
        return "done"

    return attempt, attempts


def reported(sqlstate: str) -> DBAPIError:
    kind = IntegrityError if sqlstate.startswith("23") else OperationalError
    return kind("UPDATE …", None, Reported(sqlstate))


@pytest.mark.parametrize("sqlstate", ["40001", "40P01", "23505"])
def test_a_transaction_that_lost_a_race_is_run_again(sqlstate: str) -> None:
    attempt, attempts = failing(reported(sqlstate), times=2)

    assert repeated(attempt) == "done"
    assert len(attempts) == 3


def test_a_transaction_is_run_again_five_times_and_no_more() -> None:
    attempt, attempts = failing(reported("23505"), times=100)

    with pytest.raises(IntegrityError):
        repeated(attempt)

    assert len(attempts) == 1 + MAX_REPETITIONS == 6


@pytest.mark.parametrize("sqlstate", ["23502", "23503", "53100", "57014"])
def test_what_would_fail_again_is_not_run_again(sqlstate: str) -> None:
    attempt, attempts = failing(reported(sqlstate), times=1)

    with pytest.raises(DBAPIError):
        repeated(attempt)

    assert len(attempts) == 1


def test_a_connection_lost_before_the_commit_costs_only_a_repetition(postgres_url: str) -> None:
    lost = iter((True, False))

    def work(session: Session) -> None:
        instance.put(session, "a", "b")
        if next(lost):
            session.execute(HANG_UP)

    with closing(Database(postgres_url)) as database:
        database.write(work)

        assert database.read(lambda session: instance.get(session, "a")) == "b"


def test_connections_that_died_in_the_pool_cost_only_a_repetition(postgres_url: str) -> None:
    with closing(Database(postgres_url)) as database, closing(Database(postgres_url)) as other:
        database.ping()
        others = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
        other.write(lambda session: session.execute(others))

        database.ping()
        database.write(lambda session: instance.put(session, "a", "b"))


def test_a_connection_that_is_lost_again_and_again_is_an_unavailable_storage(postgres_url: str) -> None:
    with closing(Database(postgres_url)) as database, pytest.raises(StorageUnavailable):
        database.write(lambda session: session.execute(HANG_UP))


def test_a_connection_lost_during_the_commit_is_not_repeated(postgres_url: str) -> None:
    runs: list[int] = []

    def work(session: Session) -> None:
        runs.append(1)
        instance.put(session, "a", "b")
        raw = session.connection().connection.dbapi_connection
        assert raw is not None
        raw.close()

    with closing(Database(postgres_url)) as database:
        with pytest.raises(StorageUnavailable, match="during the commit"):
            database.write(work)

        assert len(runs) == 1
        assert database.read(lambda session: instance.get(session, "a")) is None


def test_whoever_loses_the_race_for_a_unique_value_finds_the_winners_row(database: Database) -> None:
    start, found = Barrier(8), []

    def add_or_find(number: int) -> None:
        def work(session: Session) -> str:
            known = tenants.by_slug(session, "inspire")
            if known is not None:
                return known.id
            tenants.add(session, Tenant(f"tnt_{number}", "inspire"), NOON)
            return f"tnt_{number}"

        start.wait()
        found.append(database.write(work))

    threads = [Thread(target=add_or_find, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_double_that_stays_one_is_a_conflict_in_the_end(postgres_url: str) -> None:
    runs: list[int] = []

    def work(session: Session) -> None:
        runs.append(1)
        tenants.add(session, Tenant(f"tnt_{len(runs)}", "inspire"), NOON)

    with closing(Database(postgres_url)) as database:
        database.write(work)
        with pytest.raises(Conflict):
            database.write(work)

    assert len(runs) == 1 + 1 + MAX_REPETITIONS


def test_a_double_that_shows_only_at_the_commit_is_a_conflict_too(postgres_url: str) -> None:
    runs: list[int] = []

    def work(session: Session) -> None:
        runs.append(1)
        session.execute(text("CREATE TEMPORARY TABLE late (id INTEGER UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP"))
        session.execute(text("INSERT INTO late VALUES (1), (1)"))

    with closing(Database(postgres_url)) as database, pytest.raises(Conflict):
        database.write(work)

    assert len(runs) == 1 + MAX_REPETITIONS


def test_a_lock_that_is_not_had_in_time_is_an_unavailable_storage(postgres_url: str) -> None:
    def impatient(session: Session) -> None:
        session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        session.execute(text("LOCK TABLE tenant"))

    def hold(session: Session) -> None:
        session.execute(text("LOCK TABLE tenant"))
        with pytest.raises(StorageUnavailable):
            database.write(impatient)

    with closing(Database(postgres_url)) as database:
        database.write(hold)


@pytest.mark.parametrize(
    ("setting", "value"), [("timezone", "UTC"), ("synchronous_commit", "on"), ("lock_timeout", "10s"), ("statement_timeout", "15s")]
)
def test_a_connection_has_the_settings_that_our_promises_need(postgres_url: str, setting: str, value: str) -> None:
    with closing(Database(postgres_url)) as database:
        assert database.read(lambda session: session.scalar(text(f"SHOW {setting}"))) == value


def test_settings_in_the_url_are_the_operators(postgres_url: str) -> None:
    with closing(Database(f"{postgres_url}&options=-c%20lock_timeout%3D3s")) as database:
        assert database.read(lambda session: session.scalar(text("SHOW lock_timeout"))) == "3s"
