"""Dumps: a whole database as it was at one moment, and back into an empty one."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from app.adapters.database import dumps, instance, tenants
from app.adapters.database.session import Database
from app.adapters.database.tables import status_slot
from app.errors import ConfigurationError, Conflict, Malformed, StorageUnavailable
from tests.adapters.database.shop import Shop
from tests.restoring import empty_like, postgres_programs

__all__ = ["postgres_programs"]


@pytest.fixture
def empty_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database of the same kind."""
    yield from empty_like(database_url, request, tmp_path)


@pytest.mark.usefixtures("postgres_programs")
def test_a_dump_comes_back_whole_and_marked(database: Database, database_url: str, empty_url: str, tmp_path: Path) -> None:
    shop = Shop(database)
    database.write(shop.issued)
    dumps.dump(database_url, tmp_path / "dump")
    database.write(shop.issued)

    dumps.load(empty_url, tmp_path / "dump")

    with closing(Database(empty_url)) as other:
        assert [tenant.id for tenant in other.read(tenants.all_of_them)] == [shop.tenant_id]
        assert len(other.read(lambda session: session.execute(select(status_slot)).all())) == 1
        assert other.read(lambda session: instance.get(session, instance.RESTORING)) is not None
    assert not dumps.is_empty(empty_url)


@pytest.mark.usefixtures("postgres_programs")
def test_no_bound_on_statements_hinders_a_dump(
    database: Database, database_url: str, empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(database)
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=1ms -c lock_timeout=1ms")  # as a role may have them

    dumps.dump(database_url, tmp_path / "dump")
    dumps.load(empty_url, tmp_path / "dump")

    with closing(Database(empty_url)) as other:
        assert [tenant.id for tenant in other.read(tenants.all_of_them)] == [shop.tenant_id]


@pytest.mark.usefixtures("postgres_programs")
def test_a_database_that_has_anything_is_not_written_to(database: Database, database_url: str, tmp_path: Path) -> None:
    dumps.dump(database_url, tmp_path / "dump")
    shop = Shop(database)

    with pytest.raises(Conflict, match="not empty"):
        dumps.load(database_url, tmp_path / "dump")

    assert [tenant.id for tenant in database.read(tenants.all_of_them)] == [shop.tenant_id]


@pytest.mark.usefixtures("postgres_programs")
def test_a_damaged_dump_leaves_an_empty_database(empty_database_url: str, tmp_path: Path) -> None:
    (tmp_path / "dump").write_bytes(b"neither of the two" * 500)

    with pytest.raises(StorageUnavailable):
        dumps.load(empty_database_url, tmp_path / "dump")

    assert dumps.is_empty(empty_database_url)


def test_pages_that_contradict_each_other_are_found(sqlite_url: str, tmp_path: Path) -> None:
    dumps.dump(sqlite_url, tmp_path / "dump")
    with closing(sqlite3.connect(tmp_path / "dump")) as copy:
        copy.execute("PRAGMA writable_schema = ON")
        copy.execute("UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'tenant'")
        copy.commit()

    with pytest.raises((Malformed, StorageUnavailable)):
        dumps.load(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path / "dump")

    assert not (tmp_path / "new.sqlite3").exists()
    assert [path.name for path in tmp_path.iterdir() if "restoring" in path.name] == []


def test_without_postgresqls_programs_the_advice_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(ConfigurationError, match="pg_dump is not there"):
        dumps.dump("postgresql://somebody@127.0.0.1:1/nothing", tmp_path / "dump")


@pytest.mark.usefixtures("postgres_programs")
def test_a_password_never_stands_in_the_complaint(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="pg_dump could not do it") as caught:
        dumps.dump("postgresql://somebody:very-secret@127.0.0.1:1/nothing", tmp_path / "dump")

    assert "very-secret" not in caught.value.detail


def test_a_sqlite_file_that_is_none_cannot_be_dumped(tmp_path: Path) -> None:
    (tmp_path / "none.sqlite3").write_bytes(b"no database" * 1000)

    with pytest.raises(StorageUnavailable, match="cannot be copied"):
        dumps.dump(f"sqlite:///{tmp_path / 'none.sqlite3'}", tmp_path / "dump")
