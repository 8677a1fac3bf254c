"""Measures what waits in an installation: for metrics, so in numbers only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.adapters.database import outbox, watermarks
from app.adapters.database.session import Session
from app.errors import StorageError
from app.services.installation import Installation


@dataclass(frozen=True, slots=True)
class Measures:
    """What was found; None for what could not be read, or where there is nothing whose age could be told. Ages are in seconds."""

    database_up: bool
    outbox_waiting: int | None = None
    outbox_oldest_seconds: float | None = None
    status_list_oldest_seconds: float | None = None
    changes: Mapping[str, int] = field(default_factory=dict)


def measure(installation: Installation) -> Measures:
    """Return what waits now. A database that does not answer is a finding, no error."""
    moment = installation.clock()

    def work(session: Session) -> Measures:
        behind = outbox.backlog(session, moment)
        return Measures(
            database_up=True,
            outbox_waiting=behind.waiting,
            outbox_oldest_seconds=_age(behind.oldest_due_at, moment) or 0.0,
            status_list_oldest_seconds=_age(watermarks.oldest_publication(session), moment),
            changes=watermarks.changes(session),
        )

    try:
        return installation.database.read(work)
    except StorageError:
        return Measures(database_up=False)


def _age(since: datetime | None, moment: datetime) -> float | None:
    return None if since is None else max(0.0, (moment - since).total_seconds())
