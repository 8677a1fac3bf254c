"""`proscenium backup`, `proscenium restore`: the whole installation but its keys, in one file, and back."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from app.adapters.archive import Backup, unpacked
from app.adapters.journal import Journal
from app.adapters.keystores.data_key import FILE_NAME, open_data_key
from app.adapters.keystores.passphrase import read_passphrase
from app.cli.lines import printable
from app.cli.opening import opened, with_demo_keys
from app.config import Settings, read_settings
from app.errors import ConfigurationError
from app.main import open_installation
from app.services.backup import back_up
from app.services.finish_restore import Restored, finish_restore
from app.services.load_backup import Target, load_backup
from app.services.settle_installation import settle_restored

_WARNING = (
    "WARNING: without the journal, what was published after the backup is unknown. Credentials revoked since then are valid again until "
    "they are revoked once more; status lists and keys made since then are gone, and what they secure cannot be verified. "
    "Who was erased since then is here again: erase them once more."
)

_UNDECLARED = (
    "WARNING: the audit key cannot be used, so that nothing declares this restore in the file of checkpoints: `proscenium audit verify` "
    "will say that the trail has shrunk. Where the key is lost, put that file aside with a note why: a new one begins."
)


def backup(file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet")]) -> None:
    """Write database and journal to one file (0600), while the service runs. Keys and passphrase are not in it: back them up apart."""
    settings = read_settings()
    with opened(settings) as installation:
        manifest = back_up(installation, settings.database, file)
    print(printable(f"{manifest.id}  {file}  schema {manifest.revision}, {manifest.database}, {manifest.created_at.isoformat()}"))


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `proscenium backup` wrote")],
    *,
    without_journal: Annotated[bool, typer.Option("--without-journal", help="The journal is lost for good: restore all the same")] = False,
) -> None:
    """Bring a backup into an empty database. Slots given out since then are never given out again, and what was revoked stays so."""
    with unpacked(file) as found:
        settings = _at_its_address(read_settings(), found)
        if not (settings.keys_dir / FILE_NAME).exists():
            raise ConfigurationError(
                f"There is no {FILE_NAME} in {settings.keys_dir}: bring the keys back first, they are not in the backup."
            )
        settings = with_demo_keys(settings)
        load_backup(found, _target(settings), without_journal=without_journal)
        with closing(open_installation(settings, settle=settle_restored)) as installation:
            restored = finish_restore(installation, found, without_journal=without_journal)
    _tell(restored, without_journal=without_journal)


def _at_its_address(settings: Settings, found: Backup) -> Settings:
    """Return settings with the backup's address where the environment names none."""
    named = {"port", "public_url"} & settings.model_fields_set
    return settings if named else settings.model_copy(update={"public_url": found.manifest.public_url})


def _target(settings: Settings) -> Target:
    given = settings.keys_passphrase.get_secret_value() if settings.keys_passphrase else None
    data_keys = open_data_key(settings.keys_dir, read_passphrase(given, settings.keys_passphrase_file))
    return Target(settings.database, settings.public_url, settings.mode, data_keys, Journal(settings.journal_folder))


def _tell(restored: Restored, *, without_journal: bool) -> None:
    merged = restored.merged
    print(f"Restored: epoch {restored.epoch}. {restored.sealed} open status lists were sealed: new credentials take slots of new ones.")
    print(f"From the journal: {merged.bits} bits set, {merged.ended} credentials revoked, {merged.served_again} lists, {merged.keys} keys.")
    print(f"Erased again, as the journal says: {merged.erased} persons.")
    if without_journal:
        print(_WARNING)
    if restored.unreadable:
        print(f"WARNING: nobody can read these lines of the journal: {', '.join(map(str, restored.unreadable))}.")
    if merged.lost:
        print(printable(f"WARNING: made after the backup by issuers that it does not know, and lost: {', '.join(merged.lost)}."))
    if not restored.declared:
        print(_UNDECLARED)
    if restored.unpublished:
        print(printable(f"These lists cannot be signed now, look at `proscenium doctor`: {', '.join(restored.unpublished)}."))
