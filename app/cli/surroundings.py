"""What surrounds a process and is not wrong, but better otherwise: `proscenium doctor` tells it."""

import os

from app.config import Settings
from app.services.examined import Examined

_AS_ROOT = "This runs as root: run it as a user of its own, who owns nothing but its data and keys."
_ON_SQLITE = (
    "The database is a SQLite file: keep it on a local disk, serve it from one machine, and back it up with `proscenium backup`; "
    "use PostgreSQL for more than that."
)
_NO_PROXY = (
    "PROSCENIUM_TRUSTED_PROXIES is not set: if a proxy stands in front, all visitors share one limit; name its address, such as 127.0.0.1."
)
_NO_METRICS = "PROSCENIUM_METRICS_TOKEN is not set: there is no /metrics, so nobody is told of trouble by it."
_SAME_FOLDER = (
    "The journal of publications lies beside the database: put PROSCENIUM_JOURNAL_DIR on another disk, so that no accident takes both."
)
_OPEN_PORT = "PROSCENIUM_HOST is {host}: whoever reaches this machine reaches the service without TLS; listen on 127.0.0.1 behind a proxy."
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def surroundings(settings: Settings) -> tuple[Examined, ...]:
    """Return what production is warned of, each with advice; a demo is warned of nothing."""
    if settings.demo:
        return ()
    file = settings.database_file
    told = {
        _AS_ROOT: os.geteuid() == 0,
        _ON_SQLITE: file is not None,
        _NO_PROXY: not settings.trusted_proxies,
        _NO_METRICS: settings.metrics_token is None,
        _SAME_FOLDER: file is not None and settings.journal_folder.resolve().is_relative_to(file.parent.resolve()),
        _OPEN_PORT.format(host=settings.host): settings.host not in _LOOPBACK,
    }
    return tuple(Examined(holds=True, says=says, warns=True) for says, so in told.items() if so)
