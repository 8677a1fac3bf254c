"""Folds journals into what was published before a restore: of each list its highest version and every bit, of each key its last state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.model.journal import JournaledAuditKey, JournaledErasure, JournaledList, JournaledRestore, JournalEntry
from app.model.record import IssuerKey, KeyState

_RANKS = {KeyState.ACTIVE: 0, KeyState.RETIRED: 1, KeyState.REVOKED: 2}


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A list as the journal knows it: `last` is the line of the highest version, `bits` are all that were ever published as set."""

    last: JournaledList
    bits: frozenset[int]


@dataclass(frozen=True, slots=True)
class Published:
    """What was published, by the ids of lists and keys; who was erased; the key for the audit trail; `epoch` is the highest known."""

    lists: Mapping[str, PublishedList]
    keys: Mapping[str, IssuerKey]
    erasures: Mapping[tuple[str, str], JournaledErasure]
    audit_key: JournaledAuditKey | None
    epoch: int


def published_before(entries: Iterable[JournalEntry]) -> Published:
    """Return what the entries say together; each may be told several times, and but for the audit key their order does not count."""
    lists: dict[str, PublishedList] = {}
    keys: dict[str, IssuerKey] = {}
    erasures: dict[tuple[str, str], JournaledErasure] = {}
    audit_key, epoch = None, 0
    for entry in entries:
        match entry:
            case JournaledList():
                lists[entry.list_id] = _with_line(lists.get(entry.list_id), entry)
                epoch = max(epoch, entry.epoch)
            case IssuerKey():
                keys[entry.id] = further(keys.get(entry.id), entry)
            case JournaledErasure():
                erasures[entry.tenant_id, entry.recipient_id] = entry
            case JournaledRestore():
                epoch = max(epoch, entry.epoch)
            case JournaledAuditKey():
                audit_key = entry
    return Published(lists, keys, erasures, audit_key, epoch)


def further(known: IssuerKey | None, told: IssuerKey) -> IssuerKey:
    """Return the key in the state that came last: it goes from active over retired to revoked, and never back."""
    return told if known is None or _RANKS[told.state] > _RANKS[known.state] else known


def _with_line(known: PublishedList | None, line: JournaledList) -> PublishedList:
    bits = frozenset(index for index in line.newly_set if 0 <= index < line.size)
    bare = replace(line, newly_set=())
    if known is None:
        return PublishedList(bare, bits)
    return PublishedList(max(known.last, bare, key=lambda each: each.version), known.bits | bits)
