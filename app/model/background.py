"""What is known of the work that goes on beside the requests: for readiness and metrics."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class BackgroundState:
    """What this process does in the background.

    `works`: whether it does any; another process may. `relayed_at`: when it last looked for effects that are due, None before the
    first time. `under_way`: how many effects it has taken and not concluded.
    """

    works: bool
    relayed_at: datetime | None = None
    under_way: int = 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """The outbox of all tenants, as every process sees it.

    `waiting` effects did not take place yet, `due` of them could be taken up now, the longest due one since `oldest_due_at`; `troubled`
    of them were tried in vain.
    """

    waiting: int
    due: int
    troubled: int
    oldest_due_at: datetime | None
