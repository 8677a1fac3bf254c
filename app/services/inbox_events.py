"""The events of the inbox as staff and clients see them: listed, looked at with personal data masked, begun anew."""

from dataclasses import replace

from app.adapters.database import inbox_events, integrations, outbox
from app.adapters.database.inbox_events import EventFilter
from app.adapters.database.session import Session
from app.errors import CredentialServiceError, NotFound
from app.lms import system_named
from app.lms.masking import masked
from app.model.access import Actor
from app.model.inbox import EventState, InboxEvent, Integration
from app.model.issuer import Mode
from app.schemas.inbox_answers import EventAnswer, EventPageAnswer, EventViewAnswer
from app.schemas.inbox_bodies import EventFilters
from app.services.audited import Deed, write_down
from app.services.foresee import faults_of, foreseen_in, trigger_answer
from app.services.inbox import effect_of
from app.services.inbox_payloads import open_payload
from app.services.installation import Installation


def list_events(installation: Installation, tenant_id: str, filters: EventFilters, mode: Mode | None = None) -> EventPageAnswer:
    """Return one page of the tenant's events, of that mode or of any, the newest first. An integration that there is not has none."""

    def work(session: Session) -> EventPageAnswer:
        shown, after = _page(session, tenant_id, filters, mode)
        return EventPageAnswer(items=tuple(event_answer(event, integration.slug) for event, integration in shown), next=after)

    return installation.database.read(work)


def view_events(installation: Installation, tenant_id: str, filters: EventFilters) -> tuple[tuple[EventViewAnswer, ...], str | None]:
    """Return one page of the tenant's events as `event_view` shows them, and the `after` of the next page."""

    def work(session: Session) -> tuple[tuple[EventViewAnswer, ...], str | None]:
        shown, after = _page(session, tenant_id, filters, None)
        return tuple(_viewed(session, installation, event, integration) for event, integration in shown), after

    return installation.database.read(work)


def event_view(installation: Installation, tenant_id: str, event_id: str, mode: Mode | None = None) -> EventViewAnswer:
    """Return one event with what it said, masked, and what is read in it. Raises NotFound."""
    return installation.database.read(lambda session: _viewed(session, installation, *_found(session, tenant_id, event_id, mode)))


def replay_event(installation: Installation, actor: Actor, event_id: str) -> EventAnswer:
    """Return the event, begun anew; one that led to a credential stays as it is, so replaying is always safe. Raises NotFound."""
    moment = installation.clock()

    def work(session: Session) -> EventAnswer:
        event, integration = _found(session, actor.tenant_id, event_id, actor.mode)
        if inbox_events.reopen(session, event):
            event = replace(
                event, state=EventState.RECEIVED, replays=event.replays + 1, attempts=0, trouble=None, finished_at=None, rule_id=None
            )
            outbox.add(session, effect_of(event, moment))
        write_down(session, actor, Deed("inbox.replayed", "inbox_event", event.id), moment)
        return event_answer(event, integration.slug)

    return installation.database.write(work)


def event_answer(event: InboxEvent, slug: str) -> EventAnswer:
    """Return what callers see of an event without its body."""
    return EventAnswer(
        id=event.id,
        integration=slug,
        state=event.state,
        received_at=event.received_at,
        finished_at=event.finished_at,
        trouble=event.trouble,
        attempts=event.attempts,
        replays=event.replays,
        rule=event.rule_id,
        credential=event.credential_id,
    )


def _page(
    session: Session, tenant_id: str, filters: EventFilters, mode: Mode | None
) -> tuple[tuple[tuple[InboxEvent, Integration], ...], str | None]:
    """Return the events of one page, each with its integration, and the cursor of the next page."""
    chosen = EventFilter(filters.state, mode=mode)
    if filters.integration is not None:
        integration = integrations.by_name(session, tenant_id, filters.integration, mode)
        chosen = replace(chosen, integration_id=integration.id if integration else "")
    found = inbox_events.page(session, tenant_id, chosen, filters.after, filters.limit + 1)
    shown = found[: filters.limit]
    known = {each.id: each for each in integrations.all_of_tenant(session, tenant_id, None)}
    return tuple((event, known[event.integration_id]) for event in shown), shown[-1].id if len(found) > filters.limit else None


def _viewed(session: Session, installation: Installation, event: InboxEvent, integration: Integration) -> EventViewAnswer:
    view = EventViewAnswer(**event_answer(event, integration.slug).model_dump())
    system = system_named(integration.kind)
    try:
        document = open_payload(session, installation, event)
        view = view.model_copy(update={"payload": masked(document, system.shown(integration.mapping))})
        trigger = trigger_answer(system.read(document, integration.mapping))
    except CredentialServiceError as error:
        return view.model_copy(update={"faults": faults_of(error)})
    refused = event.state is EventState.REFUSED
    faults = foreseen_in(session, installation, integration, document).missing if refused else ()
    return view.model_copy(update={"trigger": trigger, "faults": faults})


def _found(session: Session, tenant_id: str, event_id: str, mode: Mode | None) -> tuple[InboxEvent, Integration]:
    event = inbox_events.by_id(session, tenant_id, event_id)
    integration = integrations.by_name(session, tenant_id, event.integration_id, mode) if event else None
    if event is None or integration is None:
        raise NotFound("There is no event of that id.")
    return event, integration
