"""A place where processes of the service can run: a database, keys on the disk, one tenant with a small catalogue and an API key.

What makes it is the service's own code; `tests/processes.py` starts processes on it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from pydantic import SecretStr
from sqlalchemy import make_url

from app.config import Settings
from app.main import open_installation
from app.model.issuer import Mode
from app.schemas.catalogue import read_catalogue
from app.services.api_keys import SCOPES, NewClient, create_client
from app.services.audited import operator_actor
from app.services.import_catalogue import import_catalogue
from app.services.installation import Installation
from tests.databases import (
    KINDS,
    database_url,
    postgres,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
)

__all__ = ["database_url", "lasting_site", "postgres", "postgres_template", "postgres_url", "site", "sqlite_template", "sqlite_url"]

PUBLIC_URL = "http://localhost:8000"
PASSPHRASE = "correct horse battery staple"
ACHIEVEMENT = "sewing"

_CATALOGUE = f"""\
tenant: {{slug: theatre, name: {{en: Theatre}}}}
organisations:
  - {{slug: academy, legal_name: {{en: Academy}}, country: "NO"}}
issuers:
  - {{slug: academy, organisation: academy, name: {{en: Academy}}}}
achievements:
  - slug: {ACHIEVEMENT}
    issuer: academy
    version: 1
    kind: activity
    title: {{en: Sewing}}
    description: {{en: A costume was sewn.}}
    criteria: {{en: It fits.}}
    awarding_body: academy
"""


@dataclass(frozen=True, slots=True)
class Site:
    """What stays when a process dies; `api_key` is of a client that may do everything."""

    settings: Settings
    api_key: str

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return self.settings.var_dir

    @property
    def environment(self) -> dict[str, str]:
        """The settings as a process takes them, but for its port."""
        return {
            "PROSCENIUM_PUBLIC_URL": PUBLIC_URL,
            "PROSCENIUM_VAR_DIR": str(self.settings.var_dir),
            "PROSCENIUM_KEYS_DIR": str(self.settings.keys_dir),
            "PROSCENIUM_KEYS_PASSPHRASE": PASSPHRASE,
            "PROSCENIUM_DATABASE_URL": self.settings.database,
            "PROSCENIUM_CLIENT_RATE": "1000000/minute",
        }

    @contextmanager
    def opened(self) -> Iterator[Installation]:
        """Open the installation in this process, and close it at the end."""
        installation = open_installation(self.settings)
        try:
            yield installation
        finally:
            installation.close()


def make_site(folder: Path, database_url: str) -> Site:
    """Return a site; its files are made in `folder`."""
    settings = Settings(
        public_url=PUBLIC_URL,
        var_dir=folder,
        keys_dir=folder / "keys",
        keys_passphrase=SecretStr(PASSPHRASE),
        database_url=SecretStr(database_url),
    )
    with Site(settings, "").opened() as installation:
        tenant = import_catalogue(installation, read_catalogue(_CATALOGUE, "theatre.yaml"), Mode.TEST).tenant
        _, api_key = create_client(installation, operator_actor(tenant.id), NewClient("Learning platform", Mode.TEST, frozenset(SCOPES)))
    return Site(settings, api_key)


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Site:
    """A site on each of the two databases."""
    return make_site(tmp_path, database_url)


@pytest.fixture(scope="module", params=KINDS)
def lasting_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on each of the two databases, for all tests of a module."""
    folder = tmp_path_factory.mktemp("site")
    if request.param == "sqlite":
        yield make_site(folder, f"sqlite:///{folder / 'lasting.sqlite3'}")
        return
    server, name = request.getfixturevalue("postgres"), f"lasting_{folder.name}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        yield make_site(folder, make_url(server).set(database=name).render_as_string(hide_password=False))
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))
