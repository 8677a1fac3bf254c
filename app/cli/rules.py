"""`proscenium rules`: which course leads to which achievement, and what an event would come to."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from app.cli.files import read_argument
from app.cli.lines import printable
from app.cli.opening import opened
from app.schemas.inbox_bodies import RuleBody
from app.schemas.requests import read_body
from app.schemas.strict_json import read_object
from app.services.api_keys import tenant_named
from app.services.audited import operator_actor
from app.services.foresee import foresee
from app.services.integrations import integrations_of
from app.services.issuing_rules import add_rule, delete_rule, rules_of

app = typer.Typer(help="Which course of a learning system leads to which achievement.", no_args_is_help=True)

AT_LEAST = ">="

Tenant = Annotated[str, typer.Argument(help="The tenant's slug")]
Integration = Annotated[str, typer.Argument(help="The integration's slug")]


@app.command("create")
def create(
    tenant: Tenant,
    integration: Integration,
    course: Annotated[str, typer.Argument(help="The course's id there, or * for every one")],
    achievement: Annotated[str, typer.Argument(help="The achievement's slug")],
    result: Annotated[list[str] | None, typer.Option(help="A status that will do, or >=N for the least score; may be repeated")] = None,
) -> None:
    """Add a rule after the others, and print its id. The first rule that matches counts."""
    body = {"integration": integration, "course": course, "achievement": achievement, "condition": _condition(result or [])}
    request = read_body(RuleBody, orjson.dumps(body))
    with opened() as installation:
        print(add_rule(installation, operator_actor(tenant_named(installation, tenant).id), request).id)


@app.command("list")
def list_rules(
    tenant: Tenant, integration: Annotated[str | None, typer.Argument(help="The integration's slug; default: all")] = None
) -> None:
    """List rules, those of each integration in the order in which they count."""
    with opened() as installation:
        actor = operator_actor(tenant_named(installation, tenant).id)
        slugs = {each.id: each.slug for each in integrations_of(installation, actor)}
        for rule in rules_of(installation, actor, integration):
            conditions = [*rule.statuses, *([] if rule.minimum_score is None else [f"at least {rule.minimum_score}"])]
            course = f"{slugs[rule.integration_id]}  {rule.position}  {rule.course} → {rule.achievement}"
            print(printable(f"{rule.id}  {course}  {', '.join(conditions) or 'any result'}"))


@app.command("delete")
def delete(tenant: Tenant, rule_id: Annotated[str, typer.Argument(help="The rule's id, as `rules list` shows it")]) -> None:
    """Remove a rule: later events do not follow it."""
    with opened() as installation:
        delete_rule(installation, operator_actor(tenant_named(installation, tenant).id), rule_id)
        print(f"{rule_id} is removed.")


@app.command("test")
def test(
    tenant: Tenant,
    integration: Integration,
    file: Annotated[Path, typer.Argument(help="An event as the learning system posts it; - reads standard input")],
) -> None:
    """Print what an event would come to, as JSON. Nothing is written, nobody is asked."""
    payload = read_object(read_argument(file, "FILE"))
    with opened() as installation:
        actor = operator_actor(tenant_named(installation, tenant).id)
        print(foresee(installation, actor, integration, payload).model_dump_json(exclude_none=True, indent=2))


def _condition(results: list[str]) -> dict[str, Any]:
    scores = [each.removeprefix(AT_LEAST) for each in results if each.startswith(AT_LEAST)]
    condition: dict[str, Any] = {"statuses": [each for each in results if not each.startswith(AT_LEAST)]}
    return condition | ({"minimum_score": scores[-1]} if scores else {})
