"""`proscenium desk`: a one-time link to a tenant's desk."""

import sys
from typing import Annotated

import typer

from app.cli.lines import printable
from app.cli.opening import opened
from app.model.access import Role
from app.services.admin_links import FIRST_OWNER, mint_admin_link
from app.services.api_keys import tenant_named


def desk(
    tenant: Annotated[str, typer.Argument(help="The tenant's slug")],
    name: Annotated[str, typer.Option(help="Whom the link is for; who is not there yet is added")] = FIRST_OWNER,
    role: Annotated[Role | None, typer.Option(help="What this person may do from now on; whoever is new may only look")] = None,
) -> None:
    """Print a link that opens the tenant's desk once, within a day; links printed before for the same person stop working."""
    with opened() as installation:
        print(mint_admin_link(installation, tenant_named(installation, tenant).id, name, role))
        print(printable(f"It opens once, within a day. Links that were printed before for {name} have stopped working."), file=sys.stderr)
