"""Status lists at rest, and as they are published."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StatusListRow:
    """A status list of one identity and purpose. `next_seq` slots are handed out; `perm_key` permutes them over the list.

    `changes` counts its events: a publication that holds fewer is behind.
    """

    id: str
    tenant_id: str
    identity_id: str
    purpose: str
    size: int
    epoch: int
    next_seq: int
    perm_key: bytes
    sealed: bool
    version: int
    changes: int = 0


@dataclass(frozen=True, slots=True)
class StatusPublication:
    """A signed status list as it is served, with the first `changes` events of its list. Versions only go up."""

    list_id: str
    version: int
    body: bytes
    sha256: str
    valid_until: datetime
    created_at: datetime
    changes: int = 0
