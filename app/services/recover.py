"""Finishes or voids what a crash left: run at every start, before the first request."""

from dataclasses import dataclass

from app.adapters.database import intents
from app.errors import Gone, SchemaViolation
from app.model.record import Intent
from app.services.complete import complete, void
from app.services.installation import Installation


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many open intents were finished, and how many had to be voided."""

    finished: int
    voided: int


def recover(installation: Installation) -> Recovered:
    """Settle every open intent. Raises SigningError when a key cannot be used: the start then fails, nothing is lost."""
    finished = voided = 0
    moment = installation.clock()
    for intent in installation.database.read(lambda session: intents.open_before(session, moment)):
        try:
            complete(installation, intent)
            finished += 1
        except SchemaViolation:
            voided += 1
        except Gone:
            _void(installation, intent)
            voided += 1
    return Recovered(finished, voided)


def _void(installation: Installation, intent: Intent) -> None:
    installation.database.write(lambda session: void(session, installation, intent))
