"""Fixtures: a whole installation for each test: a stocked database, keys in memory, a network at hand, a clock that stands still.

`stage` comes on both databases, `quick_stage` on SQLite alone; a conftest that wants them imports all of `__all__`. The catalogue is
brought in once by the service itself, and the database copied for each test.
"""

import hashlib
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import orjson
import psycopg
import pytest
from fastapi import FastAPI
from psycopg.sql import SQL, Identifier
from sqlalchemy import Executable, func, insert, make_url, select, update

from app.adapters.database import achievements, credentials, identities
from app.adapters.database.achievements import AchievementDraft
from app.adapters.database.session import Session
from app.adapters.database.tables import metadata
from app.adapters.journal import Journal
from app.adapters.keystores.data_key import DataKeys
from app.edge.rules import RequestRules
from app.errors import NotFound
from app.main import application
from app.model.achievement import Achievement, AchievementKind
from app.model.issuer import Mode
from app.model.record import Client, Credential
from app.schemas.catalogue import read_catalogue
from app.schemas.requests import IssueBody, read_body
from app.services.api_keys import SCOPES, NewClient, client_of, create_client
from app.services.audited import operator_actor
from app.services.import_catalogue import import_catalogue
from app.services.installation import Installation
from app.services.orders import IssueOrder
from app.services.settle_installation import settle_installation
from tests.databases import HANG_UP_OTHERS, KINDS, postgres, postgres_template, sqlite_template
from tests.props import NOON, Clock, KeysInMemory, Network, Storage
from tests.theatre import DRAFT, ORCHESTRA, SLUG, THEATRE, order_body

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it wants another httpx than the one that we ship
    from starlette.testclient import TestClient

__all__ = [
    "TestClient",
    "fresh_stage",
    "postgres",
    "postgres_template",
    "quick_stage",
    "shared_stage",
    "sqlite_template",
    "stage",
    "stocked_postgres",
    "stocked_sqlite",
]

PUBLIC_URL = "https://credentials.example.org"
NO_CHANGES: Mapping[str, Any] = {}
ROOMY = RequestRules(client_rate="1000000/minute", metrics_open=True)
"""Tests ask more often than any caller would."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What the stocked database has: API keys by the name of their client."""

    api_keys: Mapping[str, str]


