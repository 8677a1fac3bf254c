"""Settings: from the environment with the prefix `PROSCENIUM_`, frozen, all errors reported at once at the start.

They are handed down as arguments; nothing imports them as a global. Every setting with its default and meaning: README, "Settings".
"""

import ipaddress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import ConfigurationError, Fault

PREFIX = "PROSCENIUM_"
_WRONG = "These settings are wrong; all of them are named below."
_DATABASES = ("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")


class RunMode(StrEnum):
    """Demo makes everything it needs and marks it TEST; production refuses what is unsafe."""

    DEMO = "demo"
    PRODUCTION = "production"


def _without_slash(value: object) -> object:
    return value.rstrip("/") if isinstance(value, str) else value


class Settings(BaseSettings):
    """All settings of one process.

    `public_url` is signed into every credential for ever: scheme, host, optional port and path, no trailing slash.
    Times are seconds, sizes bytes.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    mode: RunMode = RunMode.DEMO
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    host: str = "127.0.0.1"
    public_url: Annotated[str, BeforeValidator(_without_slash)] = ""
    var_dir: Path = Path("var")
    keys_dir: Path = Path("keys")
    database_url: SecretStr = SecretStr("")
    keys_passphrase: SecretStr | None = None
    keys_passphrase_file: Path | None = None
    max_request_bytes: Annotated[int, Field(ge=1024)] = 1_048_576
    max_upload_bytes: Annotated[int, Field(ge=1024)] = 5_242_880
    status_list_days: Annotated[int, Field(ge=1, le=90)] = 7
    status_ttl_seconds: Annotated[int, Field(ge=10, le=86_400)] = 300

    @model_validator(mode="after")
    def _with_derived_defaults(self) -> Self:
        derived = {
            "public_url": self.public_url or f"http://localhost:{self.port}",
            "database_url": SecretStr(self.database_url.get_secret_value() or f"sqlite:///{self.var_dir / 'proscenium.sqlite3'}"),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)
        return self

    @property
    def demo(self) -> bool:
        """Whether everything issued here is a test."""
        return self.mode is RunMode.DEMO

    @property
    def demo_passphrase_file(self) -> Path:
        """Where the demo keeps the passphrase that it made up."""
        return self.var_dir / "keys.passphrase"

    @property
    def demo_mark(self) -> Path:
        """The file that says that a demo made the keys beside it."""
        return self.keys_dir / "MADE_BY_DEMO"

    @property
    def database(self) -> str:
        """The database's URL, with whatever password it holds: never to be logged."""
        return self.database_url.get_secret_value()


def read_settings() -> Settings:
    """Return the settings of this process, or raise ConfigurationError that names every wrong one."""
    settings, faults = _read()
    faults += public_url_faults(settings) + database_url_faults(settings) + (() if settings.demo else production_faults(settings))
    if faults:
        raise ConfigurationError(_WRONG, faults)
    return settings


def _read() -> tuple[Settings, tuple[Fault, ...]]:
    """Return the settings, and what is wrong with single ones: these stand at their defaults, so that the others can be judged too."""
    try:
        return Settings(), ()
    except ValidationError as error:
        wrong = {str(fault["loc"][0]): fault["msg"] for fault in error.errors()}
    defaults = {name: Settings.model_fields[name].default for name in wrong}
    return Settings(**defaults), tuple(Fault(f"{PREFIX}{name.upper()}", said) for name, said in wrong.items())


def public_url_faults(settings: Settings) -> tuple[Fault, ...]:
    """Return what is wrong with the public address: it becomes a DID, so no IP address, query or fragment."""
    name = f"{PREFIX}PUBLIC_URL"
    try:
        parts = urlsplit(settings.public_url)
        port = parts.port
    except ValueError as error:
        return (Fault(name, f"expected an address such as https://credentials.example.org; {error}"),)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or parts.username:
        return (Fault(name, "expected an address such as https://credentials.example.org, without user, query or fragment"),)
    if _is_address(parts.hostname):
        return (Fault(name, f"did:web forbids IP addresses: use a host name (on this machine: http://localhost:{port or settings.port})"),)
    if parts.scheme == "http" and not f".{parts.hostname}".endswith(".localhost"):
        return (Fault(name, f"did:web knows http for localhost alone: use https://{parts.netloc}"),)
    if parts.netloc != parts.netloc.lower():
        return (Fault(name, f"expected the host in lower case, as DIDs write it: {parts.netloc.lower()}"),)
    return ()


def database_url_faults(settings: Settings) -> tuple[Fault, ...]:
    """Return what is wrong with the database's address; it holds a password, so nothing of it is told."""
    if settings.database.startswith(_DATABASES):
        return ()
    return (Fault(f"{PREFIX}DATABASE_URL", "expected sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"),)


def production_faults(settings: Settings) -> tuple[Fault, ...]:
    """Return what production refuses, each with advice."""
    faults = []
    if not settings.public_url.startswith("https://"):
        faults.append(Fault(f"{PREFIX}PUBLIC_URL", "production needs an https address: set it to the one your learners see"))
    if settings.keys_passphrase is None and settings.keys_passphrase_file is None:
        faults.append(Fault(f"{PREFIX}KEYS_PASSPHRASE_FILE", "production needs the passphrase of the keys: name a file with mode 0600"))
    if settings.keys_passphrase_file is not None and settings.keys_passphrase_file.resolve() == settings.demo_passphrase_file.resolve():
        faults.append(Fault(f"{PREFIX}KEYS_PASSPHRASE_FILE", "this passphrase was made up by a demo: make one of your own"))
    if settings.demo_mark.exists():
        faults.append(Fault(f"{PREFIX}KEYS_DIR", f"{settings.demo_mark} says that a demo made these keys: use another folder"))
    return tuple(faults)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
