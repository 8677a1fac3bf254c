"""API keys of clients: shown once, stored as a digest, told apart at sight (`sk_test_…`, `sk_live_…`)."""

import hashlib
import secrets
import zlib

from app.adapters.database import audit, clients, tenants
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.encodings import encode_base64url
from app.errors import NotAuthenticated, NotFound
from app.model.access import ClientSecret
from app.model.issuer import Mode
from app.model.record import AuditEvent, Client
from app.services.installation import Installation

SCOPES = ("credentials:issue", "credentials:read", "achievements:read", "achievements:write")
OPERATOR = "command line"
_SECRET_BYTES = 24
_CHECKSUM_BYTES = 4
_SHOWN = 14
_MAX_LENGTH = 100


def create_client(installation: Installation, tenant_id: str, name: str, mode: Mode, scopes: frozenset[str]) -> tuple[Client, str]:
    """Store a client with one key; return both. The key is never to be had again."""
    moment = installation.clock()
    client = Client(new_id("cli", moment), tenant_id, name, mode, scopes)
    key = make_key(mode)

    def work(session: Session) -> None:
        clients.add(session, client, moment)
        clients.add_secret(session, ClientSecret(new_id("sec", moment), tenant_id, client.id, key[:_SHOWN], digest_of(key), moment))
        audit.record(session, _event(installation, client))

    installation.database.write(work)
    return client, key


def operator_client(installation: Installation, tenant_slug: str) -> Client:
    """Return the client as which an operator issues from the command line; made, without a key, when first asked for."""
    moment = installation.clock()
    mode = Mode.TEST if installation.demo else Mode.LIVE

    def work(session: Session) -> Client:
        tenant = tenants.by_slug(session, tenant_slug)
        if tenant is None:
            raise NotFound(f"There is no tenant {tenant_slug!r}: a catalogue brings one.")
        for client in clients.all_of_tenant(session, tenant.id):
            if client.name == OPERATOR and client.mode is mode:
                return client
        client = Client(new_id("cli", moment), tenant.id, OPERATOR, mode, frozenset(SCOPES))
        clients.add(session, client, moment)
        audit.record(session, _event(installation, client))
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


def _event(installation: Installation, client: Client) -> AuditEvent:
    moment = installation.clock()
    return AuditEvent(new_id("evt", moment), client.tenant_id, moment, "operator", "cli", "client.created", "client", client.id)
