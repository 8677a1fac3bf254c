"""API keys of clients: shown once, stored as a digest, told apart at sight (`sk_test_…`, `sk_live_…`)."""

import hashlib
import secrets
import zlib

from app.adapters.database import audit, clients, tenants
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.encodings import encode_base64url
from app.errors import NotAuthenticated, NotFound, SchemaViolation
from app.model.access import ClientSecret
from app.model.issuer import Mode
from app.model.record import AuditEvent, Client, Tenant
from app.services.installation import Installation

SCOPES = (
    "credentials:issue",
    "credentials:read",
    "credentials:revoke",
    "achievements:read",
    "achievements:write",
    "recipients:manage",
    "integrations:manage",
    "audit:read",
)
OPERATOR = "command line"
_SECRET_BYTES = 24
_CHECKSUM_BYTES = 4
_SHOWN = 14
_MAX_LENGTH = 100


def create_client(installation: Installation, tenant_id: str, name: str, mode: Mode, scopes: frozenset[str]) -> tuple[Client, str]:
    """Store a client with one key; return both. The key is never to be had again. Raises SchemaViolation for an unknown scope."""
    unknown = sorted(scopes.difference(SCOPES))
    if unknown:
        raise SchemaViolation(f"There is no scope {', '.join(unknown)}: expected some of {', '.join(SCOPES)}.")
    moment = installation.clock()
    client = Client(new_id("cli", moment), tenant_id, name, mode, scopes)
    key = make_key(mode)

    def work(session: Session) -> None:
        clients.add(session, client, moment)
        clients.add_secret(session, ClientSecret(new_id("sec", moment), tenant_id, client.id, key[:_SHOWN], digest_of(key), moment))
        audit.record(session, _event(installation, tenant_id, "client.created", client.id))

    installation.database.write(work)
    return client, key


def clients_of(installation: Installation, tenant_slug: str) -> tuple[tuple[Client, tuple[ClientSecret, ...]], ...]:
    """Return the tenant's clients, each with what is known of its keys."""
    tenant = tenant_named(installation, tenant_slug)
    return installation.database.read(
        lambda session: tuple(
            (client, clients.secrets_of(session, tenant.id, client.id)) for client in clients.all_of_tenant(session, tenant.id)
        )
    )


def revoke_key(installation: Installation, tenant_id: str, secret_id: str) -> None:
    """Revoke one key from now on. Raises NotFound where the tenant has no such key, or it is revoked already."""
    moment = installation.clock()

    def work(session: Session) -> None:
        if not clients.revoke_secret(session, tenant_id, secret_id, moment):
            raise NotFound(f"This tenant has no valid API key {secret_id!r}.")
        audit.record(session, _event(installation, tenant_id, "client_secret.revoked", secret_id))

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
        audit.record(session, _event(installation, tenant.id, "client.created", client.id))
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


def _event(installation: Installation, tenant_id: str, action: str, object_id: str) -> AuditEvent:
    moment = installation.clock()
    return AuditEvent(new_id("evt", moment), tenant_id, moment, "operator", "cli", action, action.partition(".")[0], object_id)
