"""Status lists: no slot twice, the latest event counts, versions only go up."""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from app.adapters.database import awards, credentials, status_lists
from app.adapters.database.records import values_of
from app.adapters.database.session import Database, Session
from app.adapters.database.tables import credential as credential_table
from app.adapters.database.tables import status_event, status_slot
from app.errors import Conflict, NotFound
from app.model.events import StatusEvent
from app.model.status_list import StatusListRow
from app.status.slots import permuted
from tests.adapters.database.shop import Shop
from tests.adapters.database.stock import LIST_SIZE, NOON, at_once, award, credential, fresh, recipient, status_list

THREADS = 64
EACH = 4


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def nearly_full(shop: Shop, left: int) -> StatusListRow:
    """Return a list of another purpose in which that many slots are left."""
    row = replace(status_list(shop.identity), purpose="suspension", next_seq=LIST_SIZE - left)
    shop.database.write(lambda session: status_lists.add(session, row))
    return row


def allocate(shop: Shop, list_id: str) -> int | None:
    return shop.database.write(lambda session: status_lists.allocate(session, list_id))


def by_id(shop: Shop, list_id: str) -> StatusListRow | None:
    return shop.database.read(lambda session: status_lists.by_id(session, list_id))


def test_a_list_comes_back_as_stored(shop: Shop) -> None:
    assert by_id(shop, shop.list.id) == shop.list
    assert by_id(shop, "stl_none") is None
    assert shop.database.read(lambda session: status_lists.open_for(session, shop.identity.id, "revocation")) == shop.list
    assert shop.database.read(lambda session: status_lists.open_for(session, shop.identity.id, "suspension")) is None
    assert shop.database.read(lambda session: status_lists.of_identity(session, shop.identity.id)) == (shop.list,)


def test_an_identity_has_one_open_list_for_each_purpose(shop: Shop) -> None:
    with pytest.raises(Conflict):
        shop.database.write(lambda session: status_lists.add(session, status_list(shop.identity)))

    shop.database.write(lambda session: status_lists.add(session, replace(status_list(shop.identity), sealed=True)))


@pytest.mark.parametrize(
    ("size", "next_seq", "version"), [(LIST_SIZE - 1, 0, 0), (LIST_SIZE, -1, 0), (LIST_SIZE, LIST_SIZE + 1, 0), (LIST_SIZE, 0, -1)]
)
def test_a_list_that_makes_no_sense_is_refused(shop: Shop, size: int, next_seq: int, version: int) -> None:
    row = replace(status_list(shop.identity), purpose="suspension", size=size, next_seq=next_seq, version=version)

    with pytest.raises(Conflict):
        shop.database.write(lambda session: status_lists.add(session, row))


def test_sequence_numbers_go_up_from_zero(shop: Shop) -> None:
    assert [allocate(shop, shop.list.id) for _ in range(3)] == [0, 1, 2]
    row = by_id(shop, shop.list.id)
    assert row is not None
    assert row.next_seq == 3


def test_a_number_given_to_a_work_that_failed_is_given_again(shop: Shop) -> None:
    def fail(session: Session) -> None:
        status_lists.allocate(session, shop.list.id)
        raise NotFound("on purpose")

    with pytest.raises(NotFound):
        shop.database.write(fail)

    assert allocate(shop, shop.list.id) == 0


def test_the_last_number_seals_the_list(shop: Shop) -> None:
    row = nearly_full(shop, left=2)

    assert [allocate(shop, row.id) for _ in range(4)] == [LIST_SIZE - 2, LIST_SIZE - 1, None, None]

    assert by_id(shop, row.id) == replace(row, next_seq=LIST_SIZE, sealed=True)
    assert shop.database.read(lambda session: status_lists.open_for(session, shop.identity.id, "suspension")) is None
    nearly_full(shop, left=1)


def test_a_sealed_or_unknown_list_gives_nothing(shop: Shop) -> None:
    row = replace(status_list(shop.identity), purpose="suspension", sealed=True)
    shop.database.write(lambda session: status_lists.add(session, row))

    assert allocate(shop, row.id) is None
    assert allocate(shop, "stl_none") is None


def test_64_threads_take_slots_and_no_two_take_the_same(shop: Shop) -> None:
    learner = shop.database.write(lambda session: recipient(session, shop.tenant_id))

    def take(session: Session) -> int:
        sequence = status_lists.allocate(session, shop.list.id)
        assert sequence is not None
        granted = award(shop.record, learner)
        awards.add(session, granted)
        index = permuted(sequence, LIST_SIZE, shop.list.perm_key)
        credentials.add(session, credential(granted, shop.list.id, index))
        return index

    taken = at_once(THREADS, lambda: [shop.database.write(take) for _ in range(EACH)])

    indexes = [index for of_one in taken for index in of_one]
    assert len(set(indexes)) == len(indexes) == THREADS * EACH
    assert shop.database.read(lambda session: status_lists.slot_count(session, shop.list.id)) == THREADS * EACH
    assert set(shop.database.read(lambda session: session.scalars(select(status_slot.c.idx)).all())) == set(indexes)


