"""What a signed checkpoint says of a restore: from where the trail goes on, in a new epoch, and what was signed before.

The origin of a checkpoint tells the epoch of its trail: `HOST/audit`, then `HOST/audit/epoch-1` and so on. The first checkpoint of an
epoch declares the restore that began it, in lines of its own. Decision: docs/decisions/0021-restored-trails.md
"""

import re
from dataclasses import dataclass
from datetime import datetime

from app.crypto.chains import ChainHead
from app.schemas.moments import read_moment, write_moment

_EPOCH = re.compile(r"/epoch-([1-9][0-9]{0,8})")
_RESTORED = re.compile(r"restored ([0-9TZ:-]+) from (\S+) of ([0-9TZ:-]+) in epoch (0|[1-9][0-9]{0,8})")
_BEFORE = re.compile(r"before (\S+) (0|[1-9][0-9]{0,17}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Declaration:
    """A restore: the trail goes on from `head`, which the backup of `made_at` had, and which stood in the trail of `parent`'s epoch.

    `before`: what was signed last before the restore, where something was.
    """

    head: ChainHead
    restored_at: datetime
    backup_id: str
    made_at: datetime
    parent: int
    before: ChainHead | None = None

    @property
    def sentence(self) -> str:
        """What was restored and what is not here, in plain words."""
        told = "nothing was signed then" if self.before is None else f"{self.before.size} were signed then"
        return (
            f"Restored on {self.restored_at:%Y-%m-%d %H:%M} UTC from a backup of {self.made_at:%Y-%m-%d %H:%M} UTC: events after place "
            f"{self.head.size} of the earlier trail ({told}) are not here."
        )


def origin_of_epoch(trail: str, epoch: int) -> str:
    """Return the origin of checkpoints of a trail in that epoch."""
    return f"{trail}/epoch-{epoch}" if epoch else trail


def epoch_of(trail: str, head: ChainHead) -> int | None:
    """Return the epoch of a checkpoint, or None where it is of another trail."""
    if head.origin == trail:
        return 0
    found = _EPOCH.fullmatch(head.origin.removeprefix(trail)) if head.origin.startswith(trail) else None
    return int(found[1]) if found else None


def declaring(declaration: Declaration) -> ChainHead:
    """Return the head that is signed to declare a restore."""
    at, made_at, before = write_moment(declaration.restored_at), write_moment(declaration.made_at), declaration.before
    lines = [f"restored {at} from {declaration.backup_id} of {made_at} in epoch {declaration.parent}"]
    if before is not None:
        lines.append(f"before {before.origin} {before.size} {before.sha256}")
    head = declaration.head
    return ChainHead(head.origin, head.size, head.sha256, tuple(lines))


def declared_by(head: ChainHead) -> Declaration | None:
    """Return the restore that the head declares, or None where it is an ordinary checkpoint."""
    first, *rest = head.extensions or ("",)
    found = _RESTORED.fullmatch(first)
    if found is None:
        return None
    named = _BEFORE.fullmatch(rest[0]) if rest else None
    before = ChainHead(named[1], int(named[2]), named[3]) if named else None
    bare = ChainHead(head.origin, head.size, head.sha256)
    return Declaration(bare, read_moment(found[1]), found[2], read_moment(found[3]), int(found[4]), before)
