"""Learning systems that may post their events: made, listed, changed, given another token, ended.

Each issues as a client: one of its own, unless it is told another, for two systems may both have a user 42.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from app.adapters.database import clients, integrations
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.encodings import encode_base64url
from app.errors import Conflict, Fault, NotFound, SchemaViolation
from app.lms import system_named
from app.model.access import Actor
from app.model.inbox import Integration
from app.model.issuer import Mode
from app.model.record import Client
from app.schemas.inbox_bodies import CallBackBody, IntegrationBody, IntegrationChangeBody
from app.services.api_keys import digest_of
from app.services.audited import Deed, write_down
from app.services.installation import Installation
from app.services.person_key import PersonKey

SCOPE = "credentials:issue"
_TOKEN_BYTES = 24
_PEER_TOKEN = "call-back token"  # noqa: S105  what the box is for


@dataclass(frozen=True, slots=True)
class Opened:
    """An integration and the token that it was given: never to be had again."""

    integration: Integration
    token: str


@dataclass(frozen=True, slots=True)
class _Change:
    """What is stored of an integration from a moment on, and what the audit calls it."""

    action: str
    values: Mapping[str, Any]
    moment: datetime


def create_integration(installation: Installation, actor: Actor, body: IntegrationBody) -> Opened:
    """Return a new integration with its token. It issues what its actor may: test credentials, or real ones.

    Raises SchemaViolation, AddressForbidden; NotFound for a client that is not the tenant's or of another mode; Conflict where the
    slug is taken.
    """
    system = system_named(body.kind)
    system.check_mapping(body.mapping)
    if body.call_back is not None and system.call_back is None:
        raise SchemaViolation("This kind of system cannot be called back.", (Fault("/call_back", f"expected none for {body.kind}"),))
    moment, token = installation.clock(), make_token()
    integration_id = new_id("itg", moment)

    def work(session: Session) -> Integration:
        if integrations.by_slug(session, body.slug) is not None:
            raise Conflict(f"The slug {body.slug!r} is taken: it is part of the inbox's address, so choose another.")
        client = _client_for(session, installation, actor, body, moment)
        row = Integration(
            id=integration_id,
            tenant_id=actor.tenant_id,
            slug=body.slug,
            kind=body.kind,
            client_id=client.id,
            token_sha256=digest_of(token),
            mapping=body.mapping,
            created_at=moment,
        )
        row = replace(row, **_peer(installation, row, body.call_back))
        integrations.add(session, row)
        write_down(session, actor, Deed("integration.created", "integration", row.id), moment)
        return row

    return Opened(installation.database.write(work), token)


def integrations_of(installation: Installation, actor: Actor) -> tuple[Integration, ...]:
    """Return the integrations that the actor may see, the oldest first."""
    return installation.database.read(lambda session: integrations.all_of_tenant(session, actor.tenant_id, actor.mode))


def integration_named(session: Session, actor: Actor, name: str) -> Integration:
    """Return the integration of that slug or id, or raise NotFound: also for another tenant's, and for one of another mode."""
    found = integrations.by_name(session, actor.tenant_id, name, actor.mode)
    if found is None:
        raise NotFound("There is no integration of that name.")
    return found


def change_integration(installation: Installation, actor: Actor, name: str, body: IntegrationChangeBody) -> Integration:
    """Return the integration with another mapping or call-back. Raises as `create_integration`, and NotFound."""

    def work(session: Session) -> Integration:
        row = integration_named(session, actor, name)
        system = system_named(row.kind)
        values: dict[str, Any] = {}
        if body.mapping is not None:
            system.check_mapping(body.mapping)
            values["mapping"] = body.mapping
        if body.call_back is not None and system.call_back is None:
            raise SchemaViolation("This kind of system cannot be called back.", (Fault("/call_back", f"expected none for {row.kind}"),))
        values |= _peer(installation, row, body.call_back)
        return _changed(session, actor, row, _Change("integration.changed", values, installation.clock()))

    return installation.database.write(work)


def rotate_token(installation: Installation, actor: Actor, name: str, former_valid_hours: int = 0) -> Opened:
    """Return the integration with a new token; the one before it opens for so many hours more. Raises NotFound."""
    moment, token = installation.clock(), make_token()
    until = moment + timedelta(hours=former_valid_hours)

    def work(session: Session) -> Integration:
        row = integration_named(session, actor, name)
        values = {"token_sha256": digest_of(token), "former_sha256": row.token_sha256, "former_until": until}
        return _changed(session, actor, row, _Change("integration.token_rotated", values, moment))

    return Opened(installation.database.write(work), token)


def end_integration(installation: Installation, actor: Actor, name: str) -> Integration:
    """Return the integration, ended: its token opens nothing any more; its events stay. Raises NotFound where it had ended before."""

    def work(session: Session) -> Integration:
        row = integration_named(session, actor, name)
        moment = installation.clock()
        return _changed(session, actor, row, _Change("integration.ended", {"disabled_at": moment}, moment))

    return installation.database.write(work)


def token_opens(integration: Integration, token: str, moment: datetime) -> bool:
    """Return whether that is a token of the integration at that moment, in a time that tells nothing of it."""
    given = digest_of(token)
    current = hmac.compare_digest(given, integration.token_sha256)
    former = hmac.compare_digest(given, integration.former_sha256 or "")
    return current or (former and integration.former_until is not None and moment < integration.former_until)


def peer_token(installation: Installation, integration: Integration) -> str:
    """Return what the system wants to see when it is called back. The integration must have a call-back."""
    return _secrets_of(installation, integration).open(_PEER_TOKEN, integration.peer_token_box or b"").decode()


def make_token() -> str:
    """Return a fresh token of 192 random bits."""
    return f"inbox_{encode_base64url(secrets.token_bytes(_TOKEN_BYTES))}"


def _changed(session: Session, actor: Actor, row: Integration, change: _Change) -> Integration:
    if not integrations.change(session, row, change.values):
        raise NotFound("There is no integration of that name.")
    write_down(session, actor, Deed(change.action, "integration", row.id), change.moment)
    return replace(row, **change.values)


def _peer(installation: Installation, row: Integration, call_back: CallBackBody | None) -> dict[str, Any]:
    if call_back is None:
        return {}
    installation.peers.check(call_back.url)
    box = _secrets_of(installation, row).close(_PEER_TOKEN, call_back.token.encode())
    return {"peer_url": call_back.url.rstrip("/"), "peer_token_box": box}


def _secrets_of(installation: Installation, row: Integration) -> PersonKey:
    """Return the tenant's key for what belongs to this integration."""
    return PersonKey(row.id, installation.data_keys.wrapping_key(row.tenant_id))


def _client_for(session: Session, installation: Installation, actor: Actor, body: IntegrationBody, moment: datetime) -> Client:
    """Return the client as which the integration will issue: of the actor's own mode, so that nobody gets at real ones by a detour."""
    if body.client is None:
        mode = actor.mode or (Mode.TEST if installation.demo else Mode.LIVE)
        client = Client(new_id("cli", moment), actor.tenant_id, body.slug, mode, frozenset({SCOPE}))
        clients.add(session, client, moment)
        write_down(session, actor, Deed("client.created", "client", client.id), moment)
        return client
    found = clients.by_id(session, actor.tenant_id, body.client)
    if found is None or SCOPE not in found.scopes or actor.mode not in {None, found.mode}:
        raise SchemaViolation("There is no such client.", (Fault("/client", f"expected the id of a client of this tenant with {SCOPE}"),))
    return found
