"""The second half of a restore: takes nothing back that others have seen, then lets the database be served from.

Slots that were handed out after the backup are unknown to it: so every list that it has open is sealed, and a new epoch opens new
ones. What was published after the backup stands in the journal.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.adapters.archive import Backup
from app.adapters.database import instance, restored, status_lists, tenants
from app.adapters.database.session import Session
from app.adapters.journal import read_journal
from app.errors import SigningError
from app.model.record import IssuerKey, KeyState
from app.services.audited import Deed, operator_actor, write_down
from app.services.installation import Installation
from app.services.merge_journal import Merged, merge_journal
from app.services.publish_status import publish_list
from app.services.published_before import published_before

UNKNOWN_PUBLICATIONS = 1_000_000
"""How many publications a list may have had since the backup where no journal says it: its versions go on above that."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to: the new epoch, how many lists were sealed, what the journal brought, which of its lines nobody can read.

    `unpublished` are the lists that cannot be signed now: they are as soon as their key can be used.
    """

    epoch: int
    sealed: int
    merged: Merged
    unreadable: tuple[int, ...] = ()
    unpublished: tuple[str, ...] = ()


def finish_restore(installation: Installation, backup: Backup, *, without_journal: bool) -> Restored:
    """Merge the journal, and the backup's copy of it, into the loaded database; seal, raise the epoch, publish every list anew.

    Raises StorageUnavailable: then nothing is changed, and nothing is served from the database.
    """
    live, copy = read_journal(installation.journal.path), read_journal(backup.journal)
    published = published_before(live.entries + copy.entries)
    usable = frozenset(key.id for key in published.keys.values() if _opens(installation, key))

    def work(session: Session) -> tuple[int, int, Merged]:
        sealed = restored.seal_all(session)
        if without_journal:
            _leave_room(session)
        merged = merge_journal(session, installation, published, usable)
        known = int(instance.get(session, instance.EPOCH) or 0)
        epoch = max(known, published.epoch) + 1
        instance.put(session, instance.EPOCH, str(epoch))
        instance.remove(session, instance.RESTORING)
        for tenant in tenants.all_of_them(session):
            write_down(session, operator_actor(tenant.id), Deed("backup.restored", "backup", backup.manifest.id), installation.clock())
        return epoch, sealed, merged

    installation.journal.adopt(backup.journal)
    epoch, sealed, merged = installation.database.write(work)
    return Restored(epoch, sealed, merged, live.unreadable or copy.unreadable, tuple(_unpublished(installation)))


def _leave_room(session: Session) -> None:
    for row in status_lists.all_of_them(session):
        restored.raise_version(session, row.id, row.version + UNKNOWN_PUBLICATIONS)


def _opens(installation: Installation, key: IssuerKey) -> bool:
    if key.state is not KeyState.ACTIVE:
        return False
    try:
        installation.signer_for(key)
    except SigningError:
        return False
    return True


def _unpublished(installation: Installation) -> Iterator[str]:
    """Publish every list anew; yield those that cannot be signed now."""
    for row in installation.database.read(status_lists.all_of_them):
        try:
            publish_list(installation, row.id)
        except SigningError:
            yield row.id
