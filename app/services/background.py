"""What may be done in the background, and how it goes there; who does what stands in `jobs`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.adapters.database import outbox
from app.model.background import Backlog
from app.model.events import OutboxRow
from app.services.installation import Installation

PATIENCE = timedelta(seconds=30)
"""How long the relay may be silent; it looks for work twice a second."""

LEASE = timedelta(seconds=30)
"""How long an effect is kept from others; renewed at half-time for as long as its process lives."""

Handler = Callable[[Installation, OutboxRow], object]
"""Returns when the effect took place; raises CredentialServiceError where it is to be tried again. It may be run twice, even at once."""


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something done again and again, with that many seconds between; every process does it, so it must bear company."""

    name: str
    seconds: float
    work: Callable[[Installation], object]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done in the background."""

    handlers: Mapping[str, Handler]
    periodic: tuple[Periodic, ...]
    lease: timedelta = LEASE


def backlog(installation: Installation) -> Backlog:
    """Return what is still to take place, of all tenants. Raises StorageUnavailable."""
    moment = installation.clock()
    return installation.database.read(lambda session: outbox.backlog(session, moment))


def relay_is_alive(installation: Installation) -> bool:
    """Return whether this process, where it is one that works in the background, still looks for work."""
    state = installation.background()
    if not state.works:
        return True
    return state.relayed_at is not None and installation.clock() - state.relayed_at < PATIENCE
