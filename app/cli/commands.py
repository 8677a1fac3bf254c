"""The commands and how they end."""

import os
import sys
from collections.abc import Sequence

import typer

from app.cli import (
    audit,
    backup,
    catalogue,
    clients,
    demo,
    desk,
    doctor,
    integrations,
    issue,
    jobs,
    keys,
    pictures,
    recipients,
    rules,
    serve,
    vc_api,
    verify,
)
from app.cli.lines import printable
from app.errors import CredentialServiceError

app = typer.Typer(
    name="proscenium",
    help="Issues and verifies Open Badges 3.0 micro-credentials, tagged with EQF, ECTS and ESCO.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("jobs")(jobs.jobs)
app.command("demo")(demo.demo)
app.command("migrate")(serve.migrate)
app.command("issue")(issue.issue)
app.command("verify")(verify.verify)
app.command("bake")(pictures.bake)
app.command("take-out")(pictures.take_out)
app.command("doctor")(doctor.doctor)
app.command("desk")(desk.desk)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(keys.app, name="keys")
app.add_typer(clients.app, name="clients")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(integrations.app, name="integrations")
app.add_typer(rules.app, name="rules")
app.add_typer(vc_api.app, name="vc-api")
app.add_typer(recipients.app, name="recipients")
app.add_typer(audit.app, name="audit")


def main(words: Sequence[str] | None = None) -> None:
    """Run the command that was typed, or these words; a refusal is one sentence and its faults, never a traceback."""
    os.umask(0o077)  # whatever is written here is its owner's alone
    try:
        app(words)
    except CredentialServiceError as error:
        print(printable(f"{error.code}: {error.detail}"), file=sys.stderr)
        for fault in error.faults:
            print(printable(f"  {fault.pointer or '/'}: {fault.detail}"), file=sys.stderr)
        sys.exit(1)
