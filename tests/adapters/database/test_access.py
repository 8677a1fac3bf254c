"""Clients with their secrets; people with their sessions and one-time links."""

from dataclasses import replace

import pytest

from app.adapters.database import clients, people
from app.adapters.database.session import Database, Session
from app.errors import Conflict
from app.model.access import ClientSecret, OneTimeLink, Person, Role, WebSession
from app.model.record import Client
from tests.adapters.database.stock import NOON, at_once, client, fresh, later, tenant

DIGEST = "5e" * 32


@pytest.fixture
def owner(database: Database) -> str:
    return database.write(tenant)


@pytest.fixture
def caller(database: Database, owner: str) -> Client:
    return database.write(lambda session: client(session, owner))


@pytest.fixture
def admin(database: Database, owner: str) -> Person:
    row = Person(fresh("per"), owner, "admin", frozenset({Role.OWNER, Role.AUDITOR}), NOON)
    database.write(lambda session: people.add(session, row))
    return row


def secret(caller: Client, **changes: object) -> ClientSecret:
    plain = ClientSecret(fresh("sec"), caller.tenant_id, caller.id, "sk_test_abcdef", DIGEST, NOON)
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the field and its value


def test_a_client_is_found_by_its_secrets_digest(database: Database, caller: Client) -> None:
    row = secret(caller)
    database.write(lambda session: clients.add_secret(session, row))

    assert database.read(lambda session: clients.by_secret_digest(session, DIGEST, NOON)) == caller
    assert database.read(lambda session: clients.by_secret_digest(session, "00" * 32, NOON)) is None
    assert database.read(lambda session: clients.by_id(session, caller.tenant_id, caller.id)) == caller
    assert database.read(lambda session: clients.all_of_tenant(session, caller.tenant_id)) == (caller,)
    assert database.read(lambda session: clients.secrets_of(session, caller.tenant_id, caller.id)) == (row,)


def test_a_secret_is_good_until_it_expires(database: Database, caller: Client) -> None:
    database.write(lambda session: clients.add_secret(session, secret(caller, expires_at=later(hours=1))))

    assert database.read(lambda session: clients.by_secret_digest(session, DIGEST, later(minutes=59))) == caller
    assert database.read(lambda session: clients.by_secret_digest(session, DIGEST, later(hours=1))) is None


def test_a_revoked_secret_opens_nothing_and_the_client_stays(database: Database, caller: Client) -> None:
    old, new = secret(caller), secret(caller, sha256="6f" * 32)
    database.write(lambda session: clients.add_secret(session, old))
    database.write(lambda session: clients.add_secret(session, new))

    assert database.write(lambda session: clients.revoke_secret(session, caller.tenant_id, old.id, NOON))

    assert database.read(lambda session: clients.by_secret_digest(session, DIGEST, NOON)) is None
    assert database.read(lambda session: clients.by_secret_digest(session, "6f" * 32, NOON)) == caller
    assert not database.write(lambda session: clients.revoke_secret(session, caller.tenant_id, old.id, later(days=1)))


def test_no_two_secrets_have_the_same_digest(database: Database, caller: Client) -> None:
    database.write(lambda session: clients.add_secret(session, secret(caller)))

    with pytest.raises(Conflict):
        database.write(lambda session: clients.add_secret(session, secret(caller)))


def test_another_tenant_has_neither_client_nor_secret(database: Database, caller: Client) -> None:
    row = secret(caller)
    database.write(lambda session: clients.add_secret(session, row))
    other = database.write(lambda session: tenant(session, "other"))

    assert database.read(lambda session: clients.by_id(session, other, caller.id)) is None
    assert database.read(lambda session: clients.secrets_of(session, other, caller.id)) == ()
    assert database.read(lambda session: clients.all_of_tenant(session, other)) == ()
    assert not database.write(lambda session: clients.revoke_secret(session, other, row.id, NOON))


def test_a_secret_of_another_tenants_client_cannot_be_stored(database: Database, caller: Client) -> None:
    other = database.write(lambda session: tenant(session, "other"))

    with pytest.raises(Conflict):
        database.write(lambda session: clients.add_secret(session, secret(caller, tenant_id=other)))


def test_a_person_comes_back_with_their_roles(database: Database, admin: Person) -> None:
    assert database.read(lambda session: people.by_id(session, admin.tenant_id, admin.id)) == admin
    assert database.read(lambda session: people.by_name(session, admin.tenant_id, "admin")) == admin
    assert database.read(lambda session: people.all_of_tenant(session, admin.tenant_id)) == (admin,)


def test_an_unknown_person_is_none(database: Database, admin: Person) -> None:
    other = database.write(lambda session: tenant(session, "other"))

    assert database.read(lambda session: people.by_id(session, other, admin.id)) is None
    assert database.read(lambda session: people.by_name(session, other, "admin")) is None


def test_a_tenant_has_each_name_once(database: Database, admin: Person) -> None:
    with pytest.raises(Conflict):
        database.write(lambda session: people.add(session, replace(admin, id=fresh("per"))))


def web_session(admin: Person) -> WebSession:
    return WebSession(DIGEST, admin.tenant_id, admin.id, NOON, later(hours=8))


