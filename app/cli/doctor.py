"""`proscenium doctor`: says what is wrong or unsafe here, each with advice."""

import typer

from app.adapters.database.migrate import is_there
from app.cli.lines import printable
from app.cli.opening import opened
from app.cli.surroundings import surroundings
from app.config import read_settings
from app.errors import ConfigurationError, CredentialServiceError
from app.services.examine import examine
from app.services.examined import Examined

_NO_DATABASE = "There is no database yet, or it does not answer: check PROSCENIUM_DATABASE_URL; `proscenium migrate` makes one."


def doctor() -> None:
    """Examine settings, pinned files, database, keys and open intents, and make nothing.

    Ends with 1 when something is wrong (✗); what is marked `!` is advice.
    """
    try:
        findings = _findings()
    except CredentialServiceError as error:
        _tell(Examined(holds=False, says=error.detail))
        for fault in error.faults:
            print(printable(f"  ✗ {fault.pointer}: {fault.detail}"))
        raise typer.Exit(1) from error
    for finding in findings:
        _tell(finding)
    if not all(finding.holds for finding in findings):
        raise typer.Exit(1)


def _findings() -> tuple[Examined, ...]:
    settings = read_settings()
    if not is_there(settings.database):
        raise ConfigurationError(_NO_DATABASE)
    with opened(settings) as installation:
        return (*examine(installation), *surroundings(settings))


def _tell(finding: Examined) -> None:
    mark = "✗" if not finding.holds else "!" if finding.warns else "✓"
    print(printable(f"{mark} {finding.says}"))
