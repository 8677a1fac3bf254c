"""Takes effects out of the outbox for a while, and puts down what became of them.

Whoever has taken an effect has it until `due_at`, which nobody else moves: of two processes that reach for one, one gets it.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from app.adapters.database import outbox
from app.adapters.database.session import Session
from app.model.events import OutboxRow
from app.services.installation import Installation

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(hours=1)


def take_due(installation: Installation, kinds: Collection[str], lease: timedelta, limit: int) -> tuple[OutboxRow, ...]:
    """Return effects of these kinds that are due, at most `limit`, taken for that long."""
    moment = installation.clock()
    until = moment + lease

    def due(session: Session) -> tuple[OutboxRow, ...]:
        return outbox.due(session, moment, limit, kinds)

    def take(session: Session) -> tuple[OutboxRow, ...]:
        found = due(session)
        return tuple(replace(row, due_at=until, attempts=row.attempts + 1) for row in found if outbox.take(session, row, moment, until))

    if limit <= 0 or not installation.database.read(due):
        return ()
    return installation.database.write(take)


def keep(installation: Installation, row_id: str, lease_end: datetime, until: datetime) -> bool:
    """Keep an effect for longer; return whether it was still held until `lease_end`."""
    return installation.database.write(lambda session: outbox.renew(session, row_id, lease_end, until))


def taken_effect(installation: Installation, row_id: str, attempt: int) -> OutboxRow | None:
    """Return the effect that this attempt has; None where another attempt has it by now, or where it took place."""
    row = installation.database.read(lambda session: outbox.by_id(session, row_id))
    return row if row is not None and row.done_at is None and row.attempts == attempt else None


def put_down(installation: Installation, row: OutboxRow, trouble: str | None) -> None:
    """Store that an effect took place, or the code of what hinders it and when it is tried again."""
    moment = installation.clock()
    if trouble is None:
        installation.database.write(lambda session: outbox.mark(session, row.id, moment))
        return
    later = moment + pause_after(row.attempts)
    installation.database.write(lambda session: outbox.postpone(session, row, trouble, later))


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: a second after the first, then twice as long each time, an hour at most."""
    doublings = min(attempts - 1, 20)  # more would be too many days to count
    return min(FIRST_PAUSE * float(2**doublings), LONGEST_PAUSE)
