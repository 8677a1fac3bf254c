"""What is written down outside of the database, so that restoring an older one takes nothing back that others have seen."""

from dataclasses import dataclass
from datetime import datetime

from app.model.record import IssuerKey
from app.model.secured import Jwk


@dataclass(frozen=True, slots=True)
class JournaledList:
    """A status list was opened (version 0) or is about to be published, with the indexes that its last publication did not have set."""

    list_id: str
    tenant_id: str
    identity_id: str
    purpose: str
    size: int
    epoch: int
    version: int
    at: datetime
    sha256: str | None = None
    newly_set: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class JournaledErasure:
    """A person was erased; `events` are the ids of what learning systems had reported of them. Nothing here names anybody."""

    tenant_id: str
    recipient_id: str
    at: datetime
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JournaledRestore:
    """A backup was restored, and the database is of that epoch from then on."""

    epoch: int
    backup_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class JournaledAuditKey:
    """The key for checkpoints of the audit trail was made: a backup from before does not know it, but its signatures go on counting."""

    id: str
    uri: str
    jwk: Jwk


JournalEntry = JournaledList | IssuerKey | JournaledErasure | JournaledRestore | JournaledAuditKey
"""A line of the journal. A key of an issuer stands there whenever it becomes public or changes its state."""
