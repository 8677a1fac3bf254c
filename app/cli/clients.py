"""`proscenium clients`: the calling systems of a tenant and their API keys."""

from typing import Annotated

import typer

from app.cli.opening import opened
from app.model.issuer import Mode
from app.services.api_keys import SCOPES, NewClient, clients_of, create_client, revoke_key, tenant_named
from app.services.audited import operator_actor

app = typer.Typer(help="Calling systems of a tenant, and their API keys.", no_args_is_help=True)

Tenant = Annotated[str, typer.Argument(help="The tenant's slug")]


@app.command("create")
def create(
    tenant: Tenant,
    name: Annotated[str, typer.Argument(help="What the system is called, e.g. 'Moodle'")],
    *,
    scope: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(SCOPES)}; default: all")] = None,
    mode: Annotated[Mode | None, typer.Option(help="What it may issue; default: test in a demo, live in production")] = None,
) -> None:
    """Make a client with one API key and print the key: it is never to be had again."""
    with opened() as installation:
        chosen = mode or (Mode.TEST if installation.demo else Mode.LIVE)
        actor = operator_actor(tenant_named(installation, tenant).id)
        _, key = create_client(installation, actor, NewClient(name, chosen, frozenset(scope or SCOPES)))
        print(key)


@app.command("list")
def list_clients(tenant: Tenant) -> None:
    """List clients and the beginnings of their keys."""
    with opened() as installation:
        for client, secrets in clients_of(installation, tenant_named(installation, tenant).id):
            keys = "  ".join(f"{secret.prefix}… ({secret.id}{', revoked' if secret.revoked_at else ''})" for secret in secrets)
            print(f"{client.name}  {client.mode}  {','.join(sorted(client.scopes))}  {keys or 'no key'}")


@app.command("revoke")
def revoke(tenant: Tenant, key_id: Annotated[str, typer.Argument(help="The key's id, as `clients list` shows it")]) -> None:
    """Revoke an API key: it opens nothing any more."""
    with opened() as installation:
        revoke_key(installation, operator_actor(tenant_named(installation, tenant).id), key_id)
        print(f"{key_id} is revoked.")
