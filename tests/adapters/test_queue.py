"""What is enqueued is carried out, once for its id, also by the next queue on the same data; on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Event, Lock
from threading import enumerate as all_threads

import pytest

from app.adapters.queue import THREADS, Queue, Work, state_url
from app.errors import Conflict, StorageUnavailable
from tests.databases import database_url, postgres, postgres_template, postgres_url, sqlite_template, sqlite_url
from tests.processes import until

__all__ = ["database_url", "postgres", "postgres_template", "postgres_url", "sqlite_template", "sqlite_url"]

MARKER = "Ada Example of Nowhere"
PATIENCE = 60.0


class Done:
    """What was carried out, in order."""

    def __init__(self) -> None:
        self.arguments: list[str] = []

    def __call__(self, argument: str) -> None:
        self.arguments.append(argument)

    def wait_for(self, *arguments: str) -> None:
        for _ in until(f"{arguments} are done", pause=0.005):
            if set(arguments) <= set(self.arguments):
                return


@contextmanager
def opened(url: str, folder: Path, threads: int = THREADS, **works: Work) -> Iterator[Queue]:
    queue = Queue(url, folder, threads)
    queue.start(works)
    try:
        yield queue
    finally:
        queue.close()


def names(count: int, prefix: str) -> list[str]:
    return [f"{prefix}-{number}" for number in range(count)]


def test_what_is_enqueued_is_carried_out_by_its_name_with_its_argument(database_url: str, tmp_path: Path) -> None:
    first, second = Done(), Done()

    with opened(database_url, tmp_path, first=first, second=second) as queue:
        for name in names(10, f"named-{tmp_path.name}"):
            queue.enqueue("first", f"1-{name}", name)
        queue.enqueue("second", f"2-{tmp_path}", "x")
        first.wait_for(*names(10, f"named-{tmp_path.name}"))
        second.wait_for("x")

    assert sorted(first.arguments) == names(10, f"named-{tmp_path.name}")
    assert second.arguments == ["x"]


def test_an_id_that_is_known_is_not_carried_out_again(database_url: str, tmp_path: Path) -> None:
    done = Done()
    with opened(database_url, tmp_path, work=done) as queue:
        queue.enqueue("work", f"same-{tmp_path}", "once")
        done.wait_for("once")
        queue.enqueue("work", f"same-{tmp_path}", "twice")
    with opened(database_url, tmp_path, work=done) as queue:
        queue.enqueue("work", f"same-{tmp_path}", "three times")
        queue.enqueue("work", f"other-{tmp_path}", "other")
        done.wait_for("other")

    assert done.arguments == ["once", "other"]


def test_it_opens_and_closes_as_often_as_one_likes_and_leaves_no_thread(database_url: str, tmp_path: Path) -> None:
    before = set(all_threads())
    done = Done()

    for number in range(3):
        with opened(database_url, tmp_path, work=done) as queue:
            queue.enqueue("work", f"again-{number}-{tmp_path}", str(number))
            done.wait_for(str(number))

    assert done.arguments == ["0", "1", "2"]
    assert set(all_threads()) <= before


def test_what_did_not_begin_is_carried_out_by_the_next_one(database_url: str, tmp_path: Path) -> None:
    begun, end, done = Event(), Event(), Done()

    def stuck(_: str) -> None:
        begun.set()
        end.wait(PATIENCE)

    with opened(database_url, tmp_path, 1, stuck=stuck, work=done) as queue:
        queue.enqueue("stuck", f"stuck-{tmp_path}", "x")
        assert begun.wait(PATIENCE)
        queue.enqueue("work", f"waits-{tmp_path}", "waits")
    end.set()
    assert done.arguments == []

    with opened(database_url, tmp_path, stuck=done, work=done):
        done.wait_for("waits", "x")


def test_no_more_are_under_way_than_there_are_threads(sqlite_url: str, tmp_path: Path) -> None:
    together, lock, under_way, most = Barrier(3), Lock(), [0], [0]
    done = Done()

    def work(argument: str) -> None:
        with lock:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        together.wait(PATIENCE)
        with lock:
            under_way[0] -= 1
        done(argument)

    with opened(sqlite_url, tmp_path, 3, work=work) as queue:
        for name in names(9, "many"):
            queue.enqueue("work", name, name)
        done.wait_for(*names(9, "many"))

    assert most == [3]


def test_a_process_has_one_queue(sqlite_url: str, tmp_path: Path) -> None:
    done = Done()
    with opened(sqlite_url, tmp_path, work=done) as queue:
        with pytest.raises(Conflict):
            Queue(sqlite_url, tmp_path).start({"work": done})

        queue.enqueue("work", "still", "works")
        done.wait_for("works")


def test_where_its_state_cannot_be_kept_it_does_not_open_and_the_next_one_may(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable):
        Queue(f"sqlite:///{tmp_path}/missing/database.sqlite3", tmp_path).start({})

    with opened(sqlite_url, tmp_path):
        pass


def test_closing_one_that_is_not_open_does_nothing(sqlite_url: str, tmp_path: Path) -> None:
    queue = Queue(sqlite_url, tmp_path)

    queue.close()
    queue.start({})
    queue.close()
    queue.close()


def test_of_an_error_the_name_of_its_class_is_kept(sqlite_url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    raised = Event()

    def work(_: str) -> None:
        raised.set()
        raise ValueError(MARKER)

    with opened(sqlite_url, tmp_path, work=work) as queue:
        queue.enqueue("work", "wrong", "argument-of-it")
        assert raised.wait(PATIENCE)

    state = b"".join(path.read_bytes() for path in tmp_path.glob("*-queue.sqlite3*"))
    assert b"argument-of-it" in state
    assert MARKER.encode() not in state
    assert b"ValueError" in state
    assert "".join(capfd.readouterr()) == ""


def test_it_forgets_what_is_old_and_nothing_else(sqlite_url: str, tmp_path: Path) -> None:
    done = Done()
    with opened(sqlite_url, tmp_path, work=done) as queue:
        for name in names(5, "old"):
            queue.enqueue("work", name, name)
        done.wait_for(*names(5, "old"))

        assert queue.forget_before(datetime.now(UTC) - timedelta(hours=1)) == 0
        assert queue.forget_before(datetime.now(UTC) + timedelta(hours=1)) == 5
        assert queue.forget_before(datetime.now(UTC) + timedelta(hours=1)) == 0


def test_its_state_lies_beside_ours() -> None:
    assert state_url("sqlite:///var/proscenium.sqlite3") == "sqlite:///var/proscenium-queue.sqlite3"
    assert state_url("postgres://me:secret@host/name") == "postgresql+psycopg://me:secret@host/name"
