"""Writes down who did what to which thing, in the transaction that does it. Ids, codes and digests only: never personal data."""

from dataclasses import dataclass
from datetime import datetime

from app.adapters.database import audit
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.model.access import Actor, ActorKind
from app.model.record import AuditEvent, Client


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done to which thing, e.g. `credential.revoked` to a `credential`; digests of what it was before and is now, where told."""

    action: str
    object_kind: str
    object_id: str
    before_sha256: str | None = None
    after_sha256: str | None = None


def write_down(session: Session, actor: Actor, deed: Deed, moment: datetime) -> None:
    """Store the deed as an audit event of the actor's tenant."""
    event = AuditEvent(
        id=new_id("evt", moment),
        tenant_id=actor.tenant_id,
        at=moment,
        actor_kind=actor.kind,
        actor_id=actor.id,
        action=deed.action,
        object_kind=deed.object_kind,
        object_id=deed.object_id,
        request_id=actor.request_id,
        before_sha256=deed.before_sha256,
        after_sha256=deed.after_sha256,
    )
    audit.record(session, event)


def client_actor(client: Client, request_id: str | None = None) -> Actor:
    """Return a calling system as an actor: it touches credentials of its own mode alone."""
    return Actor(ActorKind.CLIENT, client.id, client.tenant_id, request_id, client.mode)


def operator_actor(tenant_id: str) -> Actor:
    """Return whoever sits at the command line."""
    return Actor(ActorKind.OPERATOR, "cli", tenant_id)


def service_actor(tenant_id: str, name: str) -> Actor:
    """Return a part of the service that acts by itself."""
    return Actor(ActorKind.SERVICE, name, tenant_id)
