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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLIENT_RATE", "many"),
        ("CLIENT_RATE", "0/minute"),
        ("ADDRESS_RATE", "10/fortnight"),
        ("TRUSTED_PROXIES", "proxy.example.org"),
        ("TRUSTED_PROXIES", "10.0.0.1/8"),
        ("BODY_SECONDS", "0"),
        ("METRICS_TOKEN", "short"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_wrong_setting_of_requests_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    assert {pointer.partition("/")[0] for pointer in faults(monkeypatch, **{name: value})} == {name}


def test_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8,::1")

    assert [str(network) for network in found.trusted_proxies] == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]


@pytest.mark.parametrize(("written", "meant"), [("KEY_DIR", "KEYS_DIR"), ("DATABSE_URL", "DATABASE_URL"), ("PUBLICURL", "PUBLIC_URL")])
def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch, written: str, meant: str) -> None:
    found = faults(monkeypatch, **{written: "hunter2"})

    assert found == {written: f"there is no such setting; the nearest is PROSCENIUM_{meant}"}


def test_what_only_tests_read_is_not_misspelt(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, SHARED="../shared").demo


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o777])
def test_a_passphrase_file_that_others_may_touch_is_named_among_the_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mode: int
) -> None:
    file = tmp_path / "passphrase"
    file.write_text("correct horse battery staple")
    file.chmod(mode)

    found = faults(monkeypatch, KEYS_PASSPHRASE_FILE=str(file), PORT="none")

    assert set(found) == {"KEYS_PASSPHRASE_FILE", "PORT"}
    assert f"chmod 600 {file}" in found["KEYS_PASSPHRASE_FILE"]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"KEYS_PASSPHRASE": "short"}, "KEYS_PASSPHRASE"),
        ({"KEYS_PASSPHRASE": ""}, "KEYS_PASSPHRASE"),
        ({"KEYS_PASSPHRASE_FILE": "/nowhere/at/all"}, "KEYS_PASSPHRASE_FILE"),
        ({"KEYS_PASSPHRASE": "correct horse battery staple", "KEYS_PASSPHRASE_FILE": "/dev/null"}, "KEYS_PASSPHRASE"),
    ],
)
def test_a_passphrase_that_cannot_be_used_is_named_among_the_others(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], name: str
) -> None:
    assert set(faults(monkeypatch, **values, PORT="none")) == {name, "PORT"}


def test_production_refuses_keys_and_data_that_others_may_read_all_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys, database = tmp_path / "keys", tmp_path / "live.sqlite3"
    (keys / "academy").mkdir(parents=True)
    (keys / "academy" / "ed25519.pem").touch(mode=0o644)
    database.touch(mode=0o644)
    values = {**PRODUCTION, "DATABASE_URL": f"sqlite:///{database}", "PUBLIC_URL": "http://localhost:8000"}

    with pytest.raises(ConfigurationError) as refused:
        settings(monkeypatch, **values)

    told = " ".join(fault.detail for fault in refused.value.faults)
    for advice in (
        f"chmod 700 {Path('keys')}",
        f"chmod 700 {Path('keys/academy')}",
        f"chmod 600 {Path('keys/academy/ed25519.pem')}",
        f"chmod 600 {database}",
        "https",
    ):
        assert advice in told


def test_a_demo_is_not_asked_for_modes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o755)

    assert settings(monkeypatch).demo
