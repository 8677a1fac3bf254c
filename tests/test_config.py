"""Settings: from the environment, all wrong ones named at once, never a secret told."""

from pathlib import Path

import pytest

from app.config import PREFIX, RunMode, Settings, read_settings
from app.errors import ConfigurationError

PRODUCTION = {
    "MODE": "production",
    "PUBLIC_URL": "https://credentials.example.org",
    "KEYS_PASSPHRASE": "correct horse battery staple",
    "DATABASE_URL": "postgresql://proscenium:hunter2@database/proscenium",
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder and an environment in which nothing is set."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


def settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    return read_settings()


def faults(monkeypatch: pytest.MonkeyPatch, **values: str) -> dict[str, str]:
    with pytest.raises(ConfigurationError) as refused:
        settings(monkeypatch, **values)
    assert "hunter2" not in str(refused.value.faults)
    return {fault.pointer.removeprefix(PREFIX): fault.detail for fault in refused.value.faults}


def test_nothing_need_be_set_for_a_demo() -> None:
    found = read_settings()

    assert (found.mode, found.demo) == (RunMode.DEMO, True)
    assert found.public_url == "http://localhost:8000"
    assert found.database == "sqlite:///var/proscenium.sqlite3"
    assert found.host == "127.0.0.1"


def test_port_and_folder_lead_to_address_and_database(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, PORT="9000", VAR_DIR="/srv/data")

    assert found.public_url == "http://localhost:9000"
    assert found.database == "sqlite:////srv/data/proscenium.sqlite3"
    assert found.demo_passphrase_file == Path("/srv/data/keys.passphrase")


def test_a_slash_at_the_end_of_the_address_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, PUBLIC_URL="https://credentials.example.org/").public_url == "https://credentials.example.org"


def test_production_takes_what_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, **PRODUCTION).demo is False


def test_a_secret_is_not_shown_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = repr(settings(monkeypatch, **PRODUCTION))

    assert "hunter2" not in shown
    assert "correct horse" not in shown


def test_settings_cannot_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch)

    with pytest.raises(ValueError, match="frozen"):
        found.port = 9000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "holiday"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PORT", ""),
        ("MAX_REQUEST_BYTES", "1"),
        ("MAX_UPLOAD_BYTES", "-1"),
        ("STATUS_LIST_DAYS", "0"),
        ("STATUS_LIST_DAYS", "91"),
        ("STATUS_TTL_SECONDS", "1"),
        ("DATABASE_URL", "mysql://u:hunter2@h/n"),
        ("DATABASE_URL", "hunter2"),
        ("PUBLIC_URL", "credentials.example.org"),
        ("PUBLIC_URL", "ftp://credentials.example.org"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://user:hunter2@credentials.example.org"),
        ("PUBLIC_URL", "https://credentials.example.org?x=1"),
        ("PUBLIC_URL", "https://credentials.example.org#x"),
        ("PUBLIC_URL", "https://credentials.example.org:port"),
        ("PUBLIC_URL", "https://[credentials"),
        ("PUBLIC_URL", "https://192.0.2.1"),
        ("PUBLIC_URL", "http://127.0.0.1:8000"),
        ("PUBLIC_URL", "https://[2001:db8::1]"),
        ("PUBLIC_URL", "http://credentials.example.org"),
        ("PUBLIC_URL", "http://notlocalhost"),
        ("PUBLIC_URL", "https://Credentials.example.org"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert set(faults(monkeypatch, **{name: value})) == {name}


def test_all_wrong_settings_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = faults(monkeypatch, MODE="production", PORT="none", MAX_UPLOAD_BYTES="much", PUBLIC_URL="http://localhost", DATABASE_URL="x")

    assert set(found) == {"PORT", "MAX_UPLOAD_BYTES", "PUBLIC_URL", "DATABASE_URL", "KEYS_PASSPHRASE_FILE"}


def test_an_ip_address_is_refused_with_the_address_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "http://localhost:9000" in faults(monkeypatch, PUBLIC_URL="http://127.0.0.1:9000")["PUBLIC_URL"]


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://demo.localhost", "http://credentials.example.org"])
def test_production_refuses_an_address_without_tls(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert "https" in faults(monkeypatch, **{**PRODUCTION, "PUBLIC_URL": url})["PUBLIC_URL"]


def test_production_refuses_to_go_without_a_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {name: value for name, value in PRODUCTION.items() if name != "KEYS_PASSPHRASE"}

    assert "name a file" in faults(monkeypatch, **without)["KEYS_PASSPHRASE_FILE"]


@pytest.mark.parametrize("path", ["var/keys.passphrase", "./keys/../var/keys.passphrase"])
def test_production_refuses_the_passphrase_that_a_demo_made_up(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    without = {name: value for name, value in PRODUCTION.items() if name != "KEYS_PASSPHRASE"}

    assert "made up by a demo" in faults(monkeypatch, **without, KEYS_PASSPHRASE_FILE=path)["KEYS_PASSPHRASE_FILE"]


def test_production_refuses_keys_that_a_demo_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "MADE_BY_DEMO").touch()

    assert "another folder" in faults(monkeypatch, **PRODUCTION)["KEYS_DIR"]
