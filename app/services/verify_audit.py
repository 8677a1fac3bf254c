"""Walks the whole audit trail: every event is what it was, in its place, and what was signed of it still holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from app.adapters.checkpoint_file import CheckpointFile
from app.adapters.database import audit, audit_chain
from app.adapters.database.audit_chain import Link, StoredEvent
from app.adapters.database.session import Session
from app.crypto.chains import START, ChainHead, read_head
from app.crypto.signed_notes import NoteKey, open_note
from app.errors import InvalidSignature, MalformedProof
from app.services.audit_checkpoints import audit_key
from app.services.chain_audit import BATCH, next_link
from app.services.installation import Installation

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
    """The verdict and why; `size` events have their place, `waiting` have none yet, `checkpoints` were compared."""

    verdict: AuditVerdict
    says: str
    size: int
    waiting: int
    checkpoints: int


@dataclass(slots=True)
class _Walk:
    """What a walk found: the last link, the digest at every size that somebody asked for, and the first fault."""

    last: Link
    waiting: int = 0
    heads: dict[int, str] = field(default_factory=dict)
    fault: str | None = None


def verify_audit(installation: Installation, file: Path | None, key: NoteKey | None = None) -> AuditReport:
    """Return whether the trail is whole and is the one that was signed.

    Args:
        installation: whose trail.
        file: the signed checkpoints: those of this installation, or a copy that was kept elsewhere.
        key: the public half of the key for checkpoints as it was written down elsewhere; by default what the database says.
    """
    known = installation.database.read(lambda session: audit_key(session, installation))
    trusted = key or (known.public if known else None)
    notes = CheckpointFile(file).notes() if file is not None else ()
    signed = [_opened(note, trusted) for note in notes]
    heads = [head for head in signed if head is not None]
    walk = installation.database.read(lambda session: _walked(session, frozenset(head.size for head in heads)))
    verdict, says = _judged(walk, heads, unsigned=len(signed) - len(heads))
    return AuditReport(verdict, says, walk.last.seq, walk.waiting, len(heads))


def _judged(walk: _Walk, heads: list[ChainHead], *, unsigned: int) -> tuple[AuditVerdict, str]:
    """Return the first verdict that holds, the gravest first."""
    if walk.fault is not None:
        return AuditVerdict.BROKEN, walk.fault
    if forked := _forked(walk, heads):
        return AuditVerdict.FORKED, f"Two trails of {forked} events were signed, or one was and another is there."
    largest = max((head.size for head in heads), default=0)
    if largest > walk.last.seq:
        return AuditVerdict.SHRUNK, f"{largest} events were signed, {walk.last.seq} are there."
    if unsigned:
        return AuditVerdict.BAD_SIGNATURE, f"{unsigned} checkpoints are not signed by the audit key."
    return AuditVerdict.OK, "Every event is in its place, and is what was signed."


def _forked(walk: _Walk, heads: list[ChainHead]) -> int | None:
    """Return the smallest size for which there is more than one trail."""
    for size in sorted({head.size for head in heads}):
        digests = {head.sha256 for head in heads if head.size == size} | ({walk.heads[size]} if size in walk.heads else set())
        if len(digests) > 1:
            return size
    return None


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


def _opened(note: str, key: NoteKey | None) -> ChainHead | None:
    """Return the head that the note says, or None where it is not signed by that key."""
    if key is None:
        return None
    try:
        head = read_head(open_note(note, key))
    except (InvalidSignature, MalformedProof):
        return None
    return head if head.origin == key.name else None
