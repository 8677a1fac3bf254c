"""What happened to credentials: kept in its order, each revision once, seen by its tenant alone; and rows that move one step at a time."""

from dataclasses import replace
from functools import partial

import pytest

from app.adapters.database import changes, credentials
from app.adapters.database.ids import new_id
from app.adapters.database.session import Database, Session
from app.errors import Conflict
from app.model.lifecycle import Change, CredentialChange
from app.model.record import CredentialRow, CredentialState
from tests.adapters.database.shop import Shop
from tests.adapters.database.stock import NOON, at_once, later


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def entry(row: CredentialRow, revision: int, change: Change = Change.SUSPENDED) -> CredentialChange:
    return CredentialChange(
        id=new_id("chg", NOON),
        tenant_id=row.tenant_id,
        credential_id=row.id,
        change=change,
        reason="other",
        actor_kind="client",
        actor_id="cli_1",
        at=later(minutes=-revision),
        revision=revision,
        of_revision=7,
        note_box=b"\x00note",
        authority_box=None,
    )


def add(shop: Shop, *entries: CredentialChange) -> None:
    for each in entries:
        shop.database.write(partial(changes.add, row=each))


def of(shop: Shop, row: CredentialRow, tenant_id: str | None = None) -> tuple[CredentialChange, ...]:
    return shop.database.read(lambda session: changes.of_credential(session, tenant_id or shop.tenant_id, row.id))


def test_changes_come_back_as_stored_by_revision_whatever_the_clock_said(shop: Shop) -> None:
    row = shop.database.write(shop.issued)
    first, second, third = (entry(row, revision) for revision in (1, 2, 3))

    add(shop, third, first, second)

    assert of(shop, row) == (first, second, third)


def test_a_revision_is_reached_once(shop: Shop) -> None:
    row = shop.database.write(shop.issued)
    add(shop, entry(row, 1))

    with pytest.raises(Conflict):
        add(shop, entry(row, 1, Change.REVOKED))

    assert [each.change for each in of(shop, row)] == [Change.SUSPENDED]


def test_another_tenant_sees_none_of_it(shop: Shop) -> None:
    row = shop.database.write(shop.issued)
    add(shop, entry(row, 0, Change.REISSUED))

    assert of(shop, row, "ten_other") == ()
    assert shop.database.read(lambda session: changes.reissue_of(session, "ten_other", row.id)) is None


def test_only_what_replaces_another_says_why(shop: Shop) -> None:
    original, successor = (shop.database.write(shop.issued) for _ in range(2))
    made = entry(successor, 0, Change.REISSUED)
    add(shop, made, entry(successor, 1), entry(original, 1))

    assert shop.database.read(lambda session: changes.reissue_of(session, shop.tenant_id, successor.id)) == made
    assert shop.database.read(lambda session: changes.reissue_of(session, shop.tenant_id, original.id)) is None


def test_a_credential_moves_from_where_it_was_found_and_from_nowhere_else(shop: Shop) -> None:
    row = shop.database.write(shop.issued)

    moved = shop.database.write(lambda session: credentials.change(session, row, CredentialState.SUSPENDED, "other"))

    assert moved is not None
    assert moved == replace(row, state=CredentialState.SUSPENDED, reason="other", revision=1)
    assert shop.database.read(lambda session: credentials.by_id(session, shop.tenant_id, row.id)) == moved
    for stale in (row, replace(row, revision=2), replace(moved, tenant_id="ten_other")):
        assert shop.database.write(partial(credentials.change, row=stale, state=CredentialState.REVOKED, reason="x")) is None
    assert shop.database.read(lambda session: credentials.by_id(session, shop.tenant_id, row.id)) == moved


def test_of_many_who_move_one_credential_one_does(shop: Shop) -> None:
    row = shop.database.write(shop.issued)

    moved = at_once(16, lambda: shop.database.write(lambda session: credentials.change(session, row, CredentialState.REVOKED, "other")))

    assert [each for each in moved if each is not None] == [replace(row, state=CredentialState.REVOKED, reason="other", revision=1)]


def test_whoever_holds_a_row_is_waited_for(shop: Shop) -> None:
    row = shop.database.write(shop.issued)

    def step() -> int:
        def work(session: Session) -> int:
            held = credentials.locked(session, shop.tenant_id, row.id)
            assert held is not None
            moved = credentials.change(session, held, CredentialState.ISSUED, None)
            assert moved is not None
            return moved.revision

        return shop.database.write(work)

    assert sorted(at_once(16, step)) == list(range(1, 17))


def test_nothing_is_locked_of_another_tenant(shop: Shop) -> None:
    row = shop.database.write(shop.issued)

    assert shop.database.write(lambda session: credentials.locked(session, "ten_other", row.id)) is None
