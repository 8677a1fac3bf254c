"""Opens the installation of this environment for one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.adapters.database.migrate import is_there
from app.adapters.fetch import Source
from app.cli.demo import with_passphrase
from app.config import read_settings
from app.main import open_installation
from app.services.installation import Installation


@contextmanager
def opened_if_there(source: Source) -> Iterator[Installation | None]:
    """Open it with another source of evidence where this environment has a database, else give None."""
    settings = read_settings()
    if not is_there(settings.database):
        yield None
        return
    with opened() as installation:
        yield replace(installation, source=source)


@contextmanager
def opened() -> Iterator[Installation]:
    """Open it, and close it at the end."""
    settings = read_settings()
    installation = open_installation(with_passphrase(settings) if settings.demo else settings)
    try:
        yield installation
    finally:
        installation.close()
