"""Members of staff, as the owners of a desk see to them: added, given another role, given a link, disabled, enabled.

A desk keeps an owner: what would leave none is refused. The command line can make one (`proscenium desk --role owner`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.adapters.database import people
from app.adapters.database.session import Session
from app.errors import Conflict, NotFound
from app.model.access import Actor, Person, Role
from app.services.admin_links import add_to_staff, give_role, link_url, mint_link, newcomer_named
from app.services.audited import Deed, write_down
from app.services.installation import Installation


@dataclass(frozen=True, slots=True)
class Invited:
    """A person, and a link that opens the desk for them once: never to be had again."""

    person: Person
    link: str


def staff_of(installation: Installation, tenant_id: str) -> tuple[Person, ...]:
    """Return the tenant's people, disabled ones too, by name."""
    return installation.database.read(lambda session: people.all_of_tenant(session, tenant_id))


def person_of(installation: Installation, tenant_id: str, person_id: str) -> Person:
    """Return the tenant's person of that id, or raise NotFound."""
    return installation.database.read(lambda session: _found(session, tenant_id, person_id))


def add_person(installation: Installation, actor: Actor, name: str, role: Role) -> Invited:
    """Return a new person with a link. Raises Malformed for such a name, Conflict where there is somebody of that name."""
    moment = installation.clock()
    newcomer = newcomer_named(actor.tenant_id, name, role, moment)

    def work(session: Session) -> str:
        if people.by_name(session, actor.tenant_id, name) is not None:
            raise Conflict("There is somebody of that name at the desk already.")
        add_to_staff(session, actor, newcomer)
        return mint_link(session, actor, newcomer, moment)

    return Invited(newcomer, link_url(installation, installation.database.write(work)))


def renew_link(installation: Installation, actor: Actor, person_id: str) -> Invited:
    """Return a link for somebody who is there; those before stop working. Raises NotFound, Conflict where they are disabled."""

    def work(session: Session) -> tuple[Person, str]:
        person = _found(session, actor.tenant_id, person_id)
        return person, mint_link(session, actor, person, installation.clock())

    person, token = installation.database.write(work)
    return Invited(person, link_url(installation, token))


def change_role(installation: Installation, actor: Actor, person_id: str, role: Role) -> Person:
    """Return the person with that role, which counts from their next request on. Raises NotFound, Conflict."""

    def change(session: Session, person: Person, moment: datetime) -> Person:
        return give_role(session, actor, person, role, moment)

    return _changed(installation, actor, person_id, change)


def disable_person(installation: Installation, actor: Actor, person_id: str) -> Person:
    """Return the person, kept out: their sessions and links end now. Raises NotFound, Conflict."""

    def change(session: Session, person: Person, moment: datetime) -> Person:
        return _shut_out(session, actor, person, moment) if person.disabled_at is None else person

    return _changed(installation, actor, person_id, change)


def enable_person(installation: Installation, actor: Actor, person_id: str) -> Person:
    """Return the person, who may enter again with a new link. Raises NotFound."""

    def change(session: Session, person: Person, moment: datetime) -> Person:
        people.end_sessions(session, person.tenant_id, person.id, moment)
        if people.set_disabled(session, person, None):
            write_down(session, actor, Deed("person.enabled", "person", person.id), moment)
        return replace(person, disabled_at=None)

    return _changed(installation, actor, person_id, change)


def _shut_out(session: Session, actor: Actor, person: Person, moment: datetime) -> Person:
    people.set_disabled(session, person, moment)
    people.end_sessions(session, person.tenant_id, person.id, moment)
    people.expire_links(session, person.tenant_id, person.id, moment)
    write_down(session, actor, Deed("person.disabled", "person", person.id), moment)
    return replace(person, disabled_at=moment)


def _changed(installation: Installation, actor: Actor, person_id: str, change: Callable[[Session, Person, datetime], Person]) -> Person:
    """Return the person as `change` leaves them, unless that would leave the desk without an owner: then nothing has changed."""
    moment = installation.clock()

    def work(session: Session) -> Person:
        people.lock_all(session, actor.tenant_id)
        person = change(session, _found(session, actor.tenant_id, person_id), moment)
        owners = (each for each in people.all_of_tenant(session, actor.tenant_id) if Role.OWNER in each.roles)
        if all(each.disabled_at is not None for each in owners):
            raise Conflict("Nobody would be owner of this desk any more: make somebody else one first.")
        return person

    return installation.database.write(work)


def _found(session: Session, tenant_id: str, person_id: str) -> Person:
    person = people.by_id(session, tenant_id, person_id)
    if person is None:
        raise NotFound("There is nobody of that id at this desk.")
    return person
