"""Facts of the installation."""

from app.adapters.database import instance
from app.adapters.database.session import Database


def test_a_fact_is_kept_and_replaced(database: Database) -> None:
    database.write(lambda session: instance.put(session, "public_url", "http://localhost:8000"))
    database.write(lambda session: instance.put(session, "public_url", "http://localhost:9000"))

    assert database.read(lambda session: instance.get(session, "public_url")) == "http://localhost:9000"


def test_an_unknown_fact_is_none(database: Database) -> None:
    assert database.read(lambda session: instance.get(session, "epoch")) is None
