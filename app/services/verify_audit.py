"""Walks the whole audit trail: every event is what it was, in its place, and what was signed of it still holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path

from app.adapters.checkpoint_file import CheckpointFile
from app.adapters.database import audit, audit_chain
from app.adapters.database.audit_chain import Link, StoredEvent
from app.adapters.database.session import Session
from app.adapters.journal import read_journal
from app.crypto.chains import START, ChainHead, read_head
from app.crypto.signed_notes import NoteKey, open_note
from app.errors import InvalidSignature, MalformedProof
from app.services.audit_checkpoints import audit_key, epoch_now
from app.services.chain_audit import BATCH, next_link
from app.services.installation import Installation
from app.services.published_before import published_before
from app.services.restored_trails import Declaration, declared_by, epoch_of

_BEFORE_ALL = -(2**62)
"""A place before every other, also before those that nobody ever gave out."""


class AuditVerdict(IntEnum):
    """What the walk came to; the number is the exit code of `proscenium audit verify`."""

    OK = 0
    BROKEN = 2
    SHRUNK = 3
    BAD_SIGNATURE = 4
    FORKED = 5


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The verdict and why; `size` events have their place, `waiting` have none yet, `checkpoints` were compared.

    `restores`: what the trail went through, in plain words, the oldest first.
    """

    verdict: AuditVerdict
    says: str
    size: int
    waiting: int
    checkpoints: int
    restores: tuple[str, ...] = ()


@dataclass(slots=True)
class _Walk:
    """What a walk found: the last link, the digest at every size that somebody asked for, and the first fault."""

    last: Link
    waiting: int = 0
    heads: dict[int, str] = field(default_factory=dict)
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class _Signed:
    """What the notes of a file say: every head with its epoch, the restores by the epoch that they began, how many notes are not ours."""

    heads: tuple[tuple[int, ChainHead], ...]
    restores: Mapping[int, Declaration]
    foreign: int

    @property
    def epoch(self) -> int:
        """The highest epoch in which something was signed."""
        return max((epoch for epoch, _ in self.heads), default=0)


def verify_audit(installation: Installation, file: Path | None, key: NoteKey | None = None) -> AuditReport:
    """Return whether the trail is whole and is the one that was signed.

    Args:
        installation: whose trail.
        file: the signed checkpoints: those of this installation, or a copy that was kept elsewhere.
        key: the public half of the key for checkpoints as it was written down elsewhere; by default what the database says.
    """
    known, epoch = installation.database.read(lambda session: (audit_key(session, installation), epoch_now(session)))
    signed = _signed(CheckpointFile(file).notes() if file is not None else (), key or (known.public if known else None))
    told = max(signed.epoch, published_before(read_journal(installation.journal.path).entries).epoch)
    walk = installation.database.read(lambda session: _walked(session, frozenset(head.size for _, head in signed.heads)))
    binding, restores = _of_this_trail(signed, epoch)
    verdict, says = _judged(walk, signed, binding)
    if verdict in {AuditVerdict.OK, AuditVerdict.BAD_SIGNATURE} and told > epoch:
        verdict, says = AuditVerdict.SHRUNK, f"This database was restored {epoch} times, but {told} restores are known: it is an older one."
    return AuditReport(verdict, says, walk.last.seq, walk.waiting, len(signed.heads), tuple(each.sentence for each in restores))


def _of_this_trail(signed: _Signed, epoch: int) -> tuple[tuple[ChainHead, ...], tuple[Declaration, ...]]:
    """Return the heads that must hold for a database of that epoch, and the restores that it went through, the oldest first.

    A restore keeps of the earlier trail what its backup had; what was signed beyond that is gone, and what was signed of a trail that
    is none of its ancestors says nothing. What nobody declared cuts nothing off.
    """
    binding: list[ChainHead] = []
    restores: list[Declaration] = []
    limit, epoch = None, min(epoch, signed.epoch)
    while epoch >= 0:
        binding += [head for each, head in signed.heads if each == epoch and (limit is None or head.size <= limit)]
        restore = signed.restores.get(epoch)
        if restore is not None:
            restores.insert(0, restore)
            limit = restore.head.size if limit is None else min(limit, restore.head.size)
        epoch = min(restore.parent, epoch - 1) if restore is not None else epoch - 1
    return tuple(binding), tuple(restores)


