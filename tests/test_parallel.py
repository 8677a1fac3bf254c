"""Many at once over real HTTP, to one process and to two that share a database: one award is one credential, one slot is taken once."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import TypeVar

import pytest
from sqlalchemy import text

from app.adapters.database.session import Database
from tests.callers import Caller, Order
from tests.processes import Service, served
from tests.sites import Site, lasting_site, postgres

__all__ = ["lasting_site", "postgres"]

T = TypeVar("T")

COPIES = 20
DISTINCT = 64

Callers = Sequence[Caller]


@pytest.fixture(scope="module")
def services(lasting_site: Site) -> Iterator[tuple[Service, ...]]:
    """Two processes on one database."""
    with served(lasting_site, processes=2) as running:
        yield running


@pytest.fixture(params=[1, 2], ids=["one process", "two processes"])
def callers(request: pytest.FixtureRequest, lasting_site: Site, services: tuple[Service, ...]) -> Callers:
    """Callers of one process, or of two by turns."""
    return [Caller(services[number % request.param], lasting_site.api_key) for number in range(DISTINCT)]


@pytest.fixture
def first(request: pytest.FixtureRequest) -> int:
    """The first number of this test's orders, far from those of others."""
    return int.from_bytes(request.node.name.encode()[-40:]) % 10**9 * 1_000


def test_copies_of_one_request_give_one_credential_and_the_same_bytes(lasting_site: Site, callers: Callers, first: int) -> None:
    order = Order(first)

    answers = at_once([partial(caller.issue, order) for caller in callers[:COPIES]])

    assert {(answer.status, answer.body) for answer in answers} == {(201, answers[0].body)}
    assert sorted(answer.replayed for answer in answers) == [False] + [True] * (COPIES - 1)
    assert credentials_of(lasting_site, order) == [answers[0].credential_id]


def test_one_award_under_many_keys_is_one_credential(lasting_site: Site, callers: Callers, first: int) -> None:
    orders = [Order(first, other_key=f"{first}-{number}") for number in range(COPIES)]

    answers = at_once([partial(caller.issue, order) for caller, order in zip(callers, orders, strict=False)])

    assert sorted(answer.status for answer in answers) == [200] * (COPIES - 1) + [201]
    assert {answer.body for answer in answers} == {answers[0].body}
    assert credentials_of(lasting_site, orders[0]) == [answers[0].credential_id]


def test_distinct_requests_take_distinct_slots(callers: Callers, first: int) -> None:
    orders = [Order(first + number) for number in range(DISTINCT)]

    answers = at_once([partial(caller.issue, order) for caller, order in zip(callers, orders, strict=True)])

    assert {(answer.status, answer.replayed) for answer in answers} == {(201, False)}
    assert len({answer.slot for answer in answers}) == DISTINCT
    assert len({answer.credential_id for answer in answers}) == DISTINCT


def test_a_file_that_many_ask_for_at_once_is_signed_once(lasting_site: Site, callers: Callers, first: int) -> None:
    credential_id = callers[0].issue(Order(first)).credential_id

    files = at_once([partial(caller.file, credential_id, "ob3-jwt") for caller in callers[:COPIES]])

    assert len(set(files)) == 1
    intents = "SELECT i.state FROM intent i JOIN representation r ON r.id = i.representation_id WHERE r.credential_id = :id"
    assert rows(lasting_site, f"{intents} AND r.format = 'ob3-jwt'", id=credential_id) == [("signed",)]


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Return what the calls give; all of them begin together."""
    start = threading.Barrier(len(calls))

    def wait_and_call(call: Callable[[], T]) -> T:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(wait_and_call, calls))


def credentials_of(site: Site, order: Order) -> list[object]:
    """Return the ids of all credentials of the award that was ordered."""
    statement = "SELECT c.id FROM credential c JOIN award a ON a.id = c.award_id WHERE a.source_ref = :source_ref"
    return [row[0] for row in rows(site, statement, source_ref=order.source_ref)]


def rows(site: Site, statement: str, **values: str) -> list[tuple[object, ...]]:
    """Return what a statement gives."""
    with closing(Database(site.settings.database)) as database:
        return database.read(lambda session: [tuple(row) for row in session.execute(text(statement), values)])
