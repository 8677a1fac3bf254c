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
from app.model.access import Actor, OneTimeLink, Person, Role
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
    actor, moment = operator_actor(tenant_id), installation.clock()
    first = role or (Role.OWNER if name == FIRST_OWNER else Role.AUDITOR)
    newcomer = newcomer_named(tenant_id, name, first, moment)

    def work(session: Session) -> str:
        person = people.by_name(session, tenant_id, name)
        if person is None:
            person = newcomer
            add_to_staff(session, actor, person)
        elif role is not None:
            person = give_role(session, actor, person, role, moment)
        return mint_link(session, actor, person, moment)

    return link_url(installation, installation.database.write(work))


def newcomer_named(tenant_id: str, name: str, role: Role, moment: datetime) -> Person:
    """Return somebody new, not stored yet. Raises Malformed: the name is empty, too long or not printable."""
    if not (name.strip() == name and name.isprintable() and 0 < len(name) <= MAX_NAME):
        raise Malformed(f"Expected a name of 1 to {MAX_NAME} printable characters, without spaces around it.")
    return Person(new_id("psn", moment), tenant_id, name, frozenset({role}), moment)


def add_to_staff(session: Session, actor: Actor, person: Person) -> None:
    """Store a person, and who added them. Raises Conflict when the tenant has one of that name."""
    people.add(session, person)
    write_down(session, actor, Deed("person.added", "person", person.id), person.created_at)


def give_role(session: Session, actor: Actor, person: Person, role: Role, moment: datetime) -> Person:
    """Return the person with that role and no other, stored, with who gave it, where it is news."""
    changed = replace(person, roles=frozenset({role}))
    if changed != person:
        people.set_roles(session, changed)
        write_down(session, actor, Deed("person.changed", "person", person.id), moment)
    return changed


def mint_link(session: Session, actor: Actor, person: Person, moment: datetime) -> str:
    """Return the token of a new link for a person, whose other links stop working. Raises Conflict where they are disabled."""
    if person.disabled_at is not None:
        raise Conflict("This person is disabled at the desk.")
    token = encode_base64url(secrets.token_bytes(_TOKEN_BYTES))
    people.expire_links(session, person.tenant_id, person.id, moment)
    people.add_link(session, OneTimeLink(token_digest(token), person.tenant_id, person.id, moment, moment + LINK_LIFETIME))
    write_down(session, actor, Deed("admin_link.minted", "person", person.id), moment)
    return token


def link_url(installation: Installation, token: str) -> str:
    """Return the address that opens the desk with that token."""
    return f"{installation.public_url}/admin/enter/{token}"


def token_digest(token: str) -> str:
    """Return what is stored of a token: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
