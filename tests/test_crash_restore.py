"""kill -9 at every step of a restore: nothing is served from what is half restored, and it works on another database.

Decision: docs/decisions/0012-backup-and-the-journal.md; what holds besides: `tests/invariants.py`. Both databases.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

import orjson
import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from pydantic import SecretStr
from sqlalchemy import make_url

from app.adapters.archive import unpacked
from app.adapters.database.status_lists import all_of_them
from app.adapters.journal import Journal
from app.adapters.keystores.data_key import open_data_key
from app.errors import ConfigurationError, Conflict
from app.main import open_installation
from app.services.backup import back_up
from app.services.finish_restore import finish_restore
from app.services.issue import issue
from app.services.load_backup import Target, load_backup
from app.services.publish_status import publish_list
from app.services.settle_installation import settle_restored
from tests.callers import Order
from tests.dying import Steps, deaths, mortal_installation
from tests.invariants import Told, assert_invariants, bits_in
from tests.restoring import postgres_programs
from tests.sites import PASSPHRASE, Site, database_url, postgres, postgres_template, postgres_url, site, sqlite_template, sqlite_url
from tests.test_crash import rows
from tests.test_crash_publish import issued, revoked
from tests.test_jobs_crash import order_of

__all__ = ["database_url", "postgres", "postgres_programs", "postgres_template", "postgres_url", "site", "sqlite_template", "sqlite_url"]

LAST_OF_HALF, FIRST_OF_WHOLE = "within finish_restore", "after finish_restore"
"""Whoever dies at the first one or before leaves a database that serves nobody; later, only lists are to be signed again."""

_NUMBERS = count()


@pytest.fixture
def fresh_sites(site: Site, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Site]]:
    """What makes the site anew, on an empty database of the same kind; its keys and its journal are the same."""
    made: list[str] = []

    def fresh() -> Site:
        name = f"restored_{os.getpid()}_{next(_NUMBERS)}"
        url = f"sqlite:///{tmp_path / name}.sqlite3"
        if not site.settings.database.startswith("sqlite"):
            with psycopg.connect(request.getfixturevalue("postgres"), autocommit=True) as connection:
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
            made.append(name)
            url = make_url(site.settings.database).set(database=name).render_as_string(hide_password=False)
        return Site(site.settings.model_copy(update={"database_url": SecretStr(url)}), site.api_key)

    yield fresh
    for name in made:
        with psycopg.connect(request.getfixturevalue("postgres"), autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def restore_and_die(site: Site, file: Path, path: str, steps: Steps) -> None:
    """Do as `proscenium restore` does, where each step may be the last one."""
    os.environ["PATH"] = path
    with unpacked(file) as backup:
        load(site, file)
        steps.reach("after the database is loaded")
        with closing(open_installation(site.settings, settle=settle_restored)) as installation:
            finish_restore(mortal_installation(installation, steps), backup, without_journal=False)


def load(site: Site, file: Path) -> None:
    """Bring the backup into the site's database."""
    settings = site.settings
    data_keys = open_data_key(settings.keys_dir, PASSPHRASE.encode())
    target = Target(settings.database, settings.public_url, settings.mode, data_keys, Journal(settings.journal_folder))
    with unpacked(file) as backup:
        load_backup(backup, target, without_journal=False)


def lists_of(site: Site) -> set[object]:
    return {row[0] for row in rows(site, "SELECT list_id FROM status_slot")}


@pytest.mark.usefixtures("postgres_programs")
def test_wherever_a_restore_died_nothing_is_served_before_its_end_and_another_one_takes_nothing_back(
    site: Site, fresh_sites: Callable[[], Site], tmp_path: Path
) -> None:
    file, sites = tmp_path / "backup.tar", []
    with site.opened() as installation:
        ids = issued(installation, site, 3)
        back_up(installation, site.settings.database, file)
        revoked(installation, site, ids[0])
        (row,) = installation.database.read(all_of_them)
        published = publish_list(installation, row.id)

    def restore_on_another(_: int) -> partial[None]:
        sites.append(fresh_sites())
        return partial(restore_and_die, sites[-1], file, os.environ["PATH"])

    died_at = list(deaths(tmp_path, restore_on_another))

    end = died_at.index(FIRST_OF_WHOLE)
    assert (died_at[0], died_at[end - 1]) == ("after the database is loaded", LAST_OF_HALF)
    assert {"before a signature", "within a line of the journal", "within _kept", "after _kept"} <= set(died_at[end:])
    for half in sites[:end]:
        with pytest.raises(ConfigurationError, match="not finished"), half.opened():
            pass
    with pytest.raises(Conflict, match="not empty"):
        load(sites[0], file)
    for whole in (sites[end], sites[-1]):
        with whole.opened() as installation:
            again = publish_list(installation, row.id)
            assert again.version > published.version
            assert bits_in(orjson.loads(again.body)) == bits_in(orjson.loads(published.body)) != frozenset()
            before = lists_of(whole)
            issue(installation, order_of(whole, installation, Order(len(ids))))
            assert len(lists_of(whole) - before) == 1
    with sites[-1].opened() as installation:  # the audit trails of the others say that a later restore is known
        assert_invariants(installation, Told({ids[0]: "revoked", ids[1]: "issued", ids[2]: "issued"}))
