"""One-time links to the desk: each opens it once, soon, for one person of one tenant."""

import hashlib
import secrets
from datetime import timedelta

from app.adapters.database import audit, people
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.encodings import encode_base64url
from app.model.access import OneTimeLink, Person, Role
from app.model.record import AuditEvent
from app.services.installation import Installation

LINK_LIFETIME = timedelta(hours=24)
FIRST_OWNER = "first owner"
_TOKEN_BYTES = 32


def mint_admin_link(installation: Installation, tenant_id: str) -> str:
    """Return a link that makes its first user the tenant's owner at the desk. Links minted before stop working."""
    token = encode_base64url(secrets.token_bytes(_TOKEN_BYTES))
    moment = installation.clock()

    def work(session: Session) -> None:
        owner = people.by_name(session, tenant_id, FIRST_OWNER)
        if owner is None:
            owner = Person(new_id("psn", moment), tenant_id, FIRST_OWNER, frozenset({Role.OWNER}), moment)
            people.add(session, owner)
        people.expire_links(session, tenant_id, owner.id, moment)
        people.add_link(session, OneTimeLink(token_digest(token), tenant_id, owner.id, moment, moment + LINK_LIFETIME))
        event = AuditEvent(new_id("evt", moment), tenant_id, moment, "operator", "cli", "admin_link.minted", "person", owner.id)
        audit.record(session, event)

    installation.database.write(work)
    return f"{installation.public_url}/admin/enter/{token}"


def token_digest(token: str) -> str:
    """Return what is stored of a token: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
