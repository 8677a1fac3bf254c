"""`proscenium integrations`: the learning systems that post their events here."""

from typing import Annotated, Any

import orjson
import typer

from app.cli.opening import opened
from app.schemas.inbox_bodies import IntegrationBody
from app.schemas.requests import read_body
from app.services.api_keys import tenant_named
from app.services.audited import operator_actor
from app.services.installation import Installation
from app.services.integrations import Opened, create_integration, integrations_of, rotate_token

app = typer.Typer(help="Learning systems that post their events here.", no_args_is_help=True)

Tenant = Annotated[str, typer.Argument(help="The tenant's slug")]
Slug = Annotated[str, typer.Argument(help="The integration's slug: it stands in its address")]


@app.command("create")
def create(
    tenant: Tenant,
    slug: Slug,
    *,
    kind: Annotated[str, typer.Option(help="moodle or generic")] = "moodle",
    mapping: Annotated[str, typer.Option(help="JSON: where things stand in an event; compulsory for generic")] = "{}",
    call_back: Annotated[str | None, typer.Option(help="Address at which a Moodle is asked who a learner is")] = None,
) -> None:
    """Make an integration and print its address and token; the token is never to be had again.

    With --call-back the token of Moodle's web service is asked for, or read from standard input.
    """
    body: dict[str, Any] = {"slug": slug, "kind": kind, "mapping": _mapping(mapping)}
    if call_back is not None:
        body["call_back"] = {"url": call_back, "token": typer.prompt("Token of the web service", hide_input=True, err=True)}
    request = read_body(IntegrationBody, orjson.dumps(body))
    with opened() as installation:
        actor = operator_actor(tenant_named(installation, tenant).id)
        _print(installation, create_integration(installation, actor, request))


@app.command("list")
def list_integrations(tenant: Tenant) -> None:
    """List integrations: slug, kind, address, and where they are called back."""
    with opened() as installation:
        for each in integrations_of(installation, operator_actor(tenant_named(installation, tenant).id)):
            state = "ended" if each.disabled_at else f"{installation.public_url}/v1/inbox/{each.slug}"
            print(f"{each.slug}  {each.kind}  {state}  {each.peer_url or 'no call-back'}  ({each.id})")


@app.command("rotate")
def rotate(
    tenant: Tenant,
    slug: Slug,
    former_valid_hours: Annotated[int, typer.Option(min=0, max=168, help="How long the token before this one still opens")] = 0,
) -> None:
    """Give an integration another token and print it: it is never to be had again."""
    with opened() as installation:
        actor = operator_actor(tenant_named(installation, tenant).id)
        _print(installation, rotate_token(installation, actor, slug, former_valid_hours))


def _print(installation: Installation, made: Opened) -> None:
    print(f"{installation.public_url}/v1/inbox/{made.integration.slug}")
    print(made.token)


def _mapping(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise typer.BadParameter("expected a JSON object", param_hint="--mapping") from error
