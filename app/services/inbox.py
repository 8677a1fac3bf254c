"""Takes an event of a learning system in: once, quickly, whatever it says. What it comes to is worked out afterwards (handle_event).

One transaction holds the event, the effect that will carry it out, and the audit event. The same event again changes nothing and is
told what became of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from app.adapters.database import clients, credentials, inbox_events, integrations, outbox
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.hashes import keyed_digest
from app.errors import NotAuthenticated, NotFound, SchemaViolation
from app.lms import system_named
from app.lms.rules import OTHER_EVENT
from app.lms.trigger import Happened, Trigger, whole_key
from app.model.access import Actor, ActorKind
from app.model.award import Recipient
from app.model.events import OutboxRow
from app.model.inbox import EventState, InboxEvent, Integration
from app.model.record import CredentialRow
from app.model.secured import Document
from app.schemas.strict_json import read_object
from app.services.audited import Deed, write_down
from app.services.inbox_payloads import close_payload
from app.services.installation import Installation
from app.services.integrations import token_opens
from app.services.recipients import identity_of

KIND = "inbox.received"


@dataclass(frozen=True, slots=True)
class Posted:
    """What came in: for which integration, the raw body, the token of a header where there was one."""

    slug: str
    body: bytes
    token: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """An event as it stands, whether it had come before, and the credential that it led to."""

    event: InboxEvent
    replayed: bool
    credential: CredentialRow | None = None


def receive_event(installation: Installation, posted: Posted) -> Received:
    """Return the event, kept now or before.

    Raises:
        NotAuthenticated: no such integration, or not its token: one answer for both; the latter is audited.
        MalformedJson, TooComplex: the body cannot be read; nothing is stored.
    """
    integration = installation.database.read(lambda session: integrations.by_slug(session, posted.slug))
    member = system_named(integration.kind).token_member if integration else None
    document = read_object(posted.body) if posted.token is None and member is not None else None
    token = posted.token if posted.token is not None else _text(document, member)
    if integration is None or token is None or not token_opens(integration, token, installation.clock()):
        raise _refusal(installation, integration, posted)
    document = document if document is not None else read_object(posted.body)
    said = {name: value for name, value in document.items() if name != member}
    event = _event(installation, integration, said)
    return installation.database.write(lambda session: _keep(session, event, _actor(integration, posted)))


def effect_of(event: InboxEvent, moment: datetime) -> OutboxRow:
    """Return the effect that carries the event out: one for each time that it is begun anew."""
    key = f"{KIND}:{event.id}:{event.replays}"
    return OutboxRow(new_id("out", moment), event.tenant_id, key, KIND, {"event": event.id}, moment, moment)


def subject_digest(session: Session, installation: Installation, integration: Integration, trigger: Trigger) -> str | None:
    """Return the digest of the learner's identity, as recipients have theirs, or None where the event says none."""
    client = clients.by_id(session, integration.tenant_id, integration.client_id)
    if client is None:
        raise NotFound("The client of this integration is not there any more.")
    learner = Recipient("", trigger.learner.email, trigger.learner.external_id)
    identity = identity_of(installation, client, learner)
    return identity.digest if identity else None


def _refusal(installation: Installation, integration: Integration | None, posted: Posted) -> NotAuthenticated:
    """Return the refusal of a token; audited, where it is known whose inbox it was meant for."""
    if integration is not None:
        deed = Deed("inbox.refused", "integration", integration.id)
        actor = _actor(integration, posted)
        installation.database.write(lambda session: write_down(session, actor, deed, installation.clock()))
    return NotAuthenticated("This is not the address and token of an integration. Send the token as `Authorization: Bearer inbox_…`.")


def _event(installation: Installation, integration: Integration, said: Document) -> InboxEvent:
    """Return the event as it is stored; one that is about something else, or cannot be read, is at its end already."""
    moment = installation.clock()
    event_id = new_id("ine", moment)
    box, wrapped = close_payload(installation, integration.tenant_id, event_id, said)
    event = InboxEvent(event_id, integration.tenant_id, integration.id, "", EventState.RECEIVED, moment, box, wrapped)
    try:
        trigger = system_named(integration.kind).read(said, integration.mapping)
    except SchemaViolation as error:
        ended = replace(event, state=EventState.REFUSED, trouble=error.code, finished_at=moment)
        return replace(ended, key_digest=_key_digest(installation, integration, whole_key(said)))
    event = replace(event, key_digest=_key_digest(installation, integration, trigger.event_key))
    if trigger.happened is Happened.OTHER:
        return replace(event, state=EventState.IGNORED, trouble=OTHER_EVENT, finished_at=moment)
    digest = installation.database.read(lambda session: subject_digest(session, installation, integration, trigger))
    return replace(event, subject_digest=digest)


def _keep(session: Session, event: InboxEvent, actor: Actor) -> Received:
    if not inbox_events.add(session, event):
        return _known(session, event)
    if event.state is EventState.RECEIVED:
        outbox.add(session, effect_of(event, event.received_at))
    write_down(session, actor, Deed("inbox.received", "inbox_event", event.id), event.received_at)
    return Received(event, replayed=False)


def _known(session: Session, event: InboxEvent) -> Received:
    known = inbox_events.by_key(session, event.integration_id, event.key_digest)
    if known is None:
        raise NotFound("The event that came first is not there any more.")
    credential = credentials.by_id(session, known.tenant_id, known.credential_id) if known.credential_id else None
    return Received(known, replayed=True, credential=credential)


def _key_digest(installation: Installation, integration: Integration, key: str) -> str:
    return keyed_digest(installation.data_keys.index_key(integration.tenant_id), "inbox", integration.id, key)


def _actor(integration: Integration, posted: Posted) -> Actor:
    return Actor(ActorKind.INTEGRATION, integration.id, integration.tenant_id, posted.request_id)


def _text(document: Document | None, member: str | None) -> str | None:
    value = document.get(member) if document is not None and member is not None else None
    return value if isinstance(value, str) else None
