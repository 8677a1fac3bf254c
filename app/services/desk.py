"""Who sits at the desk: enter by a one-time link, be known by a session, leave.

A session ends eight hours after it began, half an hour after it was last used, when its person leaves, enters again or is disabled.
The roles are read with every request: what is taken from a person is gone at once.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.adapters.database import people
from app.adapters.database.session import Session
from app.crypto.encodings import encode_base64url
from app.crypto.hashes import keyed_digest
from app.errors import DeskClosed, Gone
from app.model.access import Actor, ActorKind, Person, WebSession
from app.services.admin_links import token_digest
from app.services.audited import Deed, write_down
from app.services.installation import Installation

SESSION_LIFETIME = timedelta(hours=8)
IDLE_LIFETIME = timedelta(minutes=30)
TOUCHED_EVERY = timedelta(minutes=1)
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Visit:
    """One person at the desk. `form_token` stands in every form: only who can read our pages has it, and it opens no session."""

    session: WebSession
    person: Person
    form_token: str

    @property
    def tenant_id(self) -> str:
        """The tenant whose desk it is."""
        return self.person.tenant_id

    def actor(self, request_id: str | None) -> Actor:
        """Return the person as audit events name them; at the desk they may touch test and live credentials."""
        return person_actor(self.person, request_id)


def person_actor(person: Person, request_id: str | None = None) -> Actor:
    """Return a member of staff as an actor."""
    return Actor(ActorKind.PERSON, person.id, person.tenant_id, request_id)


def enter_desk(installation: Installation, link_token: str, replaced: str | None = None) -> str:
    """Use a one-time link up and return the token of a new session.

    The new session replaces every running one of that person, and the one of the token `replaced`, which the browser had until now.

    Raises:
        Gone: the link is unknown, used or expired; that is one answer.
    """
    moment = installation.clock()
    token = encode_base64url(secrets.token_bytes(_TOKEN_BYTES))

    def work(session: Session) -> bool:
        link = people.use_link(session, token_digest(link_token), moment)
        person = people.by_id(session, link.tenant_id, link.person_id) if link else None
        if person is None or person.disabled_at is not None:
            return False
        _end(session, replaced, moment)
        people.end_sessions(session, person.tenant_id, person.id, moment)
        people.add_session(session, WebSession(token_digest(token), person.tenant_id, person.id, moment, moment + SESSION_LIFETIME))
        _record(session, person, "desk.entered", moment)
        return True

    if not installation.database.write(work):
        raise Gone("This link opens the desk once, and not any more.")
    return token


def visit_of(installation: Installation, token: str | None) -> Visit:
    """Return who sits at the desk with that session's token, or raise DeskClosed: no session, or one that is over."""
    moment = installation.clock()
    digest = token_digest(token or "")

    def work(session: Session) -> tuple[WebSession, Person] | None:
        found = people.session_by_digest(session, digest, moment)
        person = people.by_id(session, found.tenant_id, found.person_id) if found else None
        return (found, person) if found and person else None

    known = installation.database.read(work)
    if known is None or known[0].last_seen_at + IDLE_LIFETIME <= moment:
        raise DeskClosed("Open the desk with a link that the service printed.")
    _touch(installation, known[0], moment)
    index_key = installation.data_keys.index_key(known[1].tenant_id)
    return Visit(*known, form_token=keyed_digest(index_key, "desk form", digest))


def leave_desk(installation: Installation, token: str | None) -> None:
    """End the session of that token; without one, nothing is left to do."""
    moment = installation.clock()
    installation.database.write(lambda session: _end(session, token, moment))


def _end(session: Session, token: str | None, moment: datetime) -> None:
    digest = token_digest(token or "")
    found = people.session_by_digest(session, digest, moment)
    person = people.by_id(session, found.tenant_id, found.person_id) if found else None
    if person is not None and people.end_session(session, digest, moment):
        _record(session, person, "desk.left", moment)


def _touch(installation: Installation, session: WebSession, moment: datetime) -> None:
    """Note that the session is in use, at most once a minute: reading stays reading."""
    before = moment - TOUCHED_EVERY
    if session.last_seen_at <= before:
        installation.database.write(lambda database: people.touch_session(database, session.digest, moment, before))


def _record(session: Session, person: Person, action: str, moment: datetime) -> None:
    write_down(session, person_actor(person), Deed(action, "person", person.id), moment)
