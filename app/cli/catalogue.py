"""`proscenium catalogue`: brings organisations, issuers and achievements in from a file."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.files import read_text
from app.cli.opening import opened
from app.model.issuer import Mode
from app.schemas.catalogue import read_catalogue
from app.services.import_catalogue import import_catalogue

app = typer.Typer(help="Catalogue files: see catalogue/README.md.", no_args_is_help=True)


@app.callback()
def catalogue() -> None:
    """Catalogue files: see catalogue/README.md."""


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A YAML file")],
    mode: Annotated[Mode | None, typer.Option(help="What new issuers sign; default: test in a demo, live in production")] = None,
) -> None:
    """Import a catalogue, as often as you like: what is there already is left alone. Every error names file, line and field."""
    read = read_catalogue(read_text(file), file.name)
    with opened() as installation, typer.progressbar(length=len(read.issuers), label=file.name) as bar:
        done = import_catalogue(installation, read, mode or (Mode.TEST if installation.demo else Mode.LIVE), lambda: bar.update(1))
    print(
        f"{done.tenant.slug}: {done.organisations} organisations, {done.issuers} issuers, "
        f"{done.new_versions} achievements published, {done.unchanged} unchanged."
    )
