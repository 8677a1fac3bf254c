from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, inspect, text
from sqlalchemy.exc import ProgrammingError

from app.adapters.database import migrate
from app.adapters.database.engines import open_engines, open_migrating
from app.adapters.database.tables import metadata
from app.errors import ConfigurationError, StorageUnavailable


def tables_of(url: str) -> set[str]:
    engine = open_migrating(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def test_a_fresh_database_has_no_revision(empty_database_url: str) -> None:
    assert migrate.current(empty_database_url) is None


def test_an_upgrade_leads_to_the_newest_revision(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)

    assert migrate.current(empty_database_url) == migrate.newest()
    assert tables_of(empty_database_url) == {*metadata.tables, "alembic_version"}


def test_a_database_is_there_once_it_has_a_schema(empty_database_url: str) -> None:
    assert not migrate.is_there(empty_database_url)

    migrate.upgrade(empty_database_url)

    assert migrate.is_there(empty_database_url)


def test_asking_for_a_database_makes_none(tmp_path: Path) -> None:
    assert not migrate.is_there(f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_answer_is_not_there() -> None:
    assert not migrate.is_there("postgresql://nobody@127.0.0.1:1/nothing")


def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)

    assert migrate.current(database_url) == migrate.newest()


def test_every_migration_has_its_way_back(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)

    migrate.downgrade(empty_database_url, "base")

    assert tables_of(empty_database_url) == {"alembic_version"}
    assert migrate.current(empty_database_url) is None


def test_down_and_up_again_leads_to_the_same_schema(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    for revision in ("0006", "0005", "0004", "0003", "0002", "0001", "base"):
        migrate.downgrade(empty_database_url, revision)
        assert migrate.current(empty_database_url) == (None if revision == "base" else revision)

    migrate.upgrade(empty_database_url)

    assert migrate.current(empty_database_url) == migrate.newest()
    assert tables_of(empty_database_url) == {*metadata.tables, "alembic_version"}


def test_migrations_make_exactly_the_tables_that_the_code_expects(database_url: str) -> None:
    engine = open_engines(database_url).writing

    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

    assert differences == []
    engine.dispose()


def test_migrations_make_the_checks_that_the_code_expects(database_url: str) -> None:
    engine = open_engines(database_url).writing
    expected = {
        table.name: {constraint.name for constraint in table.constraints if isinstance(constraint, CheckConstraint)}
        for table in metadata.tables.values()
    }

    assert {name: checks_of(engine, name) for name in expected} == expected
    engine.dispose()


def checks_of(engine: Engine, table: str) -> set[str | None]:
    return {check["name"] for check in inspect(engine).get_check_constraints(table)}


def test_every_row_has_its_tenant() -> None:
    without = {name for name, table in metadata.tables.items() if "tenant_id" not in table.columns}

    assert without == {"tenant", "instance_fact", "vc_api_challenge"}


def test_rows_refer_to_others_only_within_their_tenant() -> None:
    loose = [
        f"{table.name} → {constraint.referred_table.name}"
        for table in metadata.tables.values()
        for constraint in table.foreign_key_constraints
        if "tenant_id" not in constraint.column_keys
    ]

    assert loose == ["status_event → status_slot"], "and that one refers to its list, which has its tenant, as well"


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty_database_url: str) -> None:
    engine = open_migrating(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE outbox (id TEXT)"))
    engine.dispose()

    with pytest.raises((StorageUnavailable, ProgrammingError)):
        migrate.upgrade(empty_database_url)

    assert tables_of(empty_database_url) == {"outbox"}


def test_migrating_works_from_any_folder(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    migrate.upgrade(empty_database_url)

    assert migrate.current(empty_database_url) == migrate.newest()


def test_a_database_of_another_kind_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="mysql"):
        migrate.upgrade("mysql://localhost/x")


def test_the_folder_of_a_sqlite_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path / 'new' / 'fresh.sqlite3'}")

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigurationError, match="cannot be made"):
        migrate.upgrade(f"sqlite:///{tmp_path / 'file' / 'fresh.sqlite3'}")


def test_a_url_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        migrate.is_there(f"nonsense {tmp_path}")
