"""Achievements: drafts change, published versions never do."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import delete, update

from app.adapters.database import achievements
from app.adapters.database.achievements import AchievementDraft
from app.adapters.database.session import Database, Session
from app.adapters.database.tables import achievement_version
from app.errors import Conflict
from app.model.record import AchievementRecord
from tests.adapters.database.shop import Shop
from tests.adapters.database.stock import NOON, achievement, identity, later, tenant

SLUG = "new-module"


def put(shop: Shop, number: int = 1, **changes: object) -> AchievementRecord:
    draft = AchievementDraft(shop.tenant_id, shop.identity.id, achievement(SLUG, version=number, **changes))
    return shop.database.write(lambda session: achievements.put_draft_or_same(session, draft, NOON))


def publish(shop: Shop, record: AchievementRecord) -> AchievementRecord:
    assert shop.database.write(lambda session: achievements.publish(session, record.version_id, later(hours=1)))
    return replace(record, published_at=later(hours=1))


def by_slug(shop: Shop, number: int | None = None) -> AchievementRecord | None:
    return shop.database.read(lambda session: achievements.by_slug(session, shop.tenant_id, SLUG, number))


def by_id(shop: Shop, either_id: str) -> AchievementRecord | None:
    return shop.database.read(lambda session: achievements.by_id(session, shop.tenant_id, either_id))


def test_a_new_achievement_begins_as_a_draft(database: Database) -> None:
    shop = Shop(database)

    draft = put(shop)

    assert draft.published_at is None
    assert draft.achievement == achievement(SLUG)
    assert by_slug(shop) is None, "by its slug only what is published is found"
    assert by_id(shop, draft.version_id) == draft
    assert by_id(shop, draft.achievement_id) == draft


def test_the_same_content_is_the_same_version(database: Database) -> None:
    shop = Shop(database)
    draft = put(shop)

    assert put(shop) == draft
    assert put(shop, number=7) == draft, "the number is no part of the content"
    assert publish(shop, draft) == put(shop)


def test_a_draft_takes_new_content(database: Database) -> None:
    shop = Shop(database)
    draft = put(shop)

    changed = put(shop, ects=Decimal(3))

    assert changed.version_id == draft.version_id
    assert changed.sha256 != draft.sha256
    assert by_id(shop, draft.version_id) == changed
    assert changed.achievement.ects == Decimal(3)


def test_new_content_after_publishing_is_the_next_version(database: Database) -> None:
    shop = Shop(database)
    first = publish(shop, put(shop))

    second = put(shop, ects=Decimal(3))

    assert (second.achievement.version, second.achievement_id) == (2, first.achievement_id)
    assert by_slug(shop) == first, "until the second is published, the first counts"
    assert by_id(shop, first.achievement_id) == first
    assert by_slug(shop, 2) is None
    second = publish(shop, second)
    assert by_slug(shop) == second
    assert by_slug(shop, 1) == first
    assert by_id(shop, first.achievement_id) == second


@pytest.mark.parametrize(("borne", "given"), [(5, 5), (1, 2), (2, 2)])
def test_a_version_has_the_number_that_it_bears_where_that_is_free(database: Database, borne: int, given: int) -> None:
    shop = Shop(database)
    publish(shop, put(shop))

    assert put(shop, number=borne, hours=60).achievement.version == given


def test_going_back_to_published_content_is_a_version_of_its_own(database: Database) -> None:
    shop = Shop(database)
    first = publish(shop, put(shop))
    publish(shop, put(shop, hours=60))

    third = put(shop)

    assert third.achievement.version == 3
    assert third.sha256 == first.sha256


def test_a_version_is_published_once(database: Database) -> None:
    shop = Shop(database)
    record = publish(shop, put(shop))

    assert not database.write(lambda session: achievements.publish(session, record.version_id, later(days=1)))
    assert not database.write(lambda session: achievements.publish(session, "acv_none", later(days=1)))
    assert by_slug(shop) == record


def test_a_published_version_is_public_and_a_draft_is_not(database: Database) -> None:
    shop = Shop(database)
    record = publish(shop, put(shop))
    put(shop, hours=60)

    assert database.read(lambda session: achievements.public_version(session, SLUG, 1)) == record
    assert database.read(lambda session: achievements.public_version(session, SLUG, 2)) is None
    assert database.read(lambda session: achievements.public_version(session, SLUG)) == record
    assert database.read(lambda session: achievements.public_version(session, "nothing", 1)) is None


@pytest.mark.parametrize("by", ["slug", "id"])
def test_the_newest_version_is_had_by_slug_or_id_published_or_not(database: Database, by: str) -> None:
    shop = Shop(database)
    first = publish(shop, put(shop))
    draft = put(shop, hours=60)
    name = SLUG if by == "slug" else first.achievement_id

    assert database.read(lambda session: achievements.newest(session, shop.tenant_id, name)) == draft
    assert database.read(lambda session: achievements.newest(session, "tnt_other", name)) is None


def test_a_list_has_one_version_of_each_achievement(database: Database) -> None:
    shop = Shop(database)
    draft = put(shop)

    assert database.read(lambda session: achievements.all_of_tenant(session, shop.tenant_id)) == (shop.record, draft)
    published = publish(shop, draft)
    put(shop, hours=60)
    assert database.read(lambda session: achievements.all_of_tenant(session, shop.tenant_id)) == (shop.record, published)


@pytest.mark.parametrize("foreign", ["tenant", "issuer"])
def test_a_slug_belongs_to_one_issuer(database: Database, foreign: str) -> None:
    shop = Shop(database)
    put(shop)

    def take_over(session: Session) -> None:
        owner = tenant(session, "thief") if foreign == "tenant" else shop.tenant_id
        row = identity(session, owner, "other-university")
        achievements.put_draft_or_same(session, AchievementDraft(owner, row.id, achievement(SLUG)), NOON)

    with pytest.raises(Conflict, match=SLUG):
        database.write(take_over)


@pytest.mark.parametrize("change", [{"content": {}}, {"sha256": "00"}, {"version": 9}, {"published_at": None}])
def test_the_database_refuses_to_change_a_published_version(database: Database, change: dict[str, object]) -> None:
    shop = Shop(database)
    statement = update(achievement_version).where(achievement_version.c.id == shop.record.version_id).values(**change)

    with pytest.raises(Conflict, match="published version never changes"):
        database.write(lambda session: session.execute(statement))

    assert by_id(shop, shop.record.version_id) == shop.record


def test_the_database_refuses_to_remove_a_published_version(database: Database) -> None:
    Shop(database)

    with pytest.raises(Conflict, match="never removed"):
        database.write(lambda session: session.execute(delete(achievement_version)))


def test_a_draft_that_was_published_in_the_meantime_is_not_changed(postgres_url: str) -> None:
    """Only PostgreSQL lets two writers run side by side."""
    database = Database(postgres_url)
    shop = Shop(database)
    record = put(shop)

    def slow(session: Session) -> None:
        found = achievements.by_id(session, shop.tenant_id, record.version_id)
        assert found is not None
        publish(shop, record)
        achievements._rewrite(session, found)

    with pytest.raises(Conflict, match="in the meantime"):
        database.write(slow)
    database.close()
