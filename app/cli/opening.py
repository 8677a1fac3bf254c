"""Opens the installation of this environment for one command."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from app.adapters.database import instance
from app.adapters.database.migrate import is_there
from app.adapters.database.session import Database
from app.adapters.fetch import Source
from app.adapters.keystores.data_key import FILE_NAME
from app.adapters.keystores.passphrase import create_passphrase_file
from app.adapters.keystores.secret_file import write_secret
from app.config import Settings, read_settings
from app.errors import ConfigurationError
from app.main import open_installation
from app.services.installation import Installation

_ADDRESS = frozenset({"port", "public_url"})
_MARK = b"A demo made the keys in this folder: production refuses them.\n"


@contextmanager
def opened_if_there(source: Source) -> Iterator[Installation | None]:
    """Open it with another source of evidence where this environment has a database, else give None."""
    settings = read_settings()
    if not is_there(settings.database):
        yield None
        return
    with opened(settings) as installation:
        yield replace(installation, source=source)


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Installation]:
    """Open the installation of these settings, by default of the environment's, and close it at the end.

    Where the environment names no address, it is the one to which the database belongs: only a start must name it.
    """
    installation = open_installation(with_demo_keys(_at_its_address(settings or read_settings())))
    try:
        yield installation
    finally:
        installation.close()


def with_demo_keys(settings: Settings) -> Settings:
    """Return settings that name a passphrase; a demo makes one up under `var/` (0600), and marks the folder in which it makes keys.

    Raises ConfigurationError when keys of a demo are there, but the passphrase that it made up is not; KeyStoreUnavailable when
    nothing can be written.
    """
    if not settings.demo:
        return settings
    has_keys = (settings.keys_dir / FILE_NAME).exists()
    if settings.keys_passphrase is None and settings.keys_passphrase_file is None:
        settings = settings.model_copy(update={"keys_passphrase_file": settings.demo_passphrase_file})
        if not settings.demo_passphrase_file.exists():
            if has_keys:
                raise ConfigurationError(_advice(settings))
            create_passphrase_file(settings.demo_passphrase_file)
    if not has_keys and not settings.demo_mark.exists():
        write_secret(settings.demo_mark, _MARK)
    return settings


def _at_its_address(settings: Settings) -> Settings:
    if _ADDRESS & settings.model_fields_set or not is_there(settings.database):
        return settings
    with closing(Database(settings.database)) as database:
        known = database.read(lambda session: instance.get(session, "public_url"))
    return settings.model_copy(update={"public_url": known}) if known else settings


def _advice(settings: Settings) -> str:
    return (
        f"There are keys in {settings.keys_dir}, but not the passphrase that opens them: bring {settings.demo_passphrase_file} back, "
        "name it with PROSCENIUM_KEYS_PASSPHRASE_FILE, or, to begin a new demo, remove both folders (`make clean` does)."
    )
