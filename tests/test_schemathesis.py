"""Generated requests, good and bad, to every route of the OpenAPI: none meets a failure of ours, none is answered other than documented."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import schemathesis
from fastapi.routing import iter_route_contexts
from schemathesis import GenerationMode
from schemathesis.engine import from_schema
from schemathesis.engine.events import EngineEvent, FatalError, NonFatalError, ScenarioFinished
from schemathesis.schemas import BaseSchema
from starlette.routing import Route

from app.api.vc_api_examples import SIGNED
from app.services.audited import operator_actor
from app.services.vc_api_instances import NewInstance, create_instance
from tests.installations import Stage, shared_stage, sqlite_template, stocked_sqlite
from tests.services.papers import give_seal
from tests.theatre import SLUG

__all__ = ["shared_stage", "sqlite_template", "stocked_sqlite"]

SEED = 20260131
EXAMPLES = 40
"""How many requests are generated for a route, beside the documented examples and one for each rule of its parameters and body."""
MOST_TOLD = 1_000
"""How many characters are told of a fault."""
NEVER_GOOD_HERE = {"POST /v1/achievements/{achievement_id}/publish", "POST /v1/inbox/{integration}"}
"""What has no good answer in these tests: the only draft lacks elements, and an API key is no token of an inbox."""

Met = Mapping[str, set[int]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that is not as documented: to what, what kind of fault it is, and what is told of it."""

    route: str
    title: str
    told: str


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of what Hypothesis makes up: it says nothing of ours
@pytest.mark.parametrize("who", ["lms", None], ids=["with a key", "without a key"])
def test_every_answer_is_as_documented_and_none_is_a_failure_of_ours(shared_stage: Stage, who: str | None) -> None:
    events = list(run(shared_stage, who))

    faults = {(fault.route, fault.title): fault.told for event in events for fault in faults_in(event)}
    assert not faults, "\n\n".join(f"{route}: {title}\n{told}" for (route, title), told in faults.items())
    met = met_in(events)
    assert met.keys() == documented(shared_stage)
    if who is not None:
        assert {route for route, statuses in met.items() if not statuses & {200, 201, 204}} == NEVER_GOOD_HERE


def run(stage: Stage, who: str | None) -> Iterator[EngineEvent]:
    """Yield what happens while requests are generated, sent, and their answers compared with the documentation."""
    config = schemathesis.Config.from_dict(
        {
            "seed": SEED,
            "headers": {"Authorization": stage.http(who).headers["Authorization"]} if who else {},
            "generation": {"mode": "all", "max-examples": EXAMPLES, "deterministic": True, "database": "none"},
            "phases": {"stateful": {"enabled": False}},
            "checks": {"positive_data_acceptance": {"enabled": False}},  # the right form may name what is not there
        }
    )
    schema = schemathesis.openapi.from_asgi("/openapi.json", without_lifespan(stage.app), config=config)
    name_what_is_there(schema, stage)
    yield from from_schema(schema).execute()


