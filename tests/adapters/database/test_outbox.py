"""Effects are leased: of any number that reach for one, one gets it, and what a late attempt says of it is not stored."""

from dataclasses import replace

import pytest

from app.adapters.database import outbox
from app.adapters.database.session import Database
from app.model.background import Backlog
from app.model.events import OutboxRow
from tests.adapters.database.shop import Shop
from tests.adapters.database.stock import NOON, at_once, fresh, later


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def stored(shop: Shop, key: str = "a", kind: str = "credential.issued", minutes: int = 0) -> OutboxRow:
    row = OutboxRow(fresh("out"), shop.tenant_id, key, kind, {"credential": "crd_1"}, NOON, later(minutes=minutes))
    shop.database.write(lambda session: outbox.add(session, row))
    return row


def now(shop: Shop, row: OutboxRow) -> OutboxRow:
    found = shop.database.read(lambda session: outbox.by_id(session, row.id))
    assert found is not None
    return found


def take(shop: Shop, row: OutboxRow, minutes: int = 0) -> bool:
    return shop.database.write(lambda session: outbox.take(session, row, later(minutes=minutes), later(minutes=minutes + 5)))


def renew(shop: Shop, row: OutboxRow, end: int, until: int) -> bool:
    return shop.database.write(lambda session: outbox.renew(session, row.id, later(minutes=end), later(minutes=until)))


def postpone(shop: Shop, row: OutboxRow) -> bool:
    return shop.database.write(lambda session: outbox.postpone(session, row, "unreachable", later(minutes=9)))


def test_what_is_taken_is_nobody_elses_until_its_lease_ends(shop: Shop) -> None:
    row = stored(shop)

    assert take(shop, row)

    assert not take(shop, row)
    assert not take(shop, now(shop, row), minutes=4)
    assert shop.database.read(lambda session: outbox.due(session, later(minutes=4), 10)) == ()
    assert now(shop, row) == replace(row, due_at=later(minutes=5), attempts=1)


def test_of_many_that_reach_for_it_at_once_one_gets_it(shop: Shop) -> None:
    row = stored(shop)

    assert at_once(16, lambda: take(shop, row)).count(True) == 1
    assert now(shop, row).attempts == 1


def test_a_lease_that_ran_out_is_had_by_the_next(shop: Shop) -> None:
    row = stored(shop)
    take(shop, row)

    assert take(shop, now(shop, row), minutes=5)
    assert now(shop, row).attempts == 2


def test_what_is_not_due_is_not_taken(shop: Shop) -> None:
    assert not take(shop, stored(shop, minutes=1))


def test_what_is_done_is_neither_taken_nor_kept(shop: Shop) -> None:
    row = stored(shop)
    shop.database.write(lambda session: outbox.mark(session, row.id, NOON))

    assert not take(shop, row)
    assert not renew(shop, row, end=0, until=5)


def test_a_lease_is_kept_for_longer(shop: Shop) -> None:
    row = stored(shop)
    take(shop, row)

    assert renew(shop, row, end=5, until=8)

    assert not take(shop, now(shop, row), minutes=7)
    assert take(shop, now(shop, row), minutes=8)


def test_a_lease_that_others_took_over_is_not_kept(shop: Shop) -> None:
    row = stored(shop)
    take(shop, row)
    take(shop, now(shop, row), minutes=6)

    assert not renew(shop, row, end=5, until=30)
    assert now(shop, row).due_at == later(minutes=11)


def test_what_was_put_off_is_not_kept_by_who_had_it(shop: Shop) -> None:
    row = stored(shop)
    take(shop, row)
    assert postpone(shop, now(shop, row))

    assert not renew(shop, row, end=5, until=30)
    assert now(shop, row).due_at == later(minutes=9)


def test_a_late_attempt_does_not_put_off_what_others_have(shop: Shop) -> None:
    row = stored(shop)
    take(shop, row)
    late = now(shop, row)
    take(shop, late, minutes=6)

    assert not postpone(shop, late)
    assert now(shop, row).trouble is None


def test_a_late_attempt_that_succeeded_counts(shop: Shop) -> None:
    row = stored(shop)
    take(shop, row)
    take(shop, now(shop, row), minutes=6)

    assert shop.database.write(lambda session: outbox.mark(session, row.id, later(minutes=7)))
    assert now(shop, row).done_at == later(minutes=7)


def test_only_the_kinds_that_are_asked_for_are_due(shop: Shop) -> None:
    issued, changed = stored(shop, "a"), stored(shop, "b", "credential.changed")

    def due(kinds: set[str] | None) -> set[str]:
        return {row.id for row in shop.database.read(lambda session: outbox.due(session, NOON, 10, kinds))}

    assert due({"credential.changed"}) == {changed.id}
    assert due(None) == {issued.id, changed.id}
    assert due(set()) == set()


def test_the_backlog_counts_what_did_not_take_place(shop: Shop) -> None:
    done, first, _, troubled = stored(shop, "a"), stored(shop, "b", minutes=1), stored(shop, "c", minutes=2), stored(shop, "d")
    shop.database.write(lambda session: outbox.mark(session, done.id, NOON))
    postpone(shop, troubled)

    assert shop.database.read(lambda session: outbox.backlog(session, later(minutes=2))) == Backlog(3, 2, 1, first.due_at)


def test_an_empty_outbox_has_no_backlog(shop: Shop) -> None:
    assert shop.database.read(lambda session: outbox.backlog(session, NOON)) == Backlog(0, 0, 0, None)


def test_an_effect_that_there_is_not_is_not_found(shop: Shop) -> None:
    assert shop.database.read(lambda session: outbox.by_id(session, "out_nothing")) is None
