"""API keys of clients: shown once, stored as a digest, told apart at sight (`sk_test_…`, `sk_live_…`)."""

import hashlib
import secrets
import zlib
from dataclasses import dataclass
from datetime import datetime

from app.adapters.database import clients, tenants
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.encodings import encode_base64url
from app.errors import NotAuthenticated, NotFound, SchemaViolation
from app.model.access import Actor, ClientSecret
from app.model.issuer import Mode
from app.model.record import Client, Tenant
from app.services.audited import Deed, operator_actor, write_down
from app.services.installation import Installation

SCOPES = (
    "credentials:issue",
    "credentials:read",
    "credentials:revoke",
    "achievements:read",
    "achievements:write",
    "recipients:manage",
    "integrations:manage",
    "vc-api:issue",
    "vc-api:status",
    "audit:read",
)
OPERATOR = "command line"
_SECRET_BYTES = 24
_CHECKSUM_BYTES = 4
_SHOWN = 14
_MAX_LENGTH = 100


@dataclass(frozen=True, slots=True)
class NewClient:
    """A calling system to be made. `id`: the one that it is to have, so that whoever asks twice makes one; None: any."""

    name: str
    mode: Mode
    scopes: frozenset[str]
    id: str | None = None


def create_client(installation: Installation, actor: Actor, new: NewClient) -> tuple[Client, str]:
    """Store a client of the actor's tenant with one key; return both. The key is never to be had again.

    Raises SchemaViolation for an unknown scope, Conflict where there is a client of that id.
    """
    unknown = sorted(new.scopes.difference(SCOPES))
    if unknown:
        raise SchemaViolation(f"There is no scope {', '.join(unknown)}: expected some of {', '.join(SCOPES)}.")
    moment = installation.clock()
    client = Client(new.id or new_id("cli", moment), actor.tenant_id, new.name, new.mode, new.scopes)
    key = make_key(new.mode)

    def work(session: Session) -> None:
        clients.add(session, client, moment)
        clients.add_secret(session, _secret_of(client, key, new_id("sec", moment), moment))
        write_down(session, actor, Deed("client.created", "client", client.id), moment)

    installation.database.write(work)
    return client, key


def add_api_key(installation: Installation, actor: Actor, client_id: str, secret_id: str | None = None) -> tuple[Client, str]:
    """Store a further key of a client; return both. The client's other keys go on, until they are revoked.

    Raises NotFound where the tenant has no such client, Conflict where there is a key of the id `secret_id`.
    """
    moment = installation.clock()

    def work(session: Session) -> tuple[Client, str]:
        client = clients.by_id(session, actor.tenant_id, client_id)
        if client is None:
            raise NotFound("There is no calling system of that id.")
        key, key_id = make_key(client.mode), secret_id or new_id("sec", moment)
        clients.add_secret(session, _secret_of(client, key, key_id, moment))
        write_down(session, actor, Deed("client_secret.created", "client_secret", key_id), moment)
        return client, key

    return installation.database.write(work)


def clients_of(installation: Installation, tenant_id: str) -> tuple[tuple[Client, tuple[ClientSecret, ...]], ...]:
    """Return the tenant's clients, each with what is known of its keys."""
    return installation.database.read(
        lambda session: tuple(
            (client, clients.secrets_of(session, tenant_id, client.id)) for client in clients.all_of_tenant(session, tenant_id)
        )
    )


def client_named(installation: Installation, tenant_id: str, client_id: str) -> tuple[Client, tuple[ClientSecret, ...]]:
    """Return the tenant's client of that id with what is known of its keys, or raise NotFound."""
    for client, secrets_known in clients_of(installation, tenant_id):
        if client.id == client_id:
            return client, secrets_known
    raise NotFound("There is no calling system of that id.")


def revoke_key(installation: Installation, actor: Actor, secret_id: str) -> None:
    """Revoke one key from now on. Raises NotFound where the tenant has no such key, or it is revoked already."""
    moment = installation.clock()

    def work(session: Session) -> None:
        if not clients.revoke_secret(session, actor.tenant_id, secret_id, moment):
            raise NotFound("This tenant has no valid API key of that id: expected the `sec_…` of `proscenium clients list`.")
        write_down(session, actor, Deed("client_secret.revoked", "client_secret", secret_id), moment)

    installation.database.write(work)


def tenant_named(installation: Installation, slug: str) -> Tenant:
    """Return the tenant of that slug, or raise NotFound."""
    known = {tenant.slug: tenant for tenant in installation.database.read(tenants.all_of_them)}
    if slug not in known:
        raise NotFound(f"There is no tenant {slug!r}: there are {', '.join(known) or 'none yet; a catalogue brings one'}.")
    return known[slug]


def operator_client(installation: Installation, tenant_slug: str) -> Client:
    """Return the client as which an operator issues from the command line; made, without a key, when first asked for."""
    moment = installation.clock()
    mode = Mode.TEST if installation.demo else Mode.LIVE
    tenant = tenant_named(installation, tenant_slug)

    def work(session: Session) -> Client:
        for client in clients.all_of_tenant(session, tenant.id):
            if client.name == OPERATOR and client.mode is mode:
                return client
        client = Client(new_id("cli", moment), tenant.id, OPERATOR, mode, frozenset(SCOPES))
        clients.add(session, client, moment)
        write_down(session, operator_actor(tenant.id), Deed("client.created", "client", client.id), moment)
        return client

    return installation.database.write(work)


def client_of(installation: Installation, key: str) -> Client:
    """Return the client of a key, or raise NotAuthenticated: unknown, expired, revoked or mistyped are one answer."""
    client = None
    if len(key) <= _MAX_LENGTH and key.isascii() and _checksum_holds(key):
        moment = installation.clock()
        client = installation.database.read(lambda session: clients.by_secret_digest(session, digest_of(key), moment))
    if client is None:
        raise NotAuthenticated("This API key is not known here, or not valid any more.")
    return client


def make_key(mode: Mode) -> str:
    """Return a fresh key: prefix, 192 random bits, checksum (so that a mistyped one is refused without a look-up)."""
    body = f"sk_{mode}_{encode_base64url(secrets.token_bytes(_SECRET_BYTES))}"
    return body + _checksum(body)


def digest_of(key: str) -> str:
    """Return what is stored of a key: SHA-256 is enough for 192 random bits."""
    return hashlib.sha256(key.encode()).hexdigest()


def _checksum(body: str) -> str:
    return encode_base64url(zlib.crc32(body.encode()).to_bytes(_CHECKSUM_BYTES, "big"))


def _checksum_holds(key: str) -> bool:
    length = len(_checksum(""))
    return _checksum(key[:-length]) == key[-length:]


def _secret_of(client: Client, key: str, secret_id: str, moment: datetime) -> ClientSecret:
    return ClientSecret(secret_id, client.tenant_id, client.id, key[:_SHOWN], digest_of(key), moment)
