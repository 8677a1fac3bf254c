"""Turns an event into an order to issue: who the learner is, what was earned, and the keys by which it happens once."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from app.crypto.hashes import sha256_hex
from app.errors import Fault, NotFound, PersonNotResolved, SchemaViolation
from app.lms import system_named
from app.lms.trigger import Happened, Learner, Trigger
from app.model.award import ResultStatus
from app.model.inbox import InboxEvent, Integration, IssuingRule
from app.model.record import Client
from app.schemas.moments import write_moment
from app.schemas.requests import IssueBody, read_body
from app.services.installation import Installation
from app.services.integrations import peer_token
from app.services.orders import IssueOrder


@dataclass(frozen=True, slots=True)
class Reported:
    """An event as it was read, for which integration, which issues as that client."""

    integration: Integration
    client: Client
    trigger: Trigger


def resolved(installation: Installation, reported: Reported) -> Trigger:
    """Return the trigger with the learner's name: as the event says it, else as the learning system answers.

    Raises:
        SchemaViolation: nobody says a name, and nobody can be asked.
        PersonNotResolved, Unreachable, AddressForbidden: the learning system does not say it.
    """
    trigger, integration = reported.trigger, reported.integration
    if trigger.learner.name is not None:
        return trigger
    call_back = system_named(integration.kind).call_back
    if call_back is None or integration.peer_url is None:
        fault = Fault("/person.name", "expected where the name stands in the mapping, or a call-back of the integration")
        raise SchemaViolation("The event does not say the learner's name, and nobody can be asked.", (fault,))
    form = {call_back.secret_field: peer_token(installation, integration), **call_back.question(trigger)}
    found = call_back.read(installation.peers.call(integration.peer_url, call_back.path, form), trigger)
    return replace(trigger, learner=_completed(trigger.learner, found))


def order_for(event: InboxEvent, reported: Reported, rule: IssuingRule, moment: datetime) -> IssueOrder:
    """Return the order of an event: the same however often it is made. Raises SchemaViolation where the learner cannot be taken so."""
    trigger = reported.trigger
    recipient = {name: value for name, value in _recipient(trigger.learner).items() if value is not None}
    body: dict[str, Any] = {
        "achievement": rule.achievement,
        "recipient": recipient,
        "source_ref": trigger.source_ref or f"{reported.integration.slug}:course:{trigger.course}",
        "results": [_result(trigger)],
    }
    if trigger.moment is not None:
        body["awarded_at"] = write_moment(min(trigger.moment, moment))
    # The digest is of the event alone: a name that is corrected in the learning system between two attempts is no other request.
    digest = sha256_hex(event.id.encode())
    return IssueOrder(reported.client, read_body(IssueBody, orjson.dumps(body)), digest, f"inbox:{event.id}")


def client_named(found: Client | None) -> Client:
    """Return the client of an integration, or raise NotFound."""
    if found is None:
        raise NotFound("The client of this integration is not there any more.")
    return found


def _recipient(learner: Learner) -> dict[str, str | None]:
    return {"name": learner.name, "email": learner.email, "external_id": learner.external_id, "language": learner.language}


def _result(trigger: Trigger) -> dict[str, str]:
    value = trigger.value or (str(trigger.score) if trigger.score is not None else None) or _word(trigger)
    return {"status": ResultStatus.COMPLETED, **({"value": value} if value else {})}


def _word(trigger: Trigger) -> str | None:
    return trigger.status or ("passed" if trigger.happened is Happened.PASSED else None)


def _completed(said: Learner, found: Learner) -> Learner:
    """Return the learner as the event says, and where it says nothing, as the system answers."""
    if found.name is None:
        raise PersonNotResolved("The learning system does not say the learner's name.")
    return Learner(said.external_id, said.email or found.email, found.name, said.language or found.language)
