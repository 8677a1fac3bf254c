"""Declares a restore in the file of checkpoints, signed: the audit trail goes on from what the backup had, and says so.

Without it an older database is found out as one: `audit verify` says that the trail has shrunk. Decision:
docs/decisions/0021-restored-trails.md
"""

from dataclasses import dataclass

from app.adapters.archive import Manifest
from app.adapters.checkpoint_file import CheckpointFile
from app.adapters.database import audit_chain
from app.adapters.database.audit_chain import Link
from app.adapters.database.session import Session
from app.crypto.chains import START, ChainHead, write_head
from app.crypto.signed_notes import sign_note
from app.model.journal import JournaledAuditKey
from app.model.secured import Signer
from app.services.audit_checkpoints import AuditKey, adopt_audit_key, last_signed, settle_audit_key, signing_key
from app.services.installation import Installation
from app.services.restored_trails import Declaration, declaring, epoch_of, origin_of_epoch


@dataclass(frozen=True, slots=True)
class SignedTrail:
    """What was signed before a restore, and with what the restore is signed."""

    file: CheckpointFile
    key: AuditKey
    signer: Signer
    last: ChainHead | None

    @property
    def epoch(self) -> int:
        """The epoch of the last checkpoint."""
        return (epoch_of(self.key.public.name, self.last) or 0) if self.last else 0


@dataclass(frozen=True, slots=True)
class Begun:
    """The epoch that a restore begins, and the one in which its backup was made."""

    epoch: int
    parent: int


def signed_trail(installation: Installation, made: JournaledAuditKey | None) -> SignedTrail | None:
    """Return what was signed before; None where no checkpoints are kept. `made`: the key, as the journal knows it.

    Raises SigningError where the key cannot be used, StorageUnavailable.
    """
    if installation.audit_checkpoints is None:
        return None
    if made is not None:
        installation.database.write(lambda session: adopt_audit_key(session, made))
    file, key = CheckpointFile(installation.audit_checkpoints), settle_audit_key(installation)
    return SignedTrail(file, key, installation.signer_for(signing_key(key, installation.clock())), last_signed(file, key))


def declare_restore(session: Session, installation: Installation, trail: SignedTrail, manifest: Manifest, begun: Begun) -> None:
    """Sign from where the trail goes on; return when that is on the disk. A declaration of which nothing came does no harm.

    Raises SigningError, StorageUnavailable.
    """
    kept, moment = audit_chain.head(session) or Link(0, "", START), installation.clock()
    head = ChainHead(origin_of_epoch(trail.key.public.name, begun.epoch), kept.seq, kept.chain_sha256)
    declaration = Declaration(head, moment, manifest.id, manifest.created_at, begun.parent, trail.last)
    trail.file.append(sign_note(write_head(declaring(declaration)), trail.key.public, trail.signer.sign), moment)
