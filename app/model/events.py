"""What happened to a credential's status, and what is still to happen outside of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """A bit of a status list is set or cleared. The latest event of an index counts; none means not set."""

    list_id: str
    index: int
    value: bool
    actor: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """An effect that must follow a commit: a mail, a call-back, a file. `effect_key` makes it happen once.

    `payload` holds ids, never personal data. `trouble` is the code of what hindered the latest attempt.
    """

    id: str
    tenant_id: str
    effect_key: str
    kind: str
    payload: Mapping[str, str]
    created_at: datetime
    due_at: datetime
    attempts: int = 0
    trouble: str | None = None
    done_at: datetime | None = None
