"""Credentials: states, lists, and all that belongs to one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.adapters.database import awards, credentials, recipients
from app.adapters.database.credentials import CredentialFilter
from app.adapters.database.session import Database, Session
from app.errors import Conflict
from app.model.record import Credential, CredentialRow, CredentialState
from tests.adapters.database.shop import Shop
from tests.adapters.database.stock import NOON, at_once, award, credential, later, published, recipient

EVERYTHING = CredentialFilter()


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def issue(shop: Shop, number: int) -> list[CredentialRow]:
    """Issue that many, one a minute; return them, the newest first."""

    def work(session: Session) -> list[CredentialRow]:
        return [shop.issued(session, NOON + timedelta(minutes=minute)) for minute in range(number)]

    return shop.database.write(work)[::-1]


def page(shop: Shop, wanted: CredentialFilter = EVERYTHING, after: str | None = None, limit: int = 100) -> list[CredentialRow]:
    found = shop.database.read(lambda session: credentials.page(session, shop.tenant_id, wanted, after, limit))
    return [one.row for one in found]


def test_a_credential_comes_back_as_stored(shop: Shop) -> None:
    row = shop.database.write(shop.reserved)

    assert shop.database.read(lambda session: credentials.by_id(session, shop.tenant_id, row.id)) == row
    assert shop.database.read(lambda session: credentials.by_public_id(session, row.public_id)) == row


@pytest.mark.parametrize("public_id", ["", "nothing", "%", "public-"])
def test_an_unknown_public_id_finds_nothing(shop: Shop, public_id: str) -> None:
    shop.database.write(shop.issued)

    assert shop.database.read(lambda session: credentials.by_public_id(session, public_id)) is None


def test_a_credential_has_its_award_achievement_and_issuer_beside_it(shop: Shop) -> None:
    row = shop.database.write(shop.issued)

    full = shop.full(row)

    assert full is not None
    assert (full.row, full.achievement, full.identity) == (row, shop.record, shop.identity)
    assert full.award == shop.database.read(lambda session: awards.by_id(session, shop.tenant_id, row.award_id))
    assert shop.full(replace(row, id="crd_none")) is None


def test_only_a_reserved_credential_is_given_out_or_given_up(shop: Shop) -> None:
    row = shop.database.write(shop.reserved)

    assert shop.database.write(lambda session: credentials.set_issued(session, shop.tenant_id, row.id, later(hours=1)))

    assert not shop.database.write(lambda session: credentials.set_issued(session, shop.tenant_id, row.id, later(hours=2)))
    assert not shop.database.write(lambda session: credentials.set_voided(session, shop.tenant_id, row.id))
    issued = shop.database.read(lambda session: credentials.by_id(session, shop.tenant_id, row.id))
    assert issued == replace(row, state=CredentialState.ISSUED, issued_at=later(hours=1))


def test_of_many_that_give_out_one_credential_one_does(shop: Shop) -> None:
    row = shop.database.write(shop.reserved)

    results = at_once(16, lambda: shop.database.write(lambda session: credentials.set_issued(session, shop.tenant_id, row.id, NOON)))

    assert results.count(True) == 1


def test_a_voided_credential_keeps_its_slot(shop: Shop) -> None:
    row = shop.database.write(shop.reserved)
    shop.database.write(lambda session: credentials.set_voided(session, shop.tenant_id, row.id))

    voided = shop.database.read(lambda session: credentials.by_id(session, shop.tenant_id, row.id))

    assert voided == replace(row, state=CredentialState.VOIDED)
    with pytest.raises(Conflict):
        shop.database.write(lambda session: credentials.add(session, take(shop, session, row.status_index)))


def take(shop: Shop, session: Session, index: int) -> CredentialRow:
    granted = award(shop.record, recipient(session, shop.tenant_id))
    awards.add(session, granted)
    return credential(granted, shop.list.id, index)


def test_a_public_id_is_one_credentials(shop: Shop) -> None:
    row = shop.database.write(shop.issued)

    with pytest.raises(Conflict, match="public_id"):
        shop.database.write(lambda session: credentials.add(session, replace(take(shop, session, 99), public_id=row.public_id)))


def test_a_list_has_the_newest_first(shop: Shop) -> None:
    rows = issue(shop, 5)

    assert page(shop) == rows
    assert page(shop, limit=2) == rows[:2]
    assert page(shop, after=rows[1].id, limit=2) == rows[2:4]
    assert page(shop, after=rows[4].id) == []


def test_pages_neither_repeat_nor_leave_out_while_more_is_issued(shop: Shop) -> None:
    rows, told, after = issue(shop, 7), list[CredentialRow](), None
    while found := page(shop, after=after, limit=2):
        told += found
        after = found[-1].id
        shop.database.write(lambda session: shop.issued(session, later(days=1)))

    assert told == rows


def test_a_list_has_what_was_given_out_unless_a_state_is_named(shop: Shop) -> None:
    issued = shop.database.write(shop.issued)
    reserved = shop.database.write(shop.reserved)
    voided = shop.database.write(shop.reserved)
    shop.database.write(lambda session: credentials.set_voided(session, shop.tenant_id, voided.id))

    assert page(shop) == [issued]
    assert page(shop, CredentialFilter(state=CredentialState.RESERVED)) == [reserved]
    assert [row.id for row in page(shop, CredentialFilter(state=CredentialState.VOIDED))] == [voided.id]
    assert page(shop, CredentialFilter(state=CredentialState.REVOKED)) == []


def test_a_list_is_of_one_achievement(shop: Shop) -> None:
    first = shop.database.write(shop.issued)
    record = shop.database.write(lambda session: published(session, shop.identity, "another"))
    shop.record = record
    second = shop.database.write(shop.issued)

    assert page(shop, CredentialFilter(achievement_id=first.award_id)) == []
    assert page(shop, CredentialFilter(achievement_id=record.achievement_id)) == [second]


def test_a_list_is_of_a_time(shop: Shop) -> None:
    rows = issue(shop, 5)

    assert page(shop, CredentialFilter(issued_after=later(minutes=2))) == rows[:3], "that very moment is included"
    assert page(shop, CredentialFilter(issued_before=later(minutes=2))) == rows[3:], "that very moment is not"
    assert page(shop, CredentialFilter(issued_after=later(minutes=1), issued_before=later(minutes=3))) == rows[2:4]


def test_a_list_is_of_a_source(shop: Shop) -> None:
    shop.database.write(shop.issued)
    row = shop.database.write(lambda session: shop.issued(session, source_ref="moodle:7"))

    assert page(shop, CredentialFilter(source_ref="moodle:7")) == [row]
    assert page(shop, CredentialFilter(source_ref="moodle:%")) == []


def test_a_list_is_of_learners_with_every_word(shop: Shop) -> None:
    ada, grace = shop.database.write(lambda session: (shop.issued(session), shop.issued(session)))
    for row, words in ((ada, {"ada", "l"}), (grace, {"grace", "l"})):
        learner = shop.database.read(lambda session, row=row: recipients.by_id(session, shop.tenant_id, row.recipient_id))  # type: ignore[misc]  # it binds the loop's row
        shop.database.write(lambda session, one=learner, its=words: recipients.replace_box(session, one, b"box", its))  # type: ignore[misc]  # likewise

    assert page(shop, CredentialFilter(search_digests=frozenset({"ada"}))) == [ada]
    assert page(shop, CredentialFilter(search_digests=frozenset({"l"}))) == [grace, ada]
    assert page(shop, CredentialFilter(search_digests=frozenset({"ada", "l"}))) == [ada]
    assert page(shop, CredentialFilter(search_digests=frozenset({"ada", "grace"}))) == []


def test_a_list_has_all_that_belongs_to_each(shop: Shop) -> None:
    rows = issue(shop, 3)

    found = shop.database.read(lambda session: credentials.page(session, shop.tenant_id, EVERYTHING, None, 10))

    assert [type(one) for one in found] == [Credential] * 3
    assert list(found) == [shop.full(row) for row in rows]


def test_another_tenant_sees_nothing_but_what_is_public(shop: Shop) -> None:
    row = shop.database.write(shop.issued)
    other = Shop(shop.database, "other")

    assert page(other) == []
    assert other.database.read(lambda session: credentials.by_id(session, other.tenant_id, row.id)) is None
    assert other.database.read(lambda session: credentials.full(session, other.tenant_id, row.id)) is None
    assert other.database.read(lambda session: credentials.original_of_award(session, other.tenant_id, row.award_id)) is None
    assert not other.database.write(lambda session: credentials.set_voided(session, other.tenant_id, row.id))
    assert not other.database.write(lambda session: credentials.set_issued(session, other.tenant_id, row.id, NOON))
    assert page(shop, after=None) == [row]


def test_a_cursor_of_another_tenant_shows_nothing_of_theirs(shop: Shop) -> None:
    rows, other = issue(shop, 3), Shop(shop.database, "other")
    shop.database.write(lambda session: other.issued(session, later(days=-1)))

    assert {row.tenant_id for row in page(other, after=rows[0].id)} == {other.tenant_id}