def name_what_is_there(schema: BaseSchema, stage: Stage) -> None:
    """Let every other request of the right form name a credential, achievement or issuer that is there."""
    school = f"school-{stage.row_counts()['integration']}"
    credential = stage.issued(recipient={"name": "Ada Example", "external_id": school})
    keys = stage.http(None).get(f"/issuers/{credential['issuer']['slug']}/did.json").json()["verificationMethod"]
    token = parse_qs(urlsplit(credential["links"]["ob3_jsonld"]).query)["token"][0]
    seal = give_seal(stage)
    integration = stage.http().post("/v1/integrations", json={"slug": school, "kind": "moodle"}).json()
    rule = stage.http().post("/v1/rules", json={"integration": school, "course": "7", "achievement": SLUG}).json()
    event = stage.http(None).post(f"/v1/inbox/{school}", json={"eventname": "x", "token": integration["token"]}).json()
    there = {
        "integration": school,
        "integration_id": school,
        "rule_id": rule["id"],
        "event_id": event["id"],
        "achievement": SLUG,
        "achievement_id": SLUG,
        "credential_id": credential["id"],
        "kid": next(key["id"] for key in keys if "/keys/" in key["id"]).rpartition("/")[2],
        "list_id": credential["status"]["list"].rpartition("/")[2],
        "name": "ob3-jwt",
        "recipient_id": credential["recipient"],
        "public_id": credential["links"]["public"].rpartition("/")[2],
        "slug": credential["issuer"]["slug"],
        "token": token,
        "instance": f"vc-{school}",
    }
    changed = there_to_be_changed(stage, school) | {"/issuers/{slug}/seals/{kid}": {"kid": seal.kid}}
    numbers = count()

    @schema.hook
    def map_case(_: object, case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
        if next(numbers) % 2 and case.meta and case.meta.generation.mode is GenerationMode.POSITIVE:
            named = there | changed.get(case.operation.path, {})
            for container in (case.path_parameters, case.query, case.body):
                if isinstance(container, dict):
                    container.update({name: value for name, value in named.items() if name in container})
        return case


def there_to_be_changed(stage: Stage, school: str) -> dict[str, dict[str, Any]]:
    """Return, by path, what is there for requests that change it: of what was revoked or erased no other route has a good answer."""
    actions = ("reinstate", "reissue", "revoke", "suspend")
    credentials = {action: stage.issued(source_ref=f"{school}:{action}")["id"] for action in actions}
    leaving = stage.issued(recipient={"name": "Leaver", "external_id": f"{school}:leaving"})["recipient"]
    suspended = stage.http().post(f"/v1/credentials/{credentials['reinstate']}/suspend", json={"reason": "other"})
    assert suspended.status_code == 200, suspended.text
    paths = {f"/v1/credentials/{{credential_id}}/{action}": {"credential_id": found} for action, found in credentials.items()}
    return {**paths, "/v1/recipients/{recipient_id}/erase": {"recipient_id": leaving}, **signed_for_others(stage, f"vc-{school}")}


def signed_for_others(stage: Stage, instance: str) -> Mapping[str, dict[str, Any]]:
    """Return, by path, what is there of the VC-API: an instance with that name, and what it signed."""
    new = NewInstance(instance, "eddsa-rdfc-2022", organisation="academy", with_status=True)
    create_instance(stage.installation, operator_actor(stage.client().tenant_id), new)
    names = [f"urn:example:{instance}:{number}" for number in range(2)]
    unsigned = {name: value for name, value in SIGNED.items() if name not in {"proof", "issuer"}}
    for name in names:
        credential = {**unsigned, "id": name}
        answer = stage.http().post(f"/vc-api/issuers/{instance}/credentials/issue", json={"credential": credential})
        assert answer.status_code == 201, answer.text
    status = {"credentialId": names[0], "credentialStatus": {"type": "BitstringStatusListEntry"}, "status": True}
    return {
        "/vc-api/credentials/status": status,
        "/vc-api/credentials/{credential_id}": {"credential_id": names[1]},
        "/vc-api/status-lists": {"instance": instance, "statusPurpose": "revocation"},
    }


def faults_in(event: EngineEvent) -> Iterator[Fault]:
    """Yield the faults that an event tells of."""
    if isinstance(event, FatalError):
        yield Fault("every route", repr(event.exception), "")
    if isinstance(event, NonFatalError):
        yield Fault(event.label, repr(event.value), "")
    if isinstance(event, ScenarioFinished):
        for case_id, checks in event.recorder.checks.items():
            for failure in (check.failure_info.failure for check in checks if check.failure_info):
                request = event.recorder.cases[case_id].value.as_curl_command()
                yield Fault(event.recorder.label, failure.title, f"{failure.message[:MOST_TOLD]}\n{request[:MOST_TOLD]}")


def met_in(events: list[EngineEvent]) -> Met:
    """Return which statuses each route answered with."""
    met: dict[str, set[int]] = {}
    for event in events:
        if isinstance(event, ScenarioFinished):
            answers = (interaction.response for interaction in event.recorder.interactions.values())
            met.setdefault(event.recorder.label, set()).update(answer.status_code for answer in answers if answer)
    return met


def documented(stage: Stage) -> set[str]:
    """Return the routes that the OpenAPI has to have."""
    routes = (
        route for route in iter_route_contexts(stage.app.routes) if isinstance(route.original_route, Route) and route.include_in_schema
    )
    return {f"{method} {route.path_format}" for route in routes for method in route.methods or ()}


def without_lifespan(app: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Return the application as one that is not started and stopped: the installation is the fixture's to close."""

    async def served(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError
        await app(scope, receive, send)

    return served
