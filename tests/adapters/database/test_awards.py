"""Awards: once per natural key."""

from dataclasses import replace

import pytest

from app.adapters.database import awards, credentials
from app.adapters.database.session import Database, Session
from app.errors import Conflict
from app.model.award import AwardState
from app.model.record import AwardRow, CredentialRow, CredentialState
from tests.adapters.database.shop import Shop
from tests.adapters.database.stock import NOON, at_once, award, credential, fresh, later, recipient

KEY = "na" * 32


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def granted(shop: Shop, **changes: object) -> AwardRow:
    learner = shop.database.write(lambda session: recipient(session, shop.tenant_id))
    row = award(shop.record, learner, **changes)
    shop.database.write(lambda session: awards.add(session, row))
    return row


def by_key(shop: Shop) -> AwardRow | None:
    return shop.database.read(lambda session: awards.by_natural_key(session, shop.tenant_id, KEY))


def test_an_award_comes_back_as_stored(shop: Shop) -> None:
    row = granted(
        shop,
        natural_key_digest=KEY,
        source_ref="moodle:course:7",
        under_review=True,
        visibility="public",
        awarded_at=later(days=-3),
        offering_id="off_1",
        pathway_id="pth_1",
        batch_row_id="bat_1",
        mandate_id="man_1",
    )

    assert shop.database.read(lambda session: awards.by_id(session, shop.tenant_id, row.id)) == row
    assert by_key(shop) == row


def test_a_natural_key_has_one_award(shop: Shop) -> None:
    granted(shop, natural_key_digest=KEY)

    with pytest.raises(Conflict, match="natural_key"):
        granted(shop, natural_key_digest=KEY)


def test_awards_without_a_natural_key_are_many(shop: Shop) -> None:
    assert granted(shop).id != granted(shop).id


def test_of_many_that_grant_the_same_at_once_one_does_and_all_find_it(shop: Shop) -> None:
    learner = shop.database.write(lambda session: recipient(session, shop.tenant_id))

    def grant_or_find(session: Session) -> str:
        known = awards.by_natural_key(session, shop.tenant_id, KEY)
        if known is None:
            known = award(shop.record, learner, natural_key_digest=KEY)
            awards.add(session, known)
        return known.id

    assert len(set(at_once(20, lambda: shop.database.write(grant_or_find)))) == 1


def test_an_award_moves_to_another_state(shop: Shop) -> None:
    row = granted(shop)

    assert shop.database.write(lambda session: awards.set_state(session, shop.tenant_id, row.id, AwardState.ISSUED))
    assert not shop.database.write(lambda session: awards.set_state(session, shop.tenant_id, "awd_none", AwardState.ISSUED))

    assert shop.database.read(lambda session: awards.by_id(session, shop.tenant_id, row.id)) == replace(row, state=AwardState.ISSUED)


def test_a_voided_award_frees_its_natural_key(shop: Shop) -> None:
    row = granted(shop, natural_key_digest=KEY)
    reserved = credential(row, shop.list.id, 5)
    shop.database.write(lambda session: credentials.add(session, reserved))

    assert shop.database.write(lambda session: awards.void_of_credential(session, shop.tenant_id, reserved.id))

    assert by_key(shop) is None
    again = granted(shop, natural_key_digest=KEY)
    assert by_key(shop) == again


def test_an_award_of_another_tenant_is_not_there(shop: Shop) -> None:
    row = granted(shop, natural_key_digest=KEY)
    other = Shop(shop.database, "other")

    assert shop.database.read(lambda session: awards.by_id(session, other.tenant_id, row.id)) is None
    assert shop.database.read(lambda session: awards.by_ids(session, other.tenant_id, {row.id})) == {}
    assert shop.database.read(lambda session: awards.by_natural_key(session, other.tenant_id, KEY)) is None
    assert not shop.database.write(lambda session: awards.set_state(session, other.tenant_id, row.id, AwardState.VOIDED))


@pytest.mark.parametrize("foreign", ["identity_id", "achievement_id", "version_id", "recipient_id"])
def test_an_award_cannot_refer_to_another_tenants_rows(shop: Shop, foreign: str) -> None:
    other = Shop(shop.database, "other")
    theirs = shop.database.write(lambda session: award(other.record, recipient(session, other.tenant_id)))
    mine = shop.database.write(lambda session: award(shop.record, recipient(session, shop.tenant_id)))
    mixed = replace(mine, **{foreign: getattr(theirs, foreign)})

    with pytest.raises(Conflict):
        shop.database.write(lambda session: awards.add(session, mixed))


def reserved_for(shop: Shop, row: AwardRow, index: int, ordinal: int) -> CredentialRow:
    mine = credential(row, shop.list.id, index, ordinal=ordinal)
    shop.database.write(lambda session: credentials.add(session, mine))
    return mine


def test_the_original_is_the_first_credential_of_an_award(shop: Shop) -> None:
    row = granted(shop)
    second, first = reserved_for(shop, row, 1, ordinal=1), reserved_for(shop, row, 2, ordinal=0)

    assert shop.database.read(lambda session: credentials.original_of_award(session, shop.tenant_id, row.id)) == first
    assert second.ordinal == 1
    assert shop.database.read(lambda session: credentials.original_of_award(session, shop.tenant_id, "awd_none")) is None


def test_an_award_has_each_ordinal_once(shop: Shop) -> None:
    row = granted(shop)
    reserved_for(shop, row, 1, ordinal=0)

    with pytest.raises(Conflict):
        reserved_for(shop, row, 2, ordinal=0)


def test_a_reissue_names_what_it_replaces(shop: Shop) -> None:
    row = granted(shop)
    first = reserved_for(shop, row, 1, ordinal=0)
    second = credential(row, shop.list.id, 2, later(days=1), ordinal=1, replaces_id=first.id, reason="name_correction", valid_until=NOON)
    shop.database.write(lambda session: credentials.add(session, second))

    assert shop.database.read(lambda session: credentials.by_id(session, shop.tenant_id, second.id)) == second
    assert shop.database.read(lambda session: credentials.successor_of(session, shop.tenant_id, first.id)) is None, "not given out yet"
    shop.database.write(lambda session: credentials.set_issued(session, shop.tenant_id, second.id, NOON))
    successor = shop.database.read(lambda session: credentials.successor_of(session, shop.tenant_id, first.id))
    assert successor is not None
    assert successor.id == second.id
    assert shop.database.read(lambda session: credentials.successor_of(session, "tnt_other", first.id)) is None
    assert second.state is CredentialState.RESERVED
    with pytest.raises(Conflict):
        shop.database.write(lambda session: credentials.add(session, credential(row, shop.list.id, 3, ordinal=2, replaces_id=fresh("crd"))))
