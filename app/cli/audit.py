"""`proscenium audit`: who did what, and whether the trail of it is whole."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.clients import Tenant
from app.cli.lines import printable
from app.cli.opening import opened
from app.crypto.signed_notes import note_key
from app.services.api_keys import tenant_named
from app.services.audit_checkpoints import settle_audit_key
from app.services.read_audit import AuditFilters, list_audit_events
from app.services.verify_audit import verify_audit

app = typer.Typer(help="Who did what, and whether the trail of it is whole.", no_args_is_help=True)


@app.command("list")
def list_events(
    tenant: Tenant,
    *,
    about: Annotated[str | None, typer.Option("--object", help="Id of the thing that something was done to")] = None,
    action: Annotated[str | None, typer.Option(help="What was done, e.g. credential.issued")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many")] = 25,
) -> None:
    """List a tenant's audit events, the newest first."""
    with opened() as installation:
        filters = AuditFilters(object=about, action=action, limit=limit)
        for event in list_audit_events(installation, tenant_named(installation, tenant).id, filters).items:
            line = f"{event.at.isoformat()}  {event.actor_kind} {event.actor}  {event.action}  {event.object_kind} {event.object}"
            print(printable(line))


@app.command("verify")
def verify(
    *,
    checkpoints: Annotated[Path | None, typer.Option(help="Another file of checkpoints: a copy that was kept elsewhere")] = None,
    key: Annotated[str | None, typer.Option(help="The audit key as `audit key` printed it once: then the database is not asked")] = None,
) -> None:
    """Walk the whole trail: 0 whole, 2 an event was changed, 3 cut short, 4 a checkpoint is not ours, 5 two trails of one length."""
    with opened() as installation:
        report = verify_audit(installation, checkpoints or installation.audit_checkpoints, note_key(key) if key else None)
    print(f"{report.verdict.name.lower()}: {report.says}")
    for sentence in report.restores:
        print(sentence)
    print(f"{report.size} events in the chain, {report.waiting} not yet, {report.checkpoints} checkpoints compared.")
    raise typer.Exit(report.verdict)


@app.command("key")
def show_key() -> None:
    """Print the public half of the key that signs checkpoints: keep it elsewhere."""
    with opened() as installation:
        print(settle_audit_key(installation).public.text)
