"""Members of staff, their roles, sessions and one-time links."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from app.adapters.database.records import Row, changed, columns_of, first, record, rows, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import one_time_link, person, person_role, web_session
from app.model.access import OneTimeLink, Person, WebSession

_PEOPLE = select(*columns_of(person, Person, "roles"))


def add(session: Session, row: Person) -> None:
    """Store a person with their roles. Raises Conflict when the tenant has one of that name."""
    write(session, insert(person).values(**values_of(row, "roles")))
    _add_roles(session, row)


def set_roles(session: Session, row: Person) -> None:
    """Store the roles that a person has from now on: those of `row`, and no others."""
    table = person_role.c
    write(session, delete(person_role).where(table.tenant_id == row.tenant_id, table.person_id == row.id))
    _add_roles(session, row)


def by_id(session: Session, tenant_id: str, person_id: str) -> Person | None:
    """Return the tenant's person of that id."""
    return _one(session, person.c.tenant_id == tenant_id, person.c.id == person_id)


def by_name(session: Session, tenant_id: str, name: str) -> Person | None:
    """Return the tenant's person of that name."""
    return _one(session, person.c.tenant_id == tenant_id, person.c.name == name)


def all_of_tenant(session: Session, tenant_id: str) -> tuple[Person, ...]:
    """Return the tenant's people, by name."""
    found = rows(session, _PEOPLE.where(person.c.tenant_id == tenant_id).order_by(person.c.name))
    return tuple(_person_of(session, row) for row in found)


def lock_all(session: Session, tenant_id: str) -> None:
    """Keep others from changing the tenant's people until this transaction has ended."""
    rows(session, select(person.c.id).where(person.c.tenant_id == tenant_id).order_by(person.c.id).with_for_update())


def set_disabled(session: Session, row: Person, moment: datetime | None) -> bool:
    """Keep a person out from that moment on, or with None let them in again; return whether that is news."""
    mine = update(person).where(person.c.tenant_id == row.tenant_id, person.c.id == row.id)
    other = person.c.disabled_at.is_(None) if moment else person.c.disabled_at.is_not(None)
    return changed(session, mine.where(other).values(disabled_at=moment)) == 1


def add_session(session: Session, row: WebSession) -> None:
    """Store that a person signed in."""
    write(session, insert(web_session).values(**values_of(row)))


def session_by_digest(session: Session, digest: str, moment: datetime) -> WebSession | None:
    """Return the session of that token's digest, where it is neither expired nor ended, nor its person disabled."""
    statement = (
        select(*columns_of(web_session, WebSession))
        .join_from(web_session, person)
        .where(web_session.c.digest == digest, web_session.c.expires_at > moment, web_session.c.ended_at.is_(None))
        .where(person.c.disabled_at.is_(None))
    )
    return record(session, WebSession, statement)


def touch_session(session: Session, digest: str, moment: datetime, before: datetime) -> bool:
    """Store that a session was used; return whether it had not been since `before`: of many requests at once, one writes."""
    unseen = func.coalesce(web_session.c.seen_at, web_session.c.created_at) <= before
    mine = update(web_session).where(web_session.c.digest == digest, web_session.c.ended_at.is_(None), unseen)
    return changed(session, mine.values(seen_at=moment)) == 1


def end_sessions(session: Session, tenant_id: str, person_id: str, moment: datetime) -> int:
    """End every session of a person that has not ended; return how many there were."""
    mine = update(web_session).where(web_session.c.tenant_id == tenant_id, web_session.c.person_id == person_id)
    return changed(session, mine.where(web_session.c.ended_at.is_(None)).values(ended_at=moment))


def end_session(session: Session, digest: str, moment: datetime) -> bool:
    """End a session; return whether it had not ended before."""
    running = update(web_session).where(web_session.c.digest == digest, web_session.c.ended_at.is_(None))
    return changed(session, running.values(ended_at=moment)) == 1


def add_link(session: Session, link: OneTimeLink) -> None:
    """Store a one-time link."""
    write(session, insert(one_time_link).values(**values_of(link)))


def expire_links(session: Session, tenant_id: str, person_id: str, moment: datetime) -> int:
    """End every unused link of a person; return how many there were."""
    mine = update(one_time_link).where(one_time_link.c.tenant_id == tenant_id, one_time_link.c.person_id == person_id)
    unused = mine.where(one_time_link.c.used_at.is_(None), one_time_link.c.expires_at > moment)
    return changed(session, unused.values(expires_at=moment))


def use_link(session: Session, digest: str, moment: datetime) -> OneTimeLink | None:
    """Use the link of that token's digest up and return it; None where there is none, or it is used or expired.

    One conditional update decides: of any number that come at once, one gets it.
    """
    unused = update(one_time_link).where(
        one_time_link.c.digest == digest, one_time_link.c.used_at.is_(None), one_time_link.c.expires_at > moment
    )
    return record(session, OneTimeLink, unused.values(used_at=moment).returning(*columns_of(one_time_link, OneTimeLink)))


def _add_roles(session: Session, row: Person) -> None:
    roles = [{"tenant_id": row.tenant_id, "person_id": row.id, "role": role} for role in sorted(row.roles)]
    write(session, insert(person_role), roles)


def _one(session: Session, *conditions: ColumnElement[bool]) -> Person | None:
    row = first(session, _PEOPLE.where(*conditions))
    return None if row is None else _person_of(session, row)


def _person_of(session: Session, row: Row) -> Person:
    mine = select(person_role.c.role).where(person_role.c.tenant_id == row["tenant_id"], person_role.c.person_id == row["id"])
    return Person(**row, roles=frozenset(found["role"] for found in rows(session, mine)))
