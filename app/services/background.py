"""Says how the work in the background goes; who does it is wired by `main`."""

from datetime import timedelta

from app.adapters.database import outbox
from app.model.background import Backlog
from app.services.installation import Installation

PATIENCE = timedelta(seconds=30)
"""How long the relay may be silent; it looks for work twice a second."""


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
