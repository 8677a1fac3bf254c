"""What a restore writes: bits that stay, versions that only go up, lists that hand out nothing any more."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from app.adapters.database import identities, instance, restored, status_lists
from app.adapters.database.session import Database
from app.adapters.database.tables import restored_bit
from app.errors import Conflict
from app.model.events import StatusEvent
from app.model.record import KeyState
from app.model.status_list import StatusListRow
from tests.adapters.database.shop import Shop
from tests.adapters.database.stock import NOON, key


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def row_of(shop: Shop) -> StatusListRow:
    row = shop.database.read(lambda session: status_lists.by_id(session, shop.list.id))
    assert row is not None
    return row


def test_restored_bits_are_set_beside_those_of_events_and_the_list_is_behind(shop: Shop) -> None:
    credential = shop.database.write(shop.issued)
    event = StatusEvent(shop.list.id, credential.status_index, value=True, actor="cli_1", at=NOON)
    shop.database.write(lambda session: status_lists.add_event(session, event))

    shop.database.write(lambda session: restored.restore_bits(session, shop.list, {7_777, 131_071}))

    found = shop.database.read(lambda session: status_lists.set_indexes(session, shop.list.id))
    assert found == {credential.status_index, 7_777, 131_071}
    assert row_of(shop).changes == 2


def test_no_event_clears_a_restored_bit(shop: Shop) -> None:
    credential = shop.database.write(shop.issued)
    shop.database.write(lambda session: restored.restore_bits(session, shop.list, {credential.status_index}))
    event = StatusEvent(shop.list.id, credential.status_index, value=False, actor="cli_1", at=NOON)

    shop.database.write(lambda session: status_lists.add_event(session, event))

    assert shop.database.read(lambda session: status_lists.set_indexes(session, shop.list.id)) == {credential.status_index}


@pytest.mark.parametrize("attempt", [delete(restored_bit), update(restored_bit).values(idx=8)])
def test_a_restored_bit_is_there_for_ever(shop: Shop, attempt: object) -> None:
    shop.database.write(lambda session: restored.restore_bits(session, shop.list, {7}))

    with pytest.raises(Conflict):
        shop.database.write(lambda session: session.execute(attempt))  # type: ignore[call-overload]  # either statement


@pytest.mark.parametrize("index", [7, -1])
def test_a_bit_that_is_there_or_cannot_be_is_refused(shop: Shop, index: int) -> None:
    shop.database.write(lambda session: restored.restore_bits(session, shop.list, {7}))

    with pytest.raises(Conflict):
        shop.database.write(lambda session: restored.restore_bits(session, shop.list, {index}))


def test_another_tenants_list_takes_no_bits(shop: Shop) -> None:
    other = Shop(shop.database, "other")

    with pytest.raises(Conflict):
        shop.database.write(lambda session: restored.restore_bits(session, replace(shop.list, tenant_id=other.tenant_id), {7}))


def test_sealed_lists_hand_out_nothing_and_make_room_for_new_ones(shop: Shop) -> None:
    assert shop.database.write(restored.seal_all) == 1
    assert shop.database.write(restored.seal_all) == 0

    assert shop.database.write(lambda session: status_lists.allocate(session, shop.list.id)) is None
    assert shop.database.read(lambda session: status_lists.open_for(session, shop.identity.id, "revocation")) is None


def test_versions_are_raised_and_never_lowered(shop: Shop) -> None:
    shop.database.write(lambda session: restored.raise_version(session, shop.list.id, 41))
    shop.database.write(lambda session: restored.raise_version(session, shop.list.id, 7))

    assert row_of(shop).version == 41


def test_the_owners_of_slots_are_found_and_free_slots_have_none(shop: Shop) -> None:
    credential = shop.database.write(shop.issued)
    shop.database.write(shop.issued)
    wanted = {credential.status_index, 99_999}

    found = shop.database.read(lambda session: restored.credentials_at(session, shop.list, wanted))

    assert found == {credential.status_index: credential.id}


def test_a_key_is_listed_again_or_takes_the_state_that_it_had(shop: Shop) -> None:
    revoked = replace(shop.key, state=KeyState.REVOKED, public=replace(shop.key.public, revoked_at=NOON))
    new = key(shop.identity, "made-since")

    for each in (revoked, new):
        shop.database.write(lambda session, each=each: restored.restore_key(session, each))  # type: ignore[misc]

    found = shop.database.read(lambda session: identities.keys_of(session, shop.identity.id))
    assert {each.id: each for each in found} == {revoked.id: revoked, new.id: new}


def test_a_fact_that_was_removed_is_not_there(database: Database) -> None:
    database.write(lambda session: instance.put(session, instance.RESTORING, "yes"))
    database.write(lambda session: instance.remove(session, instance.RESTORING))

    assert database.read(lambda session: instance.get(session, instance.RESTORING)) is None
