"""`proscenium doctor`: says what is wrong or unsafe here, each with advice."""

import typer

from app.cli.demo import with_passphrase
from app.config import Settings, read_settings
from app.errors import CredentialServiceError
from app.main import open_installation
from app.services.examine import examine


def doctor() -> None:
    """Examine settings, pinned files, database, keys and open intents. Ends with 1 when something is wrong."""
    try:
        settings = read_settings()
        installation = open_installation(_completed(settings))
    except CredentialServiceError as error:
        print(f"✗ {error.detail}")
        for fault in error.faults:
            print(f"  ✗ {fault.pointer}: {fault.detail}")
        raise typer.Exit(1) from error
    findings = examine(installation)
    installation.close()
    for finding in findings:
        print(f"{'✓' if finding.holds else '✗'} {finding.says}")
    if not all(finding.holds for finding in findings):
        raise typer.Exit(1)


def _completed(settings: Settings) -> Settings:
    return with_passphrase(settings) if settings.demo else settings
