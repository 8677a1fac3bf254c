"""`proscenium recipients`: what an institution owes the people whose data it holds."""

import json
from typing import Annotated

import typer

from app.cli.clients import Tenant
from app.cli.lines import printable
from app.cli.opening import opened
from app.services.api_keys import tenant_named
from app.services.audited import operator_actor
from app.services.erase_recipient import ErasureOrder, ErasureReason, erase_recipient
from app.services.export_recipient import export_recipient

app = typer.Typer(help="What is held about a person: give it out, or erase it.", no_args_is_help=True)

RecipientId = Annotated[str, typer.Argument(help="The person's id, `recipient` of each of their credentials")]


@app.command("export")
def export(tenant: Tenant, recipient_id: RecipientId) -> None:
    """Print everything that is held about a person, signed files too, as JSON."""
    with opened() as installation:
        document = export_recipient(installation, operator_actor(tenant_named(installation, tenant).id), recipient_id)
        print(json.dumps(document, ensure_ascii=False, indent=2))


@app.command("erase")
def erase(
    tenant: Tenant,
    recipient_id: RecipientId,
    reason: Annotated[ErasureReason, typer.Option(help="Kept in the audit trail")] = ErasureReason.HOLDER_REQUEST,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first")] = False,
) -> None:
    """Erase a person: nobody can read their name here again. Their credentials keep their status. It cannot be undone."""
    if not yes:
        typer.confirm(f"Erase {printable(recipient_id)} of {printable(tenant)} for ever?", abort=True, err=True)
    with opened() as installation:
        order = ErasureOrder(operator_actor(tenant_named(installation, tenant).id), recipient_id, reason)
        erased = erase_recipient(installation, order)
        print(f"{erased.recipient_id} was erased at {erased.erased_at.isoformat()}; {erased.credentials} credentials stay without a name.")
