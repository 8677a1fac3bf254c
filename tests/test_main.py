"""Opening an installation: what is made at the first start, and what a later start refuses."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.adapters.keystores.data_key import FILE_NAME
from app.config import RunMode, Settings
from app.errors import ConfigurationError, CredentialServiceError, KeyLocked, KeyStoreUnavailable, StorageUnavailable
from app.main import application, now, open_installation
from app.model.issuer import Mode
from app.schemas.catalogue import read_catalogue
from app.services.import_catalogue import import_catalogue
from app.services.installation import Installation
from tests.installations import TestClient
from tests.theatre import ORCHESTRA

ADDRESS = "https://credentials.example.org"


def settings(folder: Path, **changes: Any) -> Settings:
    values = {
        "public_url": ADDRESS,
        "var_dir": folder,
        "keys_dir": folder / "keys",
        "keys_passphrase": SecretStr("correct horse battery staple"),
        **changes,
    }
    return Settings(**values)


@contextmanager
def opened(folder: Path, **changes: Any) -> Iterator[Installation]:
    with closing(open_installation(settings(folder, **changes))) as installation:
        yield installation


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which a first start has made everything and a catalogue was brought in."""
    with opened(tmp_path) as installation:
        import_catalogue(installation, read_catalogue(ORCHESTRA, "test.yaml"), Mode.TEST)
    return tmp_path


def test_the_clock_tells_moments_in_utc() -> None:
    assert now().tzinfo is UTC
    assert now() - now() < timedelta(seconds=1)


def test_a_first_start_makes_schema_and_data_secret(tmp_path: Path) -> None:
    with opened(tmp_path) as installation:
        assert installation.database.writes()
        assert (installation.public_url, installation.demo) == (ADDRESS, True)

    assert (tmp_path / "keys" / FILE_NAME).exists()


def test_settings_reach_the_installation(tmp_path: Path) -> None:
    changes = {"status_list_days": 3, "status_ttl_seconds": 60, "max_request_bytes": 2_000, "max_upload_bytes": 3_000}

    with opened(tmp_path, **changes) as installation:
        assert {name: getattr(installation, name) for name in changes} == changes


def test_a_later_start_finds_everything_and_signs_with_the_same_keys(folder: Path) -> None:
    with opened(folder) as installation:
        client = TestClient(application(installation), base_url=ADDRESS)
        before = client.get("/issuers/conservatory/did.json").content
        again = import_catalogue(installation, read_catalogue(ORCHESTRA, "test.yaml"), Mode.TEST)
    with opened(folder) as installation:
        after = TestClient(application(installation), base_url=ADDRESS).get("/issuers/conservatory/did.json").content

    assert before == after
    assert again.new_versions == 0


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        ({"public_url": "https://other.example.org"}, "belongs to https://credentials.example.org"),
        ({"mode": RunMode.PRODUCTION}, "made in demo mode"),
    ],
)
def test_a_start_that_does_not_fit_what_is_stored_is_refused_with_advice(folder: Path, changes: dict[str, Any], advice: str) -> None:
    with pytest.raises(ConfigurationError, match=advice), opened(folder, **changes):
        pass


def test_a_wrong_passphrase_opens_nothing(folder: Path) -> None:
    with pytest.raises(KeyLocked), opened(folder, keys_passphrase=SecretStr("another passphrase")):
        pass


def test_without_the_data_secret_nothing_starts_and_no_other_one_is_made(folder: Path) -> None:
    (folder / "keys" / FILE_NAME).unlink()

    with pytest.raises(KeyStoreUnavailable), opened(folder):
        pass
    assert not (folder / "keys" / FILE_NAME).exists()


def test_the_data_secret_of_another_installation_is_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    with opened(other):
        pass
    shutil.copyfile(other / "keys" / FILE_NAME, folder / "keys" / FILE_NAME)

    with pytest.raises(ConfigurationError, match=r"right data\.key"), opened(folder):
        pass


def test_a_start_that_was_interrupted_before_anything_was_brought_in_may_be_made_again(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass

    with opened(tmp_path) as installation:
        assert installation.database.writes()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"keys_passphrase": None}, CredentialServiceError),
        ({"keys_passphrase": SecretStr("")}, CredentialServiceError),
        ({"database_url": SecretStr("mysql://somewhere/else")}, ConfigurationError),
        ({"database_url": SecretStr("sqlite:////dev/null/x.sqlite3")}, ConfigurationError),
        ({"database_url": SecretStr("postgresql://nobody@127.0.0.1:1/nothing")}, StorageUnavailable),
    ],
)
def test_what_cannot_be_opened_stops_the_start(tmp_path: Path, changes: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error), opened(tmp_path, **changes):
        pass


def test_the_application_closes_what_was_opened_when_it_stops(tmp_path: Path) -> None:
    closed: list[str] = []
    with opened(tmp_path) as installation:
        app = application(replace(installation, closing=(lambda: closed.append("one"), lambda: closed.append("two"))))
        with TestClient(app) as client:
            assert client.get("/healthz").status_code == 200
            assert closed == []

    assert closed == ["one", "two"]
