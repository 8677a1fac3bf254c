"""Finishes or voids what a crash left: at every start before the first request, and now and then what other processes left."""

from dataclasses import dataclass
from datetime import timedelta

from app.adapters.database import intents
from app.errors import Conflict, Gone, InProgress, SchemaViolation, SealExpired, SigningError
from app.model.record import Intent
from app.services.complete import complete, void
from app.services.installation import Installation
from app.services.vc_api_issuances import void_abandoned


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many open intents were finished, how many had to be voided, and how many wait for a key that cannot be used now."""

    finished: int
    voided: int
    waiting: int = 0


AT_ANY_AGE = timedelta(0)


def recover(installation: Installation, older_than: timedelta = AT_ANY_AGE) -> Recovered:
    """Settle every open intent of that age that can be settled. One lost key keeps nobody else from being served: its intents wait."""
    finished = voided = waiting = 0
    moment = installation.clock() - older_than
    for intent in installation.database.read(lambda session: intents.open_before(session, moment)):
        try:
            complete(installation, intent)
            finished += 1
        except (SchemaViolation, Conflict, InProgress, SealExpired):
            voided += 1
        except SigningError:
            waiting += 1
        except Gone:
            _void(installation, intent)
            voided += 1
    voided += void_abandoned(installation, moment)
    return Recovered(finished, voided, waiting)


def _void(installation: Installation, intent: Intent) -> None:
    installation.database.write(lambda session: void(session, installation, intent))
