"""Backs an installation up: its database, as it was at one moment, and its journal, in one file. Keys are backed up apart."""

from pathlib import Path

from app.adapters.archive import DUMP, JOURNAL, VERSION, Manifest, packing, write_archive
from app.adapters.database import dumps, instance, migrate, tenants
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.errors import StorageUnavailable
from app.services.audited import Deed, operator_actor, write_down
from app.services.installation import Installation
from app.services.settle_installation import facts_of


def back_up(installation: Installation, database_url: str, file: Path) -> Manifest:
    """Write the backup to `file`, which is not there yet, tell every tenant's audit trail, and remember when; return what it is of.

    The journal is copied after the database, so that it lacks nothing that the database has. Nobody is kept from working meanwhile.

    Raises:
        Conflict: there is such a file.
        ConfigurationError: PostgreSQL's programs are missing.
        StorageUnavailable: the database cannot be read, or the file not be written.
    """
    with packing(file) as folder:
        manifest = _manifest(installation, database_url)
        dumps.dump(database_url, folder / DUMP)
        installation.journal.copy_to(folder / JOURNAL)
        written = write_archive(file, manifest, folder)
    installation.database.write(lambda session: _tell(session, installation, written))
    return written


def _manifest(installation: Installation, database_url: str) -> Manifest:
    moment, revision = installation.clock(), migrate.current(database_url)
    if revision is None:
        raise StorageUnavailable("The database has no schema: there is nothing to back up.")
    epoch = installation.database.read(lambda session: instance.get(session, instance.EPOCH))
    return Manifest(
        version=VERSION,
        id=new_id("bkp", moment),
        created_at=moment,
        database=dumps.kind_of(database_url),
        revision=revision,
        epoch=int(epoch or 0),
        parts={},
        **facts_of(installation),
    )


def _tell(session: Session, installation: Installation, manifest: Manifest) -> None:
    instance.put(session, instance.BACKED_UP, manifest.created_at.isoformat())
    for tenant in tenants.all_of_them(session):
        write_down(session, operator_actor(tenant.id), Deed("backup.made", "backup", manifest.id), installation.clock())
