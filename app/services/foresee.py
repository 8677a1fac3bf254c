"""Says what an event would come to, and writes nothing: `POST /v1/rules/test`. Nobody is called back either."""

from dataclasses import replace
from typing import Any

from app.adapters.database import clients, issuing_rules, recipients
from app.adapters.database.session import Session
from app.errors import CredentialServiceError, Fault, SchemaViolation
from app.lms import system_named
from app.lms.rules import decide
from app.lms.trigger import Trigger
from app.model.access import Actor
from app.model.inbox import EventState, InboxEvent, Integration, IssuingRule
from app.model.record import Credential
from app.schemas.inbox_answers import ForeseenAnswer, TriggerAnswer
from app.schemas.responses import FaultAnswer
from app.services.event_orders import Reported, client_named, order_for
from app.services.find_earlier import earlier_award
from app.services.installation import Installation
from app.services.integrations import integration_named
from app.services.plan_award import plan_award, refuse_invalid
from app.services.recipients import identity_of

_NAMELESS = "Name of the learner"


def foresee(installation: Installation, actor: Actor, name: str, payload: dict[str, Any]) -> ForeseenAnswer:
    """Return what would happen to the event: whether it is awarded, by which rule, and what is missing. Raises NotFound."""
    return installation.database.read(lambda session: foreseen_in(session, installation, integration_named(session, actor, name), payload))


def trigger_answer(trigger: Trigger) -> TriggerAnswer:
    """Return what was read in an event, without the words that name anybody."""
    learner = trigger.learner
    said = {"external_id": learner.external_id, "email": learner.email, "name": learner.name, "language": learner.language}
    return TriggerAnswer(
        happened=trigger.happened,
        course=trigger.course,
        moment=trigger.moment,
        status=trigger.status,
        score=trigger.score,
        learner=tuple(name for name, value in said.items() if value is not None),
    )


def faults_of(error: CredentialServiceError) -> tuple[FaultAnswer, ...]:
    """Return where it is wrong and what was expected."""
    faults = error.faults or (Fault("", error.detail),)
    return tuple(FaultAnswer(pointer=fault.pointer, detail=fault.detail) for fault in faults)


def foreseen_in(session: Session, installation: Installation, integration: Integration, payload: dict[str, Any]) -> ForeseenAnswer:
    """Return what an event of that integration would come to now."""
    system = system_named(integration.kind)
    said = {name: value for name, value in payload.items() if name != system.token_member}
    try:
        trigger = system.read(said, integration.mapping)
    except SchemaViolation as error:
        return ForeseenAnswer(would="refuse", reason=error.code, missing=faults_of(error))
    decision = decide(issuing_rules.of_integration(session, integration.tenant_id, integration.id), trigger)
    told = trigger_answer(trigger)
    if decision.rule is None:
        would = "ignore" if decision.state is EventState.IGNORED else "keep_unmatched"
        return ForeseenAnswer(would=would, reason=decision.reason, trigger=told)
    client = client_named(clients.by_id(session, integration.tenant_id, integration.client_id))
    return _awarded(session, installation, Reported(integration, client, trigger), decision.rule)


def _awarded(session: Session, installation: Installation, reported: Reported, rule: IssuingRule) -> ForeseenAnswer:
    """Return what an award by that rule would meet; a learner who is still to be asked for has any name here."""
    learner, integration = reported.trigger.learner, reported.integration
    can_ask = system_named(integration.kind).call_back is not None and integration.peer_url is not None
    base = ForeseenAnswer(would="refuse", trigger=trigger_answer(reported.trigger), rule=rule.id, achievement=rule.achievement)
    if learner.name is None and not can_ask:
        missing = FaultAnswer(pointer="/person.name", detail="expected where the name stands in the mapping, or a call-back")
        return base.model_copy(update={"reason": SchemaViolation.code, "missing": (missing,)})
    try:
        earlier, known = _met(session, installation, reported, rule)
    except CredentialServiceError as error:
        return base.model_copy(update={"reason": error.code, "missing": faults_of(error)})
    would = "issue" if learner.name is not None else "ask_and_issue"
    found: dict[str, Any] = {"would": "answer_earlier" if earlier else would, "recipient_known": known}
    return base.model_copy(update=found | ({"credential": earlier.row.id} if isinstance(earlier, Credential) else {}))


def _met(session: Session, installation: Installation, reported: Reported, rule: IssuingRule) -> tuple[object | None, bool]:
    """Return the earlier award, where there is one, and whether the learner is known. Raises what issuing would raise."""
    moment = installation.clock()
    event = InboxEvent("test", rule.tenant_id, rule.integration_id, "", EventState.RECEIVED, moment)
    order = order_for(event, _named(reported), rule, moment)
    plan = plan_award(session, installation, order)
    refuse_invalid(installation, order, plan)
    identity = identity_of(installation, order.client, order.recipient)
    known = recipients.by_identifier(session, order.client.tenant_id, identity.kind, identity.digest) if identity else None
    return earlier_award(session, installation, order, plan), known is not None


def _named(reported: Reported) -> Reported:
    learner = reported.trigger.learner
    return replace(reported, trigger=replace(reported.trigger, learner=replace(learner, name=learner.name or _NAMELESS)))
