"""A whole database as one file, and back into an empty one.

SQLite by its online backup: a copy of a file that is written to is no copy. PostgreSQL by `pg_dump` and `pg_restore`, which must be
there; the password travels in the environment, where no list of processes shows it.

Spec: https://www.sqlite.org/backup.html; https://www.postgresql.org/docs/current/app-pgdump.html
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, text

from app.adapters.database import migrate
from app.adapters.database.engines import PATIENCE_SECONDS, database_url, open_engines, open_migrating
from app.adapters.database.faults import storage_faults
from app.adapters.database.instance import RESTORING
from app.errors import ConfigurationError, Conflict, Malformed, StorageUnavailable

_BESIDE = ("", "-wal", "-journal")
"""What makes a SQLite database: a log without its file would be written into whatever file takes the name."""

_TABLES = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r'"
_UNFINISHED = f"INSERT INTO instance_fact (key, value) VALUES ('{RESTORING}', 'not finished')"  # noqa: S608 - both are ours
_MAX_REASON = 300


def kind_of(url: str) -> str:
    """Return `sqlite` or `postgresql`. Raises ConfigurationError."""
    return database_url(url).get_backend_name()


def is_empty(url: str) -> bool:
    """Return whether there is nothing at that URL that a restore could harm. Raises StorageUnavailable."""
    address = database_url(url)
    if address.get_backend_name() == "sqlite":
        return not any(_has_content(Path(f"{address.database}{ending}")) for ending in _BESIDE)
    with closing(open_engines(url)) as engines, storage_faults(), engines.reading.connect() as connection:
        return connection.execute(text(_TABLES)).scalar() == 0


def dump(url: str, file: Path) -> None:
    """Write the database, as it is at one moment, to a new file; others go on reading and writing.

    Raises StorageUnavailable; ConfigurationError where `pg_dump` is missing.
    """
    address = database_url(url)
    if address.get_backend_name() == "sqlite":
        with _sqlite_faults():
            _copy_sqlite(Path(address.database or ""), file)
        return
    _run("pg_dump", address, "--format=custom", "--schema=public", "--no-owner", "--no-privileges", f"--file={file}")


def load(url: str, file: Path) -> None:
    """Bring a dump into an empty database, with the fact `restoring`: until that is removed, nothing is served from it.

    Raises Conflict where the database is not empty, Malformed where the dump is damaged, StorageUnavailable.
    """
    if not is_empty(url):
        raise Conflict("The database is not empty: name an empty one with PROSCENIUM_DATABASE_URL. Nothing was changed.")
    address = database_url(url)
    if address.get_backend_name() == "sqlite":
        with _sqlite_faults():
            _load_sqlite(file, Path(address.database or ""))
        return
    whole = ("--single-transaction", "--exit-on-error", "--schema=public", "--no-owner", "--no-privileges", str(file))
    _run("pg_restore", address, "--section=pre-data", *whole)
    with closing(open_engines(url)) as engines, storage_faults(), engines.writing.begin() as connection:
        connection.execute(text(_UNFINISHED))
    _run("pg_restore", address, "--section=data", "--section=post-data", *whole)
    _gather_statistics(url)


def _gather_statistics(url: str) -> None:
    """Let PostgreSQL look at what was loaded: a dump has no statistics, and the time of our statements is bounded, that of this is not."""
    engine = open_migrating(url)
    try:
        with storage_faults(), engine.begin() as connection:
            connection.execute(text("ANALYZE"))
    finally:
        engine.dispose()


def _copy_sqlite(source: Path, file: Path) -> None:
    with closing(sqlite3.connect(source, timeout=PATIENCE_SECONDS)) as live, closing(sqlite3.connect(file)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # so that it is one file
        _check(copy)


def _load_sqlite(file: Path, target: Path) -> None:
    """Put the file in its place once it is whole and marked: until then there is no database."""
    migrate.make_folder(database_url(f"sqlite:///{target}"))
    part = target.with_name(f".{target.name}.restoring")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(file)) as dumped, closing(sqlite3.connect(part)) as copy:
            dumped.backup(copy)
            _check(copy)
            copy.execute(_UNFINISHED)
            copy.commit()
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _check(copy: sqlite3.Connection) -> None:
    found = copy.execute("PRAGMA quick_check").fetchone()
    if found != ("ok",):
        raise Malformed("The database is damaged: SQLite finds its pages inconsistent.")


def _has_content(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


@contextmanager
def _sqlite_faults() -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StorageUnavailable(f"The SQLite database cannot be copied: {error}.") from error
    except OSError as error:
        raise StorageUnavailable(f"The SQLite database cannot be copied: {error.strerror}.") from error


def _run(program: str, address: URL, *words: str) -> None:
    """Run one of PostgreSQL's own programs on that database. What it says of values stays inside: only its first line gets out."""
    found = shutil.which(program)
    if found is None:
        raise ConfigurationError(f"{program} is not there: install PostgreSQL's client programs, of the server's version or a newer one.")
    named = address.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(address.password)} if address.password else {})
    ran = subprocess.run([found, f"--dbname={named}", *words], env=environment, capture_output=True, check=False)  # noqa: S603
    if ran.returncode:
        reason = ran.stderr.decode(errors="replace").partition("\n")[0][:_MAX_REASON]
        raise StorageUnavailable(f"{program} could not do it: {reason}")
