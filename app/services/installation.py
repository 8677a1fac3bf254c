"""What every use case is handed: one running installation, wired by `main`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.adapters.database.session import Database
from app.adapters.fetch import Source
from app.adapters.keystores.data_key import DataKeys
from app.model.record import IssuerKey
from app.model.secured import Algorithm, Jwk, Signer


@dataclass(frozen=True, slots=True)
class Installation:
    """One running installation.

    `create_key` makes a private key at a URI and returns its public half; `signer_for` opens a key once and keeps it. Both raise
    SigningError. `clock` gives the moment, aware and in UTC.
    `status_list_days` and `status_ttl_seconds`: how long a published status list is valid, and how long it may be cached.
    `closing` lets go of what was opened. `max_request_bytes` bounds every JSON body, `max_upload_bytes` what is handed in to be verified.
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
    max_request_bytes: int = 1_048_576
    max_upload_bytes: int = 5_242_880
    closing: tuple[Callable[[], None], ...] = ()

    def close(self) -> None:
        """Let go of whatever was opened for it."""
        for close in self.closing:
            close()
