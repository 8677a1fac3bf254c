"""Brings a database's schema up to date, or back. Each change is one file in `migrations/versions/`, with its way back."""

from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL

from app.adapters.database.engines import database_url, open_engines
from app.adapters.database.faults import storage_faults
from app.errors import ConfigurationError, StorageUnavailable

MIGRATIONS = Path(__file__).resolve().parents[3] / "migrations"


def upgrade(url: str) -> None:
    """Make every change that the database does not have yet; nothing at all if one of them fails.

    Raises:
        StorageUnavailable: the database does not answer, or another process migrates it and does not finish.
        ConfigurationError: the URL or the folder of migrations is wrong, or SQLite's folder is not there and cannot be made.
    """
    make_folder(database_url(url))
    with storage_faults():
        command.upgrade(_config(url), "head")


def downgrade(url: str, revision: str) -> None:
    """Take every change after `revision` back; `base` takes all back, and with them everything that is stored."""
    with storage_faults():
        command.downgrade(_config(url), revision)


def current(url: str) -> str | None:
    """Return the revision that the database has; None where it has no schema."""
    with closing(open_engines(url)) as engines, storage_faults(), engines.reading.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_there(url: str) -> bool:
    """Return whether there is a database with a schema at that URL; makes none, and is not stopped by one that does not answer."""
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        return False
    try:
        return current(url) is not None
    except StorageUnavailable:
        return False


def newest() -> str | None:
    """Return the revision that this version of the service needs."""
    return ScriptDirectory.from_config(_config("")).get_current_head()


def knows(revision: str) -> bool:
    """Return whether this version of the service has that revision: it cannot take back what a newer one changed."""
    return revision in {each.revision for each in ScriptDirectory.from_config(_config("")).walk_revisions()}


def make_folder(address: URL) -> None:
    """Make the folder of a SQLite file, for its owner alone; one that is there stays as it is."""
    if address.get_backend_name() != "sqlite":
        return
    folder = Path(address.database or "").parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"The folder of the database, {folder}, cannot be made: {error.strerror}") from error


def _config(url: str) -> Config:
    if not MIGRATIONS.is_dir():
        raise ConfigurationError(f"There are no migrations at {MIGRATIONS}: run the service from its repository")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config
