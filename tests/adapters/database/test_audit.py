"""The audit trail: events are only added, and each has its own digest."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from app.adapters.database import audit
from app.adapters.database.session import Database
from app.adapters.database.tables import audit_event
from app.errors import Conflict
from app.model.record import AuditEvent
from tests.adapters.database.stock import NOON, fresh, later, tenant


@pytest.fixture
def owner(database: Database) -> str:
    return database.write(tenant)


def event(owner: str, minutes: int = 0, object_id: str = "crd_1") -> AuditEvent:
    return AuditEvent(fresh("evt"), owner, later(minutes=minutes), "client", "cli_1", "credential.issued", "credential", object_id)


def test_what_was_done_to_a_thing_is_told_in_its_order(database: Database, owner: str) -> None:
    second, first = replace(event(owner, 1), request_id="req_1", before_sha256="ab", after_sha256="cd"), event(owner)
    elsewhere = event(owner, object_id="crd_2")

    database.write(lambda session: [audit.record(session, one) for one in (second, first, elsewhere)])  # type: ignore[func-returns-value]  # three calls

    assert database.read(lambda session: audit.of_object(session, owner, "credential", "crd_1")) == (first, second)
    assert database.read(lambda session: audit.of_object(session, "tnt_other", "credential", "crd_1")) == ()


def test_an_event_is_stored_with_its_digest_and_waits_for_its_place(database: Database, owner: str) -> None:
    mine = event(owner)
    database.write(lambda session: audit.record(session, mine))

    row = database.read(lambda session: session.execute(select(audit_event)).mappings().one())

    assert row["entry_sha256"] == audit.entry_sha256(mine)
    assert (row["seq"], row["prev_sha256"], row["chain_sha256"]) == (None, None, None)


@given(name=st.sampled_from([name for name in AuditEvent.__slots__ if name != "at"]), value=st.text(min_size=1))
def test_another_content_has_another_digest(name: str, value: str) -> None:
    mine = AuditEvent("evt_1", "tnt_1", NOON, "client", "cli_1", "credential.issued", "credential", "crd_1", "req_1", "ab", "cd")

    other = replace(mine, **{name: value})  # type: ignore[arg-type]  # every one of these fields is text

    assert (audit.entry_sha256(other) == audit.entry_sha256(mine)) == (other == mine)


def test_the_digest_is_of_the_events_canonical_text() -> None:
    mine = AuditEvent("evt_1", "tnt_1", NOON, "client", "cli_1", "credential.issued", "credential", "crd_1")
    text = (
        '{"action":"credential.issued","actor_id":"cli_1","actor_kind":"client","at":"2026-01-31T12:00:00Z","id":"evt_1",'
        '"object_id":"crd_1","object_kind":"credential","tenant_id":"tnt_1"}'
    )

    assert audit.entry_sha256(mine) == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "attempt", [update(audit_event).values(actor_id="somebody else"), update(audit_event).values(entry_sha256="00"), delete(audit_event)]
)
def test_the_database_refuses_to_change_or_remove_an_event(database: Database, owner: str, attempt: object) -> None:
    mine = event(owner)
    database.write(lambda session: audit.record(session, mine))

    with pytest.raises(Conflict, match="audit event"):
        database.write(lambda session: session.execute(attempt))  # type: ignore[call-overload]  # either of two kinds of statement

    assert database.read(lambda session: audit.of_object(session, owner, "credential", "crd_1")) == (mine,)


def test_an_event_gets_its_place_in_the_chain_once(database: Database, owner: str) -> None:
    database.write(lambda session: audit.record(session, event(owner)))
    place = update(audit_event).values(seq=1, prev_sha256="00", chain_sha256="11")

    database.write(lambda session: session.execute(place))

    with pytest.raises(Conflict, match="place of an audit event"):
        database.write(lambda session: session.execute(place.values(seq=2)))
