"""The second half of a restore: takes nothing back that others have seen, then lets the database be served from.

Slots that were handed out after the backup are unknown to it: so every list that it has open is sealed, and a new epoch opens new
ones. What was published after the backup stands in the journal, and who was erased. The audit trail is told what happened to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.adapters.archive import Backup
from app.adapters.database import instance, restored, status_lists, tenants
from app.adapters.database.session import Session
from app.adapters.journal import read_journal
from app.errors import SigningError
from app.model.journal import JournaledAuditKey, JournaledRestore
from app.model.record import IssuerKey, KeyState
from app.services.audit_checkpoints import epoch_now
from app.services.audited import Deed, operator_actor, write_down
from app.services.declare_restore import Begun, SignedTrail, declare_restore, signed_trail
from app.services.erase_recipient import shed_log
from app.services.installation import Installation
from app.services.merge_journal import Merged, merge_journal
from app.services.publish_status import publish_list
from app.services.published_before import Published, published_before

UNKNOWN_PUBLICATIONS = 1_000_000
"""How many publications a list may have had since the backup where no journal says it: its versions go on above that."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to: the new epoch, how many lists were sealed, what the journal brought, which of its lines nobody can read.

    `unpublished` are the lists that cannot be signed now: they are as soon as their key can be used. `declared`: whether the audit
    trail says what happened to it, where checkpoints are kept: it does unless its key cannot be used.
    """

    epoch: int
    sealed: int
    merged: Merged
    unreadable: tuple[int, ...] = ()
    unpublished: tuple[str, ...] = ()
    declared: bool = True


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is merged into which backup's database, and where that is declared."""

    backup: Backup
    published: Published
    usable: frozenset[str]
    trail: SignedTrail | None
    without_journal: bool


def finish_restore(installation: Installation, backup: Backup, *, without_journal: bool) -> Restored:
    """Merge the journal, and the backup's copy of it, into the loaded database; seal, raise the epoch, publish every list anew.

    Raises StorageUnavailable: then nothing is changed, and nothing is served from the database.
    """
    live, copy = read_journal(installation.journal.path), read_journal(backup.journal)
    published = published_before(copy.entries + live.entries)
    installation.journal.adopt(backup.journal)
    usable = frozenset(key.id for key in published.keys.values() if _opens(installation, key))
    trail, declared = _signed_trail(installation, published.audit_key)
    plan = _Plan(backup, published, usable, trail, without_journal)
    epoch, sealed, merged = installation.database.write(lambda session: _carry_out(session, installation, plan))
    shed_log(installation)
    unpublished = tuple(_unpublished(installation))
    return Restored(epoch, sealed, merged, live.unreadable or copy.unreadable, unpublished, declared)


def _signed_trail(installation: Installation, made: JournaledAuditKey | None) -> tuple[SignedTrail | None, bool]:
    try:
        return signed_trail(installation, made), True
    except SigningError:
        return None, False


def _carry_out(session: Session, installation: Installation, plan: _Plan) -> tuple[int, int, Merged]:
    """Return the new epoch, how many lists were sealed, what was merged. What is written outside of the database comes last."""
    sealed = restored.seal_all(session)
    if plan.without_journal:
        _leave_room(session)
    merged = merge_journal(session, installation, plan.published, plan.usable)
    known, signed = epoch_now(session), plan.trail.epoch if plan.trail else 0
    begun = Begun(max(known, plan.published.epoch, signed) + 1, known)
    instance.put(session, instance.EPOCH, str(begun.epoch))
    instance.remove(session, instance.RESTORING)
    last = plan.trail.last.sha256 if plan.trail and plan.trail.last else None
    manifest, moment = plan.backup.manifest, installation.clock()
    deed = Deed(f"backup.restored:{begun.epoch}", "backup", manifest.id, before_sha256=last)
    for tenant in tenants.all_of_them(session):
        write_down(session, operator_actor(tenant.id), deed, moment)
    installation.journal.append(JournaledRestore(begun.epoch, manifest.id, moment))
    if plan.trail is not None:
        declare_restore(session, installation, plan.trail, manifest, begun)
    return begun.epoch, sealed, merged


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
