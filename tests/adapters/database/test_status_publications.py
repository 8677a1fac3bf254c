"""Publications of status lists: versions only go up, and what was signed stays as it is."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from app.adapters.database import status_lists
from app.adapters.database.session import Database
from app.adapters.database.tables import status_publication
from app.errors import Conflict
from app.model.status_list import StatusPublication
from tests.adapters.database.shop import Shop
from tests.adapters.database.stock import NOON, at_once, later


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def publication(shop: Shop, version: int) -> StatusPublication:
    return StatusPublication(shop.list.id, version, f"signed {version}".encode(), "ab" * 32, later(days=7), NOON)


def publish(shop: Shop, version: int) -> None:
    shop.database.write(lambda session: status_lists.publish(session, publication(shop, version)))


def latest(shop: Shop) -> StatusPublication | None:
    return shop.database.read(lambda session: status_lists.latest_publication(session, shop.list.id))


def test_the_last_publication_is_served(shop: Shop) -> None:
    assert latest(shop) is None

    publish(shop, 1)
    publish(shop, 2)
    publish(shop, 17)

    assert latest(shop) == publication(shop, 17)
    row = shop.database.read(lambda session: status_lists.by_id(session, shop.list.id))
    assert row is not None
    assert row.version == 17


@pytest.mark.parametrize("version", [-1, 0, 4, 5])
def test_a_version_never_goes_down_nor_comes_twice(shop: Shop, version: int) -> None:
    publish(shop, 5)

    with pytest.raises(Conflict, match="version"):
        publish(shop, version)

    assert latest(shop) == publication(shop, 5)


def test_a_list_that_is_not_there_is_not_published(shop: Shop) -> None:
    with pytest.raises(Conflict):
        shop.database.write(lambda session: status_lists.publish(session, replace(publication(shop, 1), list_id="stl_none")))


def test_of_many_that_publish_a_version_at_once_one_does(shop: Shop) -> None:
    def attempt() -> bool:
        try:
            publish(shop, 1)
        except Conflict:
            return False
        return True

    assert at_once(16, attempt).count(True) == 1


def test_the_database_refuses_to_change_a_publication(shop: Shop) -> None:
    publish(shop, 1)

    with pytest.raises(Conflict, match="published status list"):
        shop.database.write(lambda session: session.execute(update(status_publication).values(body=b"other")))

    assert latest(shop) == publication(shop, 1)
