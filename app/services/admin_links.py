"""One-time links to the desk: each opens it once, soon, for one person of one tenant."""

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from app.adapters.database import people
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.encodings import encode_base64url
from app.errors import Conflict, Malformed
from app.model.access import OneTimeLink, Person, Role
from app.services.audited import Deed, operator_actor, write_down
from app.services.installation import Installation

LINK_LIFETIME = timedelta(hours=24)
FIRST_OWNER: Final = "first owner"
MAX_NAME: Final = 100
_TOKEN_BYTES = 32


def mint_admin_link(installation: Installation, tenant_id: str, name: str = FIRST_OWNER, role: Role | None = None) -> str:
    """Return a link that opens the tenant's desk once for the person of that name. Links minted for them before stop working.

    Args:
        name: what the person is called at the desk; who is not there yet is added.
        role: what the person may do from now on. None leaves it as it is; a new person may then only look, but for the first owner.

    Raises:
        Malformed: the name is empty, too long or not printable.
        Conflict: the person is disabled.
    """
    if not (name.strip() == name and name.isprintable() and 0 < len(name) <= MAX_NAME):
        raise Malformed(f"Expected a name of 1 to {MAX_NAME} printable characters, without spaces around it.")
    token = encode_base64url(secrets.token_bytes(_TOKEN_BYTES))
    moment = installation.clock()
    first = role or (Role.OWNER if name == FIRST_OWNER else Role.AUDITOR)
    newcomer = Person(new_id("psn", moment), tenant_id, name, frozenset({first}), moment)

    def work(session: Session) -> None:
        known = people.by_name(session, tenant_id, name)
        person = _changed(session, known, role, moment) if known else _added(session, newcomer)
        people.expire_links(session, tenant_id, person.id, moment)
        people.add_link(session, OneTimeLink(token_digest(token), tenant_id, person.id, moment, moment + LINK_LIFETIME))
        write_down(session, operator_actor(tenant_id), Deed("admin_link.minted", "person", person.id), moment)

    installation.database.write(work)
    return f"{installation.public_url}/admin/enter/{token}"


def token_digest(token: str) -> str:
    """Return what is stored of a token: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def _added(session: Session, person: Person) -> Person:
    people.add(session, person)
    _record(session, person, "person.added", person.created_at)
    return person


def _changed(session: Session, person: Person, role: Role | None, moment: datetime) -> Person:
    if person.disabled_at is not None:
        raise Conflict("This person is disabled at the desk.")
    changed = person if role is None else replace(person, roles=frozenset({role}))
    if changed != person:
        people.set_roles(session, changed)
        _record(session, person, "person.changed", moment)
    return changed


def _record(session: Session, person: Person, action: str, moment: datetime) -> None:
    write_down(session, operator_actor(person.tenant_id), Deed(action, "person", person.id), moment)
