"""The desk, as far as it goes today: enter by a one-time link, see what the tenant has, leave."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.adapters.database import achievements, audit, credentials, identities, people
from app.adapters.database.credentials import CredentialFilter
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.encodings import encode_base64url
from app.errors import Gone, NotAuthenticated
from app.model.access import WebSession
from app.model.record import AchievementRecord, AuditEvent, Credential, IssuerIdentity
from app.services.admin_links import token_digest
from app.services.installation import Installation

SESSION_LIFETIME = timedelta(hours=8)
SHOWN = 20
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Overview:
    """What a tenant has: issuers, achievements, and its latest credentials. No learner is named."""

    issuers: tuple[IssuerIdentity, ...]
    achievements: tuple[AchievementRecord, ...]
    latest: tuple[Credential, ...]


def enter_desk(installation: Installation, link_token: str) -> str:
    """Use a one-time link up and return the token of a new session, or raise Gone: unknown, used and expired are one answer."""
    moment = installation.clock()
    token = encode_base64url(secrets.token_bytes(_TOKEN_BYTES))

    def work(session: Session) -> bool:
        link = people.use_link(session, token_digest(link_token), moment)
        if link is None:
            return False
        people.add_session(session, WebSession(token_digest(token), link.tenant_id, link.person_id, moment, moment + SESSION_LIFETIME))
        audit.record(session, _event(link.tenant_id, link.person_id, "desk.entered", moment))
        return True

    if not installation.database.write(work):
        raise Gone("This link opens the desk once, and not any more.")
    return token


def session_of(installation: Installation, token: str | None) -> WebSession:
    """Return the session that a browser's token stands for, or raise NotAuthenticated."""
    moment = installation.clock()
    digest = token_digest(token or "")
    found = installation.database.read(lambda session: people.session_by_digest(session, digest, moment))
    if found is None:
        raise NotAuthenticated("Open the desk with the link that the service printed when it started.")
    return found


def overview(installation: Installation, session: WebSession) -> Overview:
    """Return what the session's tenant has."""
    tenant_id = session.tenant_id
    return installation.database.read(
        lambda database: Overview(
            issuers=identities.all_of_tenant(database, tenant_id),
            achievements=achievements.all_of_tenant(database, tenant_id),
            latest=credentials.page(database, tenant_id, CredentialFilter(), None, SHOWN),
        )
    )


def leave_desk(installation: Installation, token: str | None) -> None:
    """End the session of that token; without one, nothing is left to do."""
    moment = installation.clock()
    digest = token_digest(token or "")

    def work(session: Session) -> None:
        found = people.session_by_digest(session, digest, moment)
        if found is not None and people.end_session(session, digest, moment):
            audit.record(session, _event(found.tenant_id, found.person_id, "desk.left", moment))

    installation.database.write(work)


def _event(tenant_id: str, person_id: str, action: str, moment: datetime) -> AuditEvent:
    return AuditEvent(new_id("evt", moment), tenant_id, moment, "person", person_id, action, "person", person_id)