@dataclass(frozen=True)
class Stage:
    """One installation, and the hands that move it."""

    installation: Installation
    storage: Storage
    keys: KeysInMemory
    network: Network
    clock: Clock
    stock: Stock
    clients: dict[str, TestClient] = field(default_factory=dict)
    others: list[Installation] = field(default_factory=list)

    @cached_property
    def app(self) -> FastAPI:
        """The web application."""
        return application(self.installation, ROOMY)

    def http(self, who: str | None = "lms") -> TestClient:
        """Return the HTTP client of a calling system, or of nobody."""
        if str(who) not in self.clients:
            headers = {"Authorization": f"Bearer {self.stock.api_keys[who]}"} if who else {}
            self.clients[str(who)] = TestClient(self.app, base_url=PUBLIC_URL, headers=headers, follow_redirects=False)
        return self.clients[str(who)]

    def issue(self, key: str | None = None, who: str = "lms", **changes: Any) -> httpx.Response:
        """Return the answer to a request to issue."""
        headers = {"Idempotency-Key": key} if key is not None else {}
        answer: httpx.Response = self.http(who).post("/v1/credentials", json=order_body(**changes), headers=headers)
        return answer

    def issued(self, **changes: Any) -> dict[str, Any]:
        """Return the body of the answer to a request to issue that must succeed."""
        answer = self.issue(**changes)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def client(self, who: str = "lms") -> Client:
        """Return a calling system."""
        return client_of(self.installation, self.stock.api_keys[who])

    def order(self, key: str | None = None, who: str = "lms", **changes: Any) -> IssueOrder:
        """Return an order as the API makes it."""
        body = orjson.dumps(order_body(**changes))
        return IssueOrder(self.client(who), read_body(IssueBody, body), hashlib.sha256(body).hexdigest(), key)

    def credential(self, credential_id: str, who: str = "lms") -> Credential:
        """Return a credential with its rows, whatever became of it."""
        tenant_id = self.client(who).tenant_id
        found = self.installation.database.read(lambda session: credentials.full(session, tenant_id, credential_id))
        assert found is not None
        return found

    def row_counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {table.name: int(self.select(select(func.count()).select_from(table))[0][0]) for table in metadata.sorted_tables}

    def select(self, statement: Executable) -> list[Any]:
        """Return the rows that a statement gives."""
        return self.installation.database.read(lambda session: list(session.execute(statement).all()))

    def update(self, table: str, row_id: str, **values: Any) -> None:
        """Change a row behind the service's back."""
        found = metadata.tables[table]
        self.execute(update(found).where(found.c.id == row_id).values(**values))

    def insert(self, table: str, **values: Any) -> None:
        """Store a row behind the service's back."""
        self.execute(insert(metadata.tables[table]).values(**values))

    def execute(self, statement: Executable) -> None:
        """Carry a statement out."""

        def work(session: Session) -> None:
            session.execute(statement)

        self.installation.database.write(work)

    def audited(self) -> list[str]:
        """Return the actions of all audit events, in no order that counts."""
        return [str(row[0]) for row in self.select(select(metadata.tables["audit_event"].c.action))]

    def again(self, **changes: Any) -> "Stage":
        """Return the same installation as another process would open it: other connections, other keys in memory, the same clock."""
        other = staged(self.storage.url, self.clock, self.stock, {"journal": self.installation.journal, **changes})
        self.others.append(other.installation)
        return other

    def close(self) -> None:
        """Let go of everything that was opened."""
        for installation in (self.installation, *self.others):
            installation.close()


def staged(url: str, clock: Clock, stock: Stock, changes: Mapping[str, Any] = NO_CHANGES) -> Stage:
    """Return a stage on the database at `url`, and what is to be otherwise of its installation."""
    storage, keys, network = Storage(url), KeysInMemory(), Network(clock)
    installation = Installation(
        public_url=PUBLIC_URL,
        demo=True,
        database=storage,
        data_keys=DataKeys(b"\x01" * 32),
        source=network,
        create_key=keys.create,
        signer_for=keys.signer_for,
        clock=clock,
        closing=(storage.close,),
    )
    return Stage(replace(installation, **changes), storage, keys, network, clock, stock)


def _journal_in(folder: Path) -> Mapping[str, Any]:
    return {"journal": Journal(folder / "journal")}


def _stocked(url: str) -> Stock:
    """Bring both catalogues in, a draft that lacks elements, and clients."""
    with TemporaryDirectory() as folder:
        return _brought_in(staged(url, Clock(), Stock({}), _journal_in(Path(folder))))


def _brought_in(stage: Stage) -> Stock:
    installation = stage.installation
    settle_installation(installation)
    theatre, orchestra = (
        import_catalogue(installation, read_catalogue(text, "test.yaml"), Mode.TEST).tenant.id for text in (THEATRE, ORCHESTRA)
    )
    installation.database.write(_store_draft)
    every = frozenset(SCOPES)
    wanted = {
        "lms": (theatre, Mode.TEST, every),
        "second": (theatre, Mode.TEST, every),
        "nobody": (theatre, Mode.TEST, frozenset[str]()),
        "live": (theatre, Mode.LIVE, every),
        "orchestra": (orchestra, Mode.TEST, every),
    }
    made = {
        name: create_client(installation, operator_actor(tenant), NewClient(name, mode, scopes))[1]
        for name, (tenant, mode, scopes) in wanted.items()
    }
    installation.close()
    return Stock(made)


