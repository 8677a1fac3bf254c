"""SQLite's single writer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import event, select, text

from app.adapters.database import group_commit, instance
from app.adapters.database.engines import Engines, open_engines
from app.adapters.database.group_commit import GroupCommit
from app.adapters.database.migrate import upgrade
from app.adapters.database.session import Database, Session
from app.adapters.database.tables import instance_fact
from app.errors import NotFound, StorageUnavailable


@pytest.fixture
def url(tmp_path: Path) -> str:
    address = f"sqlite:///{tmp_path / 'group.sqlite3'}"
    upgrade(address)
    return address


@pytest.fixture
def engines(url: str) -> Iterator[Engines]:
    opened = open_engines(url)
    yield opened
    opened.close()


@pytest.fixture
def writer(engines: Engines) -> Iterator[GroupCommit]:
    with closing(GroupCommit(engines.writing)) as opened:
        yield opened


def keys(engines: Engines) -> set[str]:
    with engines.reading.connect() as connection:
        return set(connection.scalars(select(instance_fact.c.key)))


@contextmanager
def busy(writer: GroupCommit) -> Iterator[None]:
    """Keep the writer busy, so that what is asked for meanwhile becomes one group."""
    started, go_on = Event(), Event()

    def hold(_: Session) -> None:
        started.set()
        go_on.wait(10)

    holder = Thread(target=writer.write, args=(hold,))
    holder.start()
    started.wait(10)
    yield
    wait_until(writer, 3)
    go_on.set()
    holder.join()


def wait_until(writer: GroupCommit, number: int) -> None:
    """Wait until that many works wait."""
    while writer.waiting < number:
        sleep(0.001)


def test_works_that_wait_are_committed_together(writer: GroupCommit, engines: Engines) -> None:
    commits: list[object] = []
    event.listen(engines.writing, "commit", commits.append)

    with ThreadPoolExecutor() as pool, busy(writer):
        for key in "abc":
            pool.submit(writer.write, lambda session, key=key: instance.put(session, key, "x"))

    assert keys(engines) == {"a", "b", "c"}
    assert len(commits) == 2, "one of the work that kept it busy, one of the three"


def test_a_failing_work_does_not_undo_its_neighbours(writer: GroupCommit, engines: Engines) -> None:
    def fail(session: Session) -> None:
        instance.put(session, "bad", "x")
        raise NotFound("on purpose")

    with ThreadPoolExecutor() as pool, busy(writer):
        good = pool.submit(writer.write, lambda session: instance.put(session, "good", "x"))
        bad = pool.submit(writer.write, fail)
        better = pool.submit(writer.write, lambda session: instance.put(session, "better", "x"))

    assert good.exception() is None
    assert better.exception() is None
    assert isinstance(bad.exception(), NotFound)
    assert keys(engines) == {"good", "better"}


def test_a_result_is_given_out_only_after_the_commit(writer: GroupCommit, engines: Engines) -> None:
    seen: list[set[str]] = []
    event.listen(engines.writing, "commit", lambda _: seen.append(keys(engines)))

    writer.write(lambda session: instance.put(session, "a", "x"))

    assert seen == [set()], "nothing is to be seen while it is committed"
    assert keys(engines) == {"a"}, "and all is to be seen once the caller has its result"


def test_a_commit_that_fails_fails_for_all_of_the_group(writer: GroupCommit, engines: Engines) -> None:
    broken = iter((False, True))

    def refuse(_: object) -> None:
        if next(broken, False):
            raise StorageUnavailable("the disk is gone")

    event.listen(engines.writing, "commit", refuse)
    with ThreadPoolExecutor() as pool, busy(writer):
        futures = [pool.submit(writer.write, lambda session, key=key: instance.put(session, key, "x")) for key in "abc"]

    assert [type(future.exception()) for future in futures] == [StorageUnavailable] * 3
    assert len({id(future.exception()) for future in futures}) == 3, "each caller raises an error of its own"
    assert keys(engines) == set()
    writer.write(lambda session: instance.put(session, "d", "x"))
    assert keys(engines) == {"d"}


def test_a_transaction_that_sqlite_gives_up_is_lost_for_all_of_the_group(writer: GroupCommit, engines: Engines) -> None:
    with engines.writing.begin() as connection:
        connection.execute(
            text("CREATE TRIGGER full_disk BEFORE INSERT ON instance_fact WHEN NEW.key = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'full'); END")
        )

    with ThreadPoolExecutor() as pool, busy(writer):
        futures = [pool.submit(writer.write, lambda session, key=key: instance.put(session, key, "x")) for key in ("good", "bad", "better")]

    assert {type(future.exception()) for future in futures} == {StorageUnavailable}
    assert keys(engines) == set()
    writer.write(lambda session: instance.put(session, "afterwards", "x"))
    assert keys(engines) == {"afterwards"}


def test_a_full_disk_stops_writing_and_nothing_else(engines: Engines, url: str) -> None:
    with closing(Database(url)) as database:
        database.write(lambda session: instance.put(session, "a", "x"))
        limited = open_engines(url)
        event.listen(limited.writing, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
        with closing(GroupCommit(limited.writing)) as writer, pytest.raises(StorageUnavailable):
            writer.write(lambda session: instance.put(session, "large", "x" * 1_000_000))
        limited.close()

        assert database.read(lambda session: instance.get(session, "a")) == "x"
        assert keys(engines) == {"a"}


def test_no_more_works_than_allowed_share_a_commit(writer: GroupCommit, engines: Engines) -> None:
    commits: list[object] = []
    event.listen(engines.writing, "commit", commits.append)
    many = group_commit.MAX_GROUP + 1

    with ThreadPoolExecutor(many) as pool, busy(writer):
        for number in range(many):
            pool.submit(writer.write, lambda session, number=number: instance.put(session, str(number), "x"))
        wait_until(writer, many)

    assert len(keys(engines)) == many
    assert len(commits) == 3


def test_a_work_may_not_ask_for_another_write(writer: GroupCommit) -> None:
    with pytest.raises(RuntimeError, match="pass it the session"):
        writer.write(lambda _: writer.write(lambda _: None))


def test_what_waits_when_the_writer_is_closed_is_still_written(engines: Engines) -> None:
    writer = GroupCommit(engines.writing)
    with ThreadPoolExecutor() as pool:
        with busy(writer):
            futures = [pool.submit(writer.write, lambda session, key=key: instance.put(session, key, "x")) for key in "abc"]
            wait_until(writer, 3)
            closing_thread = Thread(target=writer.close)
            closing_thread.start()
        closing_thread.join()

    assert [future.exception() for future in futures] == [None] * 3
    assert keys(engines) == {"a", "b", "c"}