def test_a_slot_is_taken_once(shop: Shop) -> None:
    shop.database.write(lambda session: status_lists.add_slot(session, shop.tenant_id, shop.list.id, 7, "crd_one"))

    with pytest.raises(Conflict):
        shop.database.write(lambda session: status_lists.add_slot(session, shop.tenant_id, shop.list.id, 7, "crd_other"))
    with pytest.raises(Conflict):
        shop.database.write(lambda session: status_lists.add_slot(session, shop.tenant_id, shop.list.id, 8, "crd_one"))
    with pytest.raises(Conflict):
        shop.database.write(lambda session: status_lists.add_slot(session, shop.tenant_id, shop.list.id, -1, "crd_third"))


def test_a_slot_is_in_a_list_of_the_tenants_own(shop: Shop) -> None:
    other = Shop(shop.database, "other")

    with pytest.raises(Conflict):
        shop.database.write(lambda session: status_lists.add_slot(session, other.tenant_id, shop.list.id, 7, "crd_one"))


def test_a_credential_without_its_slot_cannot_be(shop: Shop) -> None:
    row = shop.database.write(shop.reserved)
    twin = replace(row, id=fresh("crd"), public_id="twin", ordinal=1)
    statement = insert(credential_table).values(**values_of(twin, "status_list_id", "status_index"))

    with pytest.raises(Conflict):
        shop.database.write(lambda session: session.execute(statement))


@pytest.mark.parametrize("attempt", [delete(status_slot), update(status_slot).values(idx=status_slot.c.idx + 1)])
def test_the_database_refuses_to_change_or_remove_a_slot(shop: Shop, attempt: object) -> None:
    row = shop.database.write(shop.issued)

    with pytest.raises(Conflict, match="status slot"):
        shop.database.write(lambda session: session.execute(attempt))  # type: ignore[call-overload]  # either of two kinds of statement

    assert shop.database.read(lambda session: credentials.by_id(session, shop.tenant_id, row.id)) == row


def say(shop: Shop, index: int, *, value: bool) -> None:
    event = StatusEvent(shop.list.id, index, value, "per_admin", NOON, "issued_in_error")
    shop.database.write(lambda session: status_lists.add_event(session, event))


def set_indexes(shop: Shop) -> frozenset[int]:
    return shop.database.read(lambda session: status_lists.set_indexes(session, shop.list.id))


@pytest.fixture
def with_slots(shop: Shop) -> Shop:
    def take(session: Session) -> None:
        for index in range(10):
            status_lists.add_slot(session, shop.tenant_id, shop.list.id, index, f"crd_{index}")

    shop.database.write(take)
    return shop


def test_a_list_without_events_has_no_bit_set(with_slots: Shop) -> None:
    assert set_indexes(with_slots) == frozenset()


def test_the_latest_event_of_a_slot_counts(with_slots: Shop) -> None:
    for index, value in ((3, True), (4, True), (5, True), (4, False), (5, False), (5, True)):
        say(with_slots, index, value=value)

    assert set_indexes(with_slots) == {3, 5}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=10)
@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=20))
def test_bits_follow_from_events_as_in_a_model(with_slots: Shop, events: list[tuple[int, bool]]) -> None:
    model = dict.fromkeys(set_indexes(with_slots), True)
    for index, value in events:
        say(with_slots, index, value=value)
        model[index] = value

    assert set_indexes(with_slots) == {index for index, value in model.items() if value}


def test_no_event_is_lost_when_many_come_at_once(with_slots: Shop) -> None:
    order = random.Random(7).sample(range(10), 10)  # noqa: S311 - an order, no secret
    at_once(10, lambda: say(with_slots, order.pop(), value=True))

    assert set_indexes(with_slots) == set(range(10))


def test_a_slot_that_nobody_has_has_no_events(with_slots: Shop) -> None:
    with pytest.raises(NotFound, match="99"):
        say(with_slots, 99, value=True)


@pytest.mark.parametrize("attempt", [delete(status_event), update(status_event).values(value=False)])
def test_the_database_refuses_to_change_or_remove_an_event(with_slots: Shop, attempt: object) -> None:
    say(with_slots, 3, value=True)

    with pytest.raises(Conflict, match="status event"):
        with_slots.database.write(lambda session: session.execute(attempt))  # type: ignore[call-overload]  # either of two kinds of statement

    assert set_indexes(with_slots) == {3}
