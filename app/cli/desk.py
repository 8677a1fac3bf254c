"""`proscenium desk`: a one-time link to a tenant's desk."""

from typing import Annotated

import typer

from app.cli.opening import opened
from app.services.admin_links import mint_admin_link
from app.services.api_keys import tenant_named


def desk(tenant: Annotated[str, typer.Argument(help="The tenant's slug")]) -> None:
    """Print a link that opens the tenant's desk once, within a day; links printed before stop working."""
    with opened() as installation:
        print(mint_admin_link(installation, tenant_named(installation, tenant).id))