def _store_draft(session: Session) -> None:
    identity = identities.by_slug(session, "academy")
    if identity is None:
        raise NotFound("academy")
    draft = Achievement(
        slug=DRAFT,
        version=1,
        kind=AchievementKind.MICRO_CREDENTIAL,
        title={"en": "Lighting"},
        description={"en": "How to light a stage."},
        criteria={"en": "A stage was lit."},
        awarding_body="academy",
        awarding_body_name={"en": "Academy"},
        eqf_level=4,
    )
    achievements.put_draft_or_same(session, AchievementDraft(identity.tenant_id, identity.id, draft), NOON)


@pytest.fixture(scope="session")
def stocked_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Stock]:
    """A stocked SQLite file, to be copied, and what it has."""
    path = tmp_path_factory.mktemp("stocked") / "stocked.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return path, _stocked(f"sqlite:///{path}")


@pytest.fixture(scope="session")
def stocked_postgres(postgres: str, postgres_template: str) -> tuple[str, Stock]:
    """The URL of a PostgreSQL database of this worker, whose stock is kept in a schema of its own, and what it has."""
    return _stocked_copy(postgres, postgres_template)


@cache
def _stocked_copy(server: str, template: str) -> tuple[str, Stock]:
    name = f"stocked_{template}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    stock = _stocked(url)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE SCHEMA stock")
        for table in metadata.tables:
            connection.execute(SQL("CREATE TABLE stock.{0} AS TABLE public.{0}").format(Identifier(table)))
    return url, stock


def _restock(url: str) -> None:
    """Bring a PostgreSQL database back to its stock: to copy one for each test takes many times as long."""
    with psycopg.connect(url) as connection:
        connection.execute(HANG_UP_OTHERS)
        connection.execute("SET LOCAL session_replication_role = replica")  # neither guards nor foreign keys stand in the way
        for table in metadata.tables:
            name = Identifier(table)
            connection.execute(SQL("DELETE FROM public.{0}; INSERT INTO public.{0} SELECT * FROM stock.{0}").format(name))


@pytest.fixture
def quick_stage(stocked_sqlite: tuple[Path, Stock], tmp_path: Path) -> Iterator[Stage]:
    """An installation on SQLite: for what does not depend on the database."""
    yield from _on_sqlite(stocked_sqlite, tmp_path)


@pytest.fixture
def fresh_stage(stocked_sqlite: tuple[Path, Stock], tmp_path: Path) -> Callable[[], AbstractContextManager[Stage]]:
    """What opens an installation on SQLite, another one each time: for tests that live many lives."""
    numbers = count()

    def opened() -> AbstractContextManager[Stage]:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return contextmanager(_on_sqlite)(stocked_sqlite, folder)

    return opened


@pytest.fixture(scope="module")
def shared_stage(stocked_sqlite: tuple[Path, Stock], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """An installation on SQLite for all tests of a module: for those that leave no trace."""
    yield from _on_sqlite(stocked_sqlite, tmp_path_factory.mktemp("shared"))


@pytest.fixture(params=KINDS)
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """An installation on each of the two databases."""
    if request.param == "sqlite":
        yield from _on_sqlite(request.getfixturevalue("stocked_sqlite"), tmp_path)
        return
    url, stock = request.getfixturevalue("stocked_postgres")
    _restock(url)
    with closing(staged(url, Clock(), stock, _journal_in(tmp_path))) as opened:
        yield opened


def _on_sqlite(stocked: tuple[Path, Stock], folder: Path) -> Iterator[Stage]:
    template, stock = stocked
    path = folder / "stage.sqlite3"
    shutil.copyfile(template, path)
    with closing(staged(f"sqlite:///{path}", Clock(), stock, _journal_in(folder))) as opened:
        yield opened


def complete_draft(stage: Stage) -> None:
    """Give the draft that lacks elements the content of a complete achievement."""

    def work(session: Session) -> None:
        whole = achievements.public_version(session, SLUG)
        assert whole is not None
        content = replace(whole.achievement, slug=DRAFT)
        achievements.put_draft_or_same(session, AchievementDraft(whole.tenant_id, whole.identity_id, content), stage.clock())

    stage.installation.database.write(work)
