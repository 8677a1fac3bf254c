"""What is written down outside of the database, so that restoring an older one takes nothing back that others have seen."""

from dataclasses import dataclass
from datetime import datetime

from app.model.record import IssuerKey


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


JournalEntry = JournaledList | IssuerKey
"""A line of the journal. A key stands there whenever it becomes public or changes its state."""
