"""Reads, writes and transactions, on both databases."""

from contextlib import closing
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from app.adapters.database import instance, tenants
from app.adapters.database.engines import open_engines
from app.adapters.database.session import Database, Session
from app.adapters.database.tables import instance_fact
from app.errors import ConfigurationError, Conflict, Malformed, NotFound, StorageUnavailable
from app.model.record import Tenant
from tests.adapters.database.stock import NOON


def facts(database: Database) -> int:
    return database.read(lambda session: session.scalar(select(func.count()).select_from(instance_fact))) or 0


def fail_after_writing(session: Session) -> None:
    instance.put(session, "half", "done")
    raise NotFound("on purpose")


def test_what_a_work_returns_is_returned(database: Database) -> None:
    assert database.write(lambda _: 42) == 42
    assert database.read(lambda _: 43) == 43


def test_what_is_written_is_read(database: Database) -> None:
    database.write(lambda session: instance.put(session, "public_url", "http://localhost:8000"))

    assert database.read(lambda session: instance.get(session, "public_url")) == "http://localhost:8000"


def test_a_failing_work_leaves_nothing(database: Database) -> None:
    with pytest.raises(NotFound, match="on purpose"):
        database.write(fail_after_writing)

    assert facts(database) == 0


def test_whatever_a_work_raises_reaches_its_caller(database: Database) -> None:
    def work(_: Session) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        database.write(work)

    assert database.write(lambda _: "still alive") == "still alive"


def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(StorageUnavailable):
        database.read(lambda session: instance.put(session, "a", "b"))

    assert facts(database) == 0


def test_a_read_sees_one_snapshot(database: Database) -> None:
    def work(session: Session) -> tuple[str | None, str | None]:
        before = instance.get(session, "a")
        writer = Thread(target=database.write, args=(lambda other: instance.put(other, "a", "new"),))
        writer.start()
        writer.join()
        return before, instance.get(session, "a")

    assert database.read(work) == (None, None)
    assert database.read(lambda session: instance.get(session, "a")) == "new"


def test_a_double_is_a_conflict_that_names_no_value(database: Database) -> None:
    database.write(lambda session: tenants.add(session, Tenant("tnt_1", "inspire"), NOON))

    with pytest.raises(Conflict) as caught:
        database.write(lambda session: tenants.add(session, Tenant("tnt_2", "inspire"), NOON))

    assert "slug" in caught.value.detail
    assert "inspire" not in caught.value.detail


def test_a_broken_statement_is_our_mistake_and_shows_as_such(database: Database) -> None:
    with pytest.raises((ProgrammingError, StorageUnavailable)):
        database.read(lambda session: session.execute(text("SELECT nothing FROM nowhere")))


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_text_that_cannot_be_stored_is_refused(database: Database, value: str) -> None:
    with pytest.raises(Malformed):
        database.read(lambda session: instance.get(session, value))
    with pytest.raises(Malformed):
        database.write(lambda session: instance.put(session, "a", value))


def test_many_threads_write_and_all_is_there(database: Database) -> None:
    start = Barrier(32)

    def add(number: int) -> None:
        start.wait()
        database.write(lambda session: instance.put(session, f"fact {number}", "x"))

    threads = [Thread(target=add, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert facts(database) == 32


def test_a_database_that_answers_answers_the_ping(database: Database) -> None:
    database.ping()


def test_a_closed_database_writes_no_more(database_url: str) -> None:
    database = Database(database_url)
    database.write(lambda session: instance.put(session, "a", "b"))
    database.close()

    if database_url.startswith("sqlite"):
        with pytest.raises(StorageUnavailable):
            database.write(lambda _: None)


def test_closing_finishes_what_was_asked_for(database_url: str) -> None:
    database, started, go_on = Database(database_url), Event(), Event()

    def slow(session: Session) -> None:
        started.set()
        go_on.wait(10)
        instance.put(session, "a", "b")

    writer = Thread(target=database.write, args=(slow,))
    writer.start()
    started.wait(10)
    go_on.set()
    writer.join()
    database.close()

    with closing(Database(database_url)) as again:
        assert facts(again) == 1


def test_no_server_is_an_unavailable_storage() -> None:
    with closing(Database("postgresql://nobody@127.0.0.1:1/nothing")) as database:
        for use in (database.ping, lambda: database.write(lambda session: instance.put(session, "a", "b"))):
            with pytest.raises(StorageUnavailable):
                use()


def test_no_folder_is_an_unavailable_storage(tmp_path: Path) -> None:
    with closing(Database(f"sqlite:///{tmp_path / 'nowhere' / 'file.sqlite3'}")) as database:
        for use in (database.ping, lambda: database.write(lambda _: None)):
            with pytest.raises(StorageUnavailable):
                use()


def test_a_file_that_is_no_database_is_an_unavailable_storage(tmp_path: Path) -> None:
    path = tmp_path / "file.sqlite3"
    path.write_bytes(b"no database" * 1000)

    with closing(Database(f"sqlite:///{path}")) as database, pytest.raises(StorageUnavailable):
        database.ping()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite+aiosqlite:///x", "mysql://localhost/x", "nonsense", ""])
def test_a_database_that_we_cannot_promise_anything_for_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        Database(url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_has_several_names(scheme: str) -> None:
    engines = open_engines(f"{scheme}://localhost/x")

    assert engines.writing.url.drivername == "postgresql+psycopg"
    engines.close()


def test_a_password_stays_out_of_the_error() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Database("mysql://user:secret@localhost/x")

    assert "secret" not in caught.value.detail
