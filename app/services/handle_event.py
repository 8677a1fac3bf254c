"""Works an event of the inbox out: read → rule → learner → issue → mark. Durably: whoever repeats it gets the same outcome.

Issuing has its own way of happening once (docs/decisions/0004-issuing-once.md): a crash between issuing and marking repeats the
order, and gets the credential that there is. What may pass by itself (the learning system is down, the key store is locked) is
raised for a retry; after so many attempts, and for what no retry mends, the event ends, and can be begun anew.
"""

from dataclasses import dataclass, replace
from typing import Any

from app.adapters.database import clients, credentials, inbox_events, integrations, issuing_rules
from app.adapters.database.session import Session
from app.errors import CredentialServiceError, Erased, InProgress, Overloaded, PersonNotResolved, SigningError, StorageError, Unreachable
from app.lms import system_named
from app.lms.rules import decide
from app.model.access import Actor, ActorKind
from app.model.events import OutboxRow
from app.model.inbox import OPEN_STATES, EventState, InboxEvent, IssuingRule
from app.services.audited import Deed, write_down
from app.services.event_orders import Reported, client_named, order_for, resolved
from app.services.inbox import subject_digest
from app.services.inbox_payloads import handed_over, open_payload
from app.services.installation import Installation
from app.services.issue import issue

MOST_ATTEMPTS = 84
"""After so many attempts, which take three days, an event is refused with the code of its trouble; a replay begins anew."""

_MAY_PASS = (InProgress, PersonNotResolved, Unreachable, SigningError, Overloaded)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What an attempt came to."""

    state: EventState
    trouble: str | None = None
    rule_id: str | None = None
    credential_id: str | None = None
    subject_digest: str | None = None


def handle_event(installation: Installation, row: OutboxRow) -> None:
    """Return when the event that the effect names is at its end, now or before.

    Raises the trouble that may pass, for a retry; StorageError where nothing can be stored either.
    """
    event_id = row.payload["event"]
    event = installation.database.read(lambda session: inbox_events.by_id(session, row.tenant_id, event_id))
    if event is None or event.state not in OPEN_STATES:
        return
    try:
        outcome = _worked_out(installation, event)
    except StorageError:
        raise
    except _MAY_PASS as error:
        if event.attempts + 1 < MOST_ATTEMPTS:
            _settle(installation, event, _Outcome(EventState.WAITING, error.code))
            raise
        outcome = _Outcome(EventState.REFUSED, error.code)
    except CredentialServiceError as error:
        outcome = _Outcome(EventState.REFUSED, error.code)
    _settle(installation, event, outcome)


def _worked_out(installation: Installation, event: InboxEvent) -> _Outcome:
    reported, rules, digest = installation.database.read(lambda session: _reported(session, installation, event))
    decision = decide(rules, reported.trigger)
    if decision.rule is None:
        return _Outcome(decision.state, decision.reason, subject_digest=digest)
    known = replace(reported, trigger=resolved(installation, reported))
    issued = issue(installation, order_for(event, known, decision.rule, installation.clock()))
    return _Outcome(EventState.ISSUED, None, decision.rule.id, issued.credential_id, digest)


def _reported(session: Session, installation: Installation, event: InboxEvent) -> tuple[Reported, tuple[IssuingRule, ...], str | None]:
    integration = integrations.by_name(session, event.tenant_id, event.integration_id, None)
    if integration is None:
        raise StorageError("The integration of an event is not there any more.")
    document = open_payload(session, installation, event)
    trigger = system_named(integration.kind).read(document, integration.mapping)
    client = client_named(clients.by_id(session, event.tenant_id, integration.client_id))
    rules = issuing_rules.of_integration(session, event.tenant_id, integration.id)
    digest = subject_digest(session, installation, integration, trigger)
    return Reported(integration, client, trigger), rules, digest


def _settle(installation: Installation, event: InboxEvent, outcome: _Outcome) -> None:
    """Store what an attempt came to, unless another one ended the event meanwhile; audit its end."""
    moment = installation.clock()
    ended = outcome.state not in OPEN_STATES

    def work(session: Session) -> None:
        values: dict[str, Any] = {"state": outcome.state, "trouble": outcome.trouble, "attempts": event.attempts + 1}
        if ended:
            values |= {"finished_at": moment, "rule_id": outcome.rule_id, "credential_id": outcome.credential_id}
        if outcome.subject_digest is not None:
            values["subject_digest"] = outcome.subject_digest
        if outcome.trouble == Erased.code:
            values |= inbox_events.EMPTY
        credential = credentials.by_id(session, event.tenant_id, outcome.credential_id) if outcome.credential_id else None
        if credential is not None:
            values |= handed_over(session, installation, event, credential.recipient_id)
        if inbox_events.settle(session, event, values) and ended:
            actor = Actor(ActorKind.INTEGRATION, event.integration_id, event.tenant_id)
            write_down(session, actor, Deed(f"inbox.{outcome.state}", "inbox_event", event.id), moment)

    installation.database.write(work)