def test_a_session_lasts_until_it_expires(database: Database, admin: Person) -> None:
    row = web_session(admin)
    database.write(lambda session: people.add_session(session, row))

    assert database.read(lambda session: people.session_by_digest(session, DIGEST, later(hours=7))) == row
    assert database.read(lambda session: people.session_by_digest(session, DIGEST, later(hours=8))) is None
    assert database.read(lambda session: people.session_by_digest(session, "00", NOON)) is None


def test_a_session_that_was_ended_is_over(database: Database, admin: Person) -> None:
    database.write(lambda session: people.add_session(session, web_session(admin)))

    assert database.write(lambda session: people.end_session(session, DIGEST, later(hours=1)))

    assert database.read(lambda session: people.session_by_digest(session, DIGEST, later(hours=2))) is None
    assert not database.write(lambda session: people.end_session(session, DIGEST, later(hours=2)))


def test_use_of_a_session_is_noted_when_it_was_not_for_a_while(database: Database, admin: Person) -> None:
    row = web_session(admin)
    database.write(lambda session: people.add_session(session, row))

    assert not database.write(lambda session: people.touch_session(session, DIGEST, later(seconds=30), later(seconds=-30)))
    assert database.write(lambda session: people.touch_session(session, DIGEST, later(seconds=60), NOON))
    assert not database.write(lambda session: people.touch_session(session, DIGEST, later(seconds=90), later(seconds=30)))

    seen = database.read(lambda session: people.session_by_digest(session, DIGEST, later(hours=1)))
    assert seen == replace(row, seen_at=later(seconds=60))
    assert seen.last_seen_at == later(seconds=60)
    assert row.last_seen_at == NOON


def stored(session: Session, sessions: list[WebSession]) -> None:
    for row in sessions:
        people.add_session(session, row)


def running(database: Database, row: WebSession) -> WebSession | None:
    return database.read(lambda session: people.session_by_digest(session, row.digest, later(hours=2)))


def test_all_sessions_of_a_person_are_ended_at_once_and_nobody_elses(database: Database, admin: Person) -> None:
    other = replace(admin, id=fresh("per"), name="other")
    rows = [web_session(admin), replace(web_session(admin), digest="1a" * 32), replace(web_session(other), digest="2b" * 32)]
    database.write(lambda session: people.add(session, other))
    database.write(lambda session: stored(session, rows))

    assert database.write(lambda session: people.end_sessions(session, admin.tenant_id, admin.id, later(hours=1))) == 2

    assert [running(database, row) for row in rows] == [None, None, rows[2]]
    assert database.write(lambda session: people.end_sessions(session, admin.tenant_id, admin.id, later(hours=1))) == 0


def test_a_person_has_the_roles_that_were_set_last(database: Database, admin: Person) -> None:
    changed = replace(admin, roles=frozenset({Role.AUDITOR}))

    database.write(lambda session: people.set_roles(session, changed))

    assert database.read(lambda session: people.by_id(session, admin.tenant_id, admin.id)) == changed


def test_a_disabled_person_has_no_session(database: Database, owner: str) -> None:
    gone = Person(fresh("per"), owner, "gone", frozenset(), NOON, disabled_at=NOON)
    database.write(lambda session: people.add(session, gone))
    database.write(lambda session: people.add_session(session, web_session(gone)))

    assert database.read(lambda session: people.session_by_digest(session, DIGEST, NOON)) is None


def link(admin: Person) -> OneTimeLink:
    return OneTimeLink(DIGEST, admin.tenant_id, admin.id, NOON, later(minutes=30))


def test_a_link_is_used_once(database: Database, admin: Person) -> None:
    database.write(lambda session: people.add_link(session, link(admin)))

    used = database.write(lambda session: people.use_link(session, DIGEST, later(minutes=1)))

    assert used == replace(link(admin), used_at=later(minutes=1))
    assert database.write(lambda session: people.use_link(session, DIGEST, later(minutes=2))) is None


@pytest.mark.parametrize(("digest", "minutes"), [(DIGEST, 30), (DIGEST, 31), ("00" * 32, 1)])
def test_an_expired_or_unknown_link_opens_nothing(database: Database, admin: Person, digest: str, minutes: int) -> None:
    database.write(lambda session: people.add_link(session, link(admin)))

    assert database.write(lambda session: people.use_link(session, digest, later(minutes=minutes))) is None


def test_links_that_were_not_used_can_be_ended(database: Database, admin: Person) -> None:
    database.write(lambda session: people.add_link(session, link(admin)))

    assert database.write(lambda session: people.expire_links(session, admin.tenant_id, admin.id, later(minutes=1))) == 1
    assert database.write(lambda session: people.expire_links(session, admin.tenant_id, admin.id, later(minutes=2))) == 0

    assert database.write(lambda session: people.use_link(session, DIGEST, later(minutes=1))) is None


def test_of_many_that_use_a_link_at_once_one_gets_in(database: Database, admin: Person) -> None:
    database.write(lambda session: people.add_link(session, link(admin)))

    results = at_once(16, lambda: database.write(lambda session: people.use_link(session, DIGEST, later(minutes=1))))

    assert sum(result is not None for result in results) == 1
