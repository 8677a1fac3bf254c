"""Values come back from both databases as they went in, and compare alike."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from app.adapters.database.session import Database, Session
from app.adapters.database.tables.columns import Code, Json, Moment, PlainText, WholeNumber
from app.errors import Malformed
from app.model.record import KeyState

SAMPLES = Table(
    "sample",
    MetaData(),
    Column("id", PlainText, primary_key=True),
    Column("moment", Moment),
    Column("number", WholeNumber),
    Column("json", Json),
    Column("code", Code(KeyState)),
    prefixes=["TEMPORARY"],
)

RELAXED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)


def kept(database: Database, **values: Any) -> dict[str, Any]:
    """Return the values as they come back."""

    def work(session: Session) -> dict[str, Any]:
        SAMPLES.create(session.connection(), checkfirst=True)
        session.execute(insert(SAMPLES).values({"id": "one", **values}))
        row = session.execute(select(SAMPLES)).mappings().one()
        SAMPLES.drop(session.connection())
        return dict(row)

    return database.write(work)


def in_order(database: Database, column: str, values: list[Any]) -> list[Any]:
    """Return the values as the database sorts them."""

    def work(session: Session) -> list[Any]:
        SAMPLES.create(session.connection(), checkfirst=True)
        for number, value in enumerate(values):
            session.execute(insert(SAMPLES).values({"id": str(number), column: value}))
        found = list(session.scalars(select(SAMPLES.c[column]).order_by(SAMPLES.c[column])))
        SAMPLES.drop(session.connection())
        return found

    return database.write(work)


@RELAXED
@given(moment=st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_a_moment_comes_back_to_the_microsecond(database: Database, moment: datetime) -> None:
    back = kept(database, moment=moment)["moment"]

    assert back == moment
    assert back.tzinfo is UTC


def test_a_moment_comes_back_in_utc(database: Database) -> None:
    in_vienna = datetime(2026, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=2)))

    back = kept(database, moment=in_vienna)["moment"]

    assert back == in_vienna
    assert back.isoformat() == "2026-07-01T12:00:00+00:00"


def test_moments_sort_by_time(database: Database) -> None:
    moments = [
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 1, 1, 0, 0, 1, tzinfo=UTC),
        datetime(987, 1, 1, tzinfo=UTC),
    ]

    assert in_order(database, "moment", moments) == sorted(moments)


def test_a_moment_without_a_zone_is_a_mistake(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        kept(database, moment=datetime(2026, 1, 1))  # noqa: DTZ001 - that is the mistake


@RELAXED
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_text_comes_back_as_it_was(database: Database, text: str) -> None:
    assert kept(database, id=text)["id"] == text


def test_text_sorts_by_code_point(database: Database) -> None:
    texts = ["b", "a", "B", "_", "é", "e", "a b", "ab", "Z", "-"]

    assert in_order(database, "id", []) == []
    assert sorted(texts) == sort_by_id(database, texts)


def sort_by_id(database: Database, texts: list[str]) -> list[str]:
    def work(session: Session) -> list[str]:
        SAMPLES.create(session.connection(), checkfirst=True)
        session.execute(insert(SAMPLES), [{"id": text} for text in texts])
        found = list(session.scalars(select(SAMPLES.c.id).order_by(SAMPLES.c.id)))
        SAMPLES.drop(session.connection())
        return found

    return database.write(work)


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "ä\udfff"])
def test_text_that_postgresql_cannot_hold_is_refused_everywhere(database: Database, text: str) -> None:
    with pytest.raises(Malformed):
        kept(database, id=text)


@pytest.mark.parametrize("number", [0, -1, 2**63 - 1, -(2**63) + 1])
def test_a_number_of_64_bits_comes_back(database: Database, number: int) -> None:
    assert kept(database, number=number)["number"] == number


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**30])
def test_a_larger_number_is_refused_everywhere(database: Database, number: int) -> None:
    with pytest.raises(Malformed):
        kept(database, number=number)


@pytest.mark.parametrize("value", [{}, [], {"b": [1, True, None, "ü\0"], "a": {"de": "Prüfung"}}, "text", 0, False])
def test_json_comes_back_equal(database: Database, value: Any) -> None:
    assert kept(database, json=value)["json"] == value


def test_a_code_comes_back_as_its_member(database: Database) -> None:
    assert kept(database, code=KeyState.RETIRED)["code"] is KeyState.RETIRED


def test_nothing_comes_back_as_nothing(database: Database) -> None:
    assert kept(database) == {"id": "one", "moment": None, "number": None, "json": None, "code": None}
