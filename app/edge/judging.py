"""Room for judging: anybody may ask for a verification, and each costs work or waits for somebody else's server.

So it has threads of its own, beside those of all other requests, and a bound on how many wait for one: issuing, reading and health
checks are answered meanwhile, and who comes too many is told to come back.
"""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

from app.errors import Overloaded

T = TypeVar("T")

JUDGES = 24
"""How many verifications go on at once: most of their time they wait, for a server or for their turn at a document."""
MOST_WAITING = 96
"""How many more may wait for one to end."""

_ROOM: RunVar[CapacityLimiter] = RunVar("judging")


async def run_judgement(work: Callable[[], T]) -> T:
    """Return what `work` returns, done in a thread for judging. Raises Overloaded when too many wait already."""
    room = _room()
    if room.statistics().tasks_waiting >= MOST_WAITING:
        raise Overloaded("Too many verifications wait already. Try again in a moment.")
    return await to_thread.run_sync(work, limiter=room)


def _room() -> CapacityLimiter:
    """Return the room of this event loop."""
    room = _ROOM.get(None)
    if room is None:
        room = CapacityLimiter(JUDGES)
        _ROOM.set(room)
    return room
