"""`proscenium vc-api`: the issuer instances of the VC-API."""

from typing import Annotated

import typer

from app.cli.opening import opened
from app.model.secured import Algorithm
from app.services.api_keys import tenant_named
from app.services.audited import operator_actor
from app.services.installation import Installation
from app.services.vc_api_instances import ListedInstance, NewInstance, create_instance, instances_of, remove_instance

app = typer.Typer(help="Issuer instances of the VC-API.", no_args_is_help=True)

Tenant = Annotated[str, typer.Argument(help="The tenant's slug")]
Name = Annotated[str, typer.Argument(help="The instance's name: it stands in its address")]


@app.command("create")
def create(  # noqa: PLR0913  # each is an option of the command
    tenant: Tenant,
    name: Name,
    suite: Annotated[str, typer.Argument(help="How it signs, e.g. eddsa-rdfc-2022, ecdsa-sd-2023 or vc+jwt")],
    *,
    algorithm: Annotated[Algorithm | None, typer.Option(help="Default: the first one of the suite")] = None,
    issuer: Annotated[str | None, typer.Option(help="Slug of the issuer as which it signs; default: one of its own, a did:key")] = None,
    organisation: Annotated[str | None, typer.Option(help="Slug of the organisation whose issuer the new did:key is")] = None,
    status: Annotated[bool, typer.Option("--status", help="Give each credential an entry in a status list")] = False,
    records: Annotated[bool, typer.Option("--records", help="Issue awards of this tenant's achievements, and keep them")] = False,
    open_to_all: Annotated[bool, typer.Option("--open", help="Ask for no API key: in a demo only")] = False,
) -> None:
    """Make an instance and print its address and the DID as which it signs."""
    new = NewInstance(name, suite, algorithm, issuer, organisation, with_status=status, records=records, open=open_to_all)
    with opened() as installation:
        _print(installation, create_instance(installation, operator_actor(tenant_named(installation, tenant).id), new))


@app.command("list")
def list_instances(tenant: Tenant) -> None:
    """List instances: address, DID, suite, algorithm, and what else they do."""
    with opened() as installation:
        for listed in instances_of(installation, operator_actor(tenant_named(installation, tenant).id)):
            _print(installation, listed)


@app.command("remove")
def remove(tenant: Tenant, name: Name) -> None:
    """Remove an instance: its address is not there any more. What it signed stays, and so does its issuer."""
    with opened() as installation:
        remove_instance(installation, operator_actor(tenant_named(installation, tenant).id), name)
        print(f"{name} is removed.")


def _print(installation: Installation, listed: ListedInstance) -> None:
    row = listed.instance
    told = {"status": row.with_status, "records": row.records, "open": row.open}
    also = " ".join(word for word, holds in told.items() if holds)
    address = f"{installation.public_url}/vc-api/issuers/{row.name}/credentials/issue"
    print(f"{address}  {listed.identity.profile.did}  {row.suite}  {row.algorithm}  {also}".rstrip())