def _judged(walk: _Walk, signed: _Signed, binding: Sequence[ChainHead]) -> tuple[AuditVerdict, str]:
    """Return the first verdict that holds, the gravest first."""
    if walk.fault is not None:
        return AuditVerdict.BROKEN, walk.fault
    if (forked := _forked(walk, signed, binding)) is not None:
        return AuditVerdict.FORKED, f"Two trails of {forked} events were signed, or one was and another is there."
    largest = max((head.size for head in binding), default=0)
    if largest > walk.last.seq:
        return AuditVerdict.SHRUNK, f"{largest} events were signed, {walk.last.seq} are there."
    if missing := [restore for restore in signed.restores.values() if _lacks(signed, restore.before)]:
        return AuditVerdict.SHRUNK, f"The checkpoint that a restore names as the last one before it is not there: {missing[0].sentence}"
    if signed.foreign:
        return AuditVerdict.BAD_SIGNATURE, f"{signed.foreign} checkpoints are not signed by the audit key."
    return AuditVerdict.OK, "Every event is in its place, and is what was signed."


def _lacks(signed: _Signed, before: ChainHead | None) -> bool:
    return before is not None and all(replace(head, extensions=()) != before for _, head in signed.heads)


def _forked(walk: _Walk, signed: _Signed, binding: Sequence[ChainHead]) -> int | None:
    """Return the smallest size for which there is more than one trail: in what must hold, or in what was signed in one epoch."""
    digests: dict[tuple[int, int], set[str]] = {}
    for epoch, head in signed.heads:
        digests.setdefault((head.size, epoch), set()).add(head.sha256)
    for head in binding:
        digests.setdefault((head.size, -1), {walk.heads.get(head.size, head.sha256)}).add(head.sha256)
    return next((size for (size, _), found in sorted(digests.items()) if len(found) > 1), None)


def _walked(session: Session, sizes: frozenset[int]) -> _Walk:
    walk = _Walk(Link(0, "", START))
    for stored in _chained(session):
        expected = next_link(walk.last, stored)
        if stored.link != expected or stored.entry_sha256 != audit.entry_sha256(stored.event):
            walk.fault = f"The event after place {walk.last.seq} ({stored.event.id}) is not what was chained there."
            return walk
        walk.last = expected
        if expected.seq in sizes:
            walk.heads[expected.seq] = expected.chain_sha256
    walk.waiting = audit_chain.unchained_count(session)
    walk.fault = next((_altered(stored) for stored in audit_chain.unchained(session, walk.waiting) if _altered(stored)), None)
    return walk


def _altered(stored: StoredEvent) -> str | None:
    same = stored.entry_sha256 == audit.entry_sha256(stored.event)
    return None if same else f"The event {stored.event.id} is not what was stored."


def _chained(session: Session) -> Iterator[StoredEvent]:
    after = _BEFORE_ALL
    while found := audit_chain.chained(session, after, BATCH):
        yield from found
        after = max(stored.link.seq for stored in found if stored.link is not None)


def _signed(notes: Sequence[str], key: NoteKey | None) -> _Signed:
    """Return what the notes say that this key signed."""
    heads = [found for note in notes if key is not None and (found := _opened(note, key)) is not None]
    restores = {epoch: restore for epoch, head in heads if (restore := declared_by(head)) is not None}
    return _Signed(tuple(heads), restores, len(notes) - len(heads))


def _opened(note: str, key: NoteKey) -> tuple[int, ChainHead] | None:
    """Return the head that the note says, and its epoch; None where it is not signed by that key, or is of another trail."""
    try:
        head = read_head(open_note(note, key))
    except (InvalidSignature, MalformedProof):
        return None
    epoch = epoch_of(key.name, head)
    return None if epoch is None else (epoch, head)
