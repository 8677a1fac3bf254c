"""Who may use an instance of the VC-API: its own tenant's systems, or anybody where it is open, which only a demo's is."""

from dataclasses import dataclass

from app.adapters.database import identities, vc_api
from app.adapters.database.session import Session
from app.errors import Conflict, NotAuthenticated, NotFound, NotPermitted
from app.model.access import Actor
from app.model.record import Client, IssuerIdentity, IssuerKey
from app.model.vc_api import VcApiInstance
from app.services.audited import client_actor, service_actor
from app.services.installation import Installation

ISSUE, STATUS = "vc-api:issue", "vc-api:status"
"""What a client's API key must be for."""

ANYBODY = "vc-api"
"""As whom somebody without an API key stands in the audit trail."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a calling system, or nobody in particular."""

    client: Client | None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """An instance that the caller may use: as whom it signs, with which key, and as whom the caller stands in the trail."""

    instance: VcApiInstance
    identity: IssuerIdentity
    key: IssuerKey
    actor: Actor


def open_door(session: Session, installation: Installation, name: str, caller: Caller) -> Door:
    """Return the instance of that name with all that it signs with.

    Raises NotAuthenticated without a key, also where there is no such instance; NotPermitted for a key without the right; NotFound for
    another tenant's; Conflict where its issuer has no key that signs.
    """
    instance = vc_api.by_name(session, name)
    is_open = instance is not None and instance.open and installation.demo
    client = caller.client
    if not is_open:
        require_scope(client, ISSUE)
    own = instance is not None and client is not None and client.tenant_id == instance.tenant_id
    if instance is None or not (is_open or own):
        raise NotFound("There is no instance of that name.")
    identity = identities.by_id(session, instance.tenant_id, instance.identity_id)
    key = identities.active_key(session, instance.identity_id, instance.algorithm)
    if identity is None or key is None:
        raise Conflict("The instance's issuer has no key that signs any more: an administrator makes another instance.")
    if client is not None and own and client.mode is not identity.profile.mode:
        raise NotPermitted(f"This key is for {client.mode} credentials; the instance signs {identity.profile.mode} ones.")
    actor = client_actor(client, caller.request_id) if client is not None and own else service_actor(instance.tenant_id, ANYBODY)
    return Door(instance, identity, key, actor)


def require_scope(client: Client | None, scope: str) -> Client:
    """Return the client, or raise NotAuthenticated without one and NotPermitted where its key is not for that."""
    if client is None:
        raise NotAuthenticated("Send your API key as `Authorization: Bearer sk_…`.")
    if scope not in client.scopes:
        raise NotPermitted(f"This API key lacks the scope {scope}.")
    return client
