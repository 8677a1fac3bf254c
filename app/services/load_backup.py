"""The first half of a restore: judges whether a backup fits, then brings its database in. Nothing is served from it before the second.

`finish_restore` is the second half.
"""

from dataclasses import dataclass

from app.adapters.archive import VERSION, Backup, Manifest
from app.adapters.database import dumps, migrate
from app.adapters.journal import Journal
from app.adapters.keystores.data_key import DataKeys
from app.errors import ConfigurationError, Conflict
from app.services.settle_installation import fingerprint

_NO_JOURNAL = (
    "What was published since the backup is written down there: without it revoked credentials may become valid again, and lists and "
    "keys that the backup does not know are lost. Bring the journal back, or, where it is lost for good, give --without-journal."
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a backup is to be restored: an empty database, the address and mode of this environment, its data secret and its journal."""

    database_url: str
    public_url: str
    mode: str
    data_keys: DataKeys
    journal: Journal


def load_backup(backup: Backup, target: Target, *, without_journal: bool) -> None:
    """Bring the backup's database into the empty one.

    Raises:
        ConfigurationError: it is of another address, mode, kind of database or newer schema, its data was written with another
            secret, or the journal is not there or lacks what the backup's copy has (but for `without_journal`).
        Conflict: the database is not empty.
        StorageUnavailable: the database does not answer; Malformed: the dump is damaged.
    """
    _check_fits(backup.manifest, target)
    if not without_journal:
        _check_journal(backup, target.journal)
    if not dumps.is_empty(target.database_url):
        raise Conflict("The database is not empty: name an empty one with PROSCENIUM_DATABASE_URL. Nothing was changed.")
    dumps.load(target.database_url, backup.dump)


def _check_fits(manifest: Manifest, target: Target) -> None:
    if manifest.version != VERSION or not migrate.knows(manifest.revision):
        raise ConfigurationError(
            f"This backup was made by another version (schema {manifest.revision}): restore it with that one or a newer."
        )
    if manifest.public_url != target.public_url:
        raise ConfigurationError(
            f"This backup is of {manifest.public_url}, but the settings say {target.public_url}: its DIDs would not resolve."
        )
    if manifest.mode != target.mode:
        raise ConfigurationError(f"This backup was made in {manifest.mode} mode and cannot be restored in {target.mode} mode.")
    if manifest.database != dumps.kind_of(target.database_url):
        raise ConfigurationError(f"This backup is of a {manifest.database} database: PROSCENIUM_DATABASE_URL names another kind.")
    if manifest.data_key != fingerprint(target.data_keys):
        raise ConfigurationError(
            "The data secret in PROSCENIUM_KEYS_DIR is not the one that this backup was written with: bring the right data.key back first."
        )


def _check_journal(backup: Backup, journal: Journal) -> None:
    if not journal.is_there():
        raise ConfigurationError(f"There is no journal in {journal.folder} (PROSCENIUM_JOURNAL_DIR). {_NO_JOURNAL}")
    if not journal.begins_with(backup.journal):
        raise ConfigurationError(f"The journal in {journal.folder} lacks lines that the backup's copy has. {_NO_JOURNAL}")
