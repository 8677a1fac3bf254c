"""Settings: from the environment with the prefix `PROSCENIUM_`, frozen, all errors reported at once at the start.

They are handed down as arguments; nothing imports them as a global. Every setting with its default and meaning: README, "Settings".
"""

import difflib
import ipaddress
import os
import stat
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.errors import ConfigurationError, Fault

PREFIX = "PROSCENIUM_"
_WRONG = "These settings are wrong; all of them are named below."
MIN_PASSPHRASE_BYTES = 12
_DEVELOPMENT = frozenset({f"{PREFIX}SHARED"})
"""Variables with our prefix that tests and tools read, and the service does not."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_DATABASES = ("sqlite:///", "postgresql://", "postgres://", "postgresql+psycopg://")


class RunMode(StrEnum):
    """Demo makes everything it needs and marks it TEST; production refuses what is unsafe."""

    DEMO = "demo"
    PRODUCTION = "production"


def _without_slash(value: object) -> object:
    return value.rstrip("/") if isinstance(value, str) else value


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Rate = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,6}/(second|minute|hour|day)$")]
"""How many in which time, such as 600/minute."""
Paths = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_split)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_split)]


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
    jobs: bool = True
    status_delay: Annotated[int, Field(ge=0, le=300)] = 5
    journal_dir: Path | None = None
    client_rate: Rate = "600/minute"
    address_rate: Rate = "300/minute"
    trusted_proxies: Networks = ()
    body_seconds: Annotated[int, Field(ge=1, le=600)] = 20
    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    audit_checkpoints: Path | None = None

    seal_passphrase: SecretStr | None = None
    seal_passphrase_file: Path | None = None
    pkcs11_module: Path | None = None
    seal_anchors: Paths = ()
    seal_sig_t: bool = False
    tsa_url: str | None = None
    tsa_anchors: Paths = ()
    trusted_lists: Paths = ()
    trusted_list_signers: Paths = ()
    peers_private: str = ""
    inbox_days: Annotated[int, Field(ge=1, le=3_650)] = 30

    @model_validator(mode="after")
    def _with_derived_defaults(self) -> Self:
        derived = {
            "public_url": self.public_url or f"http://localhost:{self.port}",
            "audit_checkpoints": self.audit_checkpoints or self.var_dir / "audit-checkpoints.jsonl",
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
    def private_peers(self) -> frozenset[str]:
        """The hosts whose private addresses may be called."""
        return frozenset(host.strip().lower() for host in self.peers_private.split(",") if host.strip())

    @property
    def demo_passphrase_file(self) -> Path:
        """Where the demo keeps the passphrase that it made up."""
        return self.var_dir / "keys.passphrase"

    @property
    def demo_mark(self) -> Path:
        """The file that says that a demo made the keys beside it."""
        return self.keys_dir / "MADE_BY_DEMO"

    @property
    def journal_folder(self) -> Path:
        """Where what was published is written down, outside of the database."""
        return self.journal_dir or self.var_dir / "journal"

    @property
    def database(self) -> str:
        """The database's URL, with whatever password it holds: never to be logged."""
        return self.database_url.get_secret_value()

    @property
    def database_file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL."""
        scheme, _, file = self.database.partition(":///")
        return Path(file.partition("?")[0]) if scheme == "sqlite" else None


def read_settings() -> Settings:
    """Return the settings of this process, or raise ConfigurationError that names every wrong one."""
    settings, faults = _read()
    faults += unknown_faults() + public_url_faults(settings) + database_url_faults(settings) + passphrase_faults(settings)
    faults += () if settings.demo else production_faults(settings)
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


def unknown_faults() -> tuple[Fault, ...]:
    """Return the variables with our prefix that name no setting, each with the nearest that does: a typing error is never a default."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    strange = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in {*known, *_DEVELOPMENT})
    nearest = {name: difflib.get_close_matches(name.upper(), known, n=1, cutoff=0)[0] for name in strange}
    return tuple(Fault(name, f"there is no such setting; the nearest is {nearest[name]}") for name in strange)


def passphrase_faults(settings: Settings) -> tuple[Fault, ...]:
    """Return what is wrong with the passphrases, as far as it is seen without opening the files."""
    own = _secret_faults("KEYS_PASSPHRASE", settings.keys_passphrase, settings.keys_passphrase_file, MIN_PASSPHRASE_BYTES)
    return own + _secret_faults("SEAL_PASSPHRASE", settings.seal_passphrase, settings.seal_passphrase_file, 1)


def _secret_faults(setting: str, given: SecretStr | None, file: Path | None, least_bytes: int) -> tuple[Fault, ...]:
    name = f"{PREFIX}{setting}"
    if given is not None and file is not None:
        return (Fault(name, f"expected {name} or {name}_FILE, found both"),)
    if given is not None and len(given.get_secret_value().encode()) < least_bytes:
        return (Fault(name, f"expected a passphrase of at least {least_bytes} bytes, found a shorter one"),)
    if file is not None and not file.is_file():
        return (Fault(f"{name}_FILE", f"there is no file {file}"),)
    return () if file is None else open_to_others((file,), f"{name}_FILE")


def open_to_others(paths: tuple[Path, ...], name: str) -> tuple[Fault, ...]:
    """Return those of the paths to which others than their owner have any right, each with the command that mends it."""
    modes = {path: path.stat() for path in paths if path.exists()}
    return tuple(
        Fault(name, f"others than its owner have a right to {path}: chmod {'700' if path.is_dir() else '600'} {path}")
        for path, found in modes.items()
        if found.st_mode & _OTHERS
    )


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
    secrets = (path for path in sorted(settings.keys_dir.rglob("*")) if path.is_dir() or path.suffix in {".pem", ".key"})
    faults += open_to_others((settings.keys_dir, *secrets), f"{PREFIX}KEYS_DIR")
    if settings.database_file is not None:
        faults += open_to_others((settings.database_file,), f"{PREFIX}DATABASE_URL")
    return tuple(faults)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
