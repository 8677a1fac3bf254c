"""What every use case is handed: one running installation, wired by `main`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.adapters.database.session import Database
from app.adapters.fetch import NO_PEERS, Peers, Source
from app.adapters.journal import Journal
from app.adapters.keystores.data_key import DataKeys
from app.errors import KeyStoreUnavailable
from app.model.background import BackgroundState
from app.model.happening import Happening
from app.model.record import IssuerKey
from app.model.seal import Anchors
from app.model.secured import Algorithm, Jwk, Signer
from app.services.drawing import Drawing


def _uncounted(_happening: Happening, _kind: str) -> None:
    """Count nothing: only an application has counters."""


def _nothing() -> None:
    """Do nothing: nobody waits for a nudge."""


def _idle() -> BackgroundState:
    """Return the state of a process that only serves."""
    return BackgroundState(works=False)


def _no_certificates(_uri: str, _passphrase: bytes | None) -> tuple[bytes, ...]:
    """Raise KeyStoreUnavailable: no keys are brought here."""
    raise KeyStoreUnavailable("no key store is at hand")


def _no_copy(_uri: str, _to: str, _passphrase: bytes | None) -> None:
    """Raise KeyStoreUnavailable: no keys are brought here."""
    raise KeyStoreUnavailable("no key store is at hand")


@dataclass(frozen=True, slots=True)
class Seals:
    """How seals are made and whose are trusted.

    time_stamp: returns the RFC 3161 token over what it is given, and raises SigningError; None where no authority is configured.
    writes_sig_t: whether a seal says its moment as `sigT`. anchors: the certificates that are trusted.
    overdue_lists: the trusted lists (by file name) whose next update is past, and which name nobody.
    certificates_at: returns the certificates (DER) that lie beside the key at a URI, its own first. copy_key: copies the key at a URI to
        another in our own store. Both take a passphrase, or None for the one of settings or URI, and raise SigningError.
    """

    time_stamp: Callable[[bytes], bytes] | None = None
    writes_sig_t: bool = False
    anchors: Anchors = field(default_factory=Anchors)
    overdue_lists: tuple[str, ...] = ()
    certificates_at: Callable[[str, bytes | None], tuple[bytes, ...]] = _no_certificates
    copy_key: Callable[[str, str, bytes | None], None] = _no_copy


@dataclass(frozen=True, slots=True)
class Installation:
    """One running installation.

    `create_key` makes a private key at a URI and returns its public half; `signer_for` opens a key once and keeps it. Both raise
    SigningError. `clock` gives the moment, aware and in UTC.
    `status_delay_seconds`: how long after a change a status list may still be without it. `journal` keeps what was published.
    `status_list_days` and `status_ttl_seconds`: how long a published status list is valid, and how long it may be cached.
    `audit_checkpoints` is the file in which signed checkpoints of the audit trail are kept; none: they are not kept.
    `count` is told what happened, for metrics. `database_folder` is where a SQLite database lies; None for another.
    `starting` begins what goes on beside the requests, `nudge` tells it that there is work, `background` says how it does.
    `peers` are the learning systems that are called back; `inbox_days`: how long events are readable whose learner never became known.
    `closing` lets go of what was opened. `max_request_bytes` bounds every JSON body, `max_upload_bytes` what is handed in to be verified.
    `drawing` has room for who draws certificates.
    """

    public_url: str
    demo: bool
    database: Database
    data_keys: DataKeys
    source: Source
    create_key: Callable[[str, Algorithm], Jwk]
    signer_for: Callable[[IssuerKey], Signer]
    clock: Callable[[], datetime]
    status_list_days: int = 7
    status_ttl_seconds: int = 300
    status_delay_seconds: int = 5
    max_request_bytes: int = 1_048_576
    max_upload_bytes: int = 5_242_880
    closing: tuple[Callable[[], None], ...] = ()
    peers: Peers = NO_PEERS
    inbox_days: int = 30
    starting: tuple[Callable[[], None], ...] = ()
    nudge: Callable[[], None] = _nothing
    background: Callable[[], BackgroundState] = _idle
    audit_checkpoints: Path | None = None
    journal: Journal = field(default_factory=lambda: Journal(Path("var/journal")))
    count: Callable[[Happening, str], None] = _uncounted
    database_folder: Path | None = None
    seals: Seals = field(default_factory=Seals)
    drawing: Drawing = field(default_factory=Drawing)

    def start(self) -> None:
        """Begin what goes on beside the requests: who serves does, a command does not."""
        for start in self.starting:
            start()

    def close(self) -> None:
        """Let go of whatever was opened for it."""
        for close in self.closing:
            close()
