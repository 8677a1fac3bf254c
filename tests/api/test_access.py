"""Who may call: every route under `/v1` but verifying, taken from the OpenAPI, so that a new one is held to it."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from app.adapters.database.tables import metadata
from app.model.issuer import Mode
from app.services.api_keys import SCOPES, NewClient, create_client, make_key
from app.services.audited import operator_actor
from tests.baking import pictures
from tests.changing import because, correction
from tests.installations import Stage, complete_draft
from tests.theatre import DRAFT, order_body

OPEN_TO_ALL = {("post", "/v1/verifications"), ("post", "/v1/inbox/{integration}")}
MUTATING = {
    ("post", "/v1/credentials"),
    ("post", "/v1/achievements/{achievement_id}/publish"),
    ("post", "/v1/integrations"),
    ("patch", "/v1/integrations/{integration_id}"),
    ("delete", "/v1/integrations/{integration_id}"),
    ("post", "/v1/integrations/{integration_id}/token"),
    ("post", "/v1/rules"),
    ("delete", "/v1/rules/{rule_id}"),
    ("post", "/v1/inbox-events/{event_id}/replay"),
    ("post", "/v1/credentials/{credential_id}/suspend"),
    ("post", "/v1/credentials/{credential_id}/reinstate"),
    ("post", "/v1/credentials/{credential_id}/revoke"),
    ("post", "/v1/credentials/{credential_id}/reissue"),
    ("post", "/v1/recipients/{recipient_id}/erase"),
}
VC_API = {
    ("post", "/vc-api/issuers/{instance}/credentials/issue"),
    ("post", "/vc-api/credentials/status"),
    ("get", "/vc-api/credentials/{credential_id}"),
    ("delete", "/vc-api/credentials/{credential_id}"),
    ("post", "/vc-api/status-lists"),
}
"""What of the VC-API asks for a key; of issuing, an instance that is not open or not there."""
BAKED = ("post", "/v1/credentials/{credential_id}/baked")
READING_POSTS = {("post", "/v1/achievements/{achievement_id}/validate"), ("post", "/v1/rules/test"), BAKED}
BODIES: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("post", "/v1/credentials"): order_body(),
    ("post", "/v1/integrations"): {"slug": "another", "kind": "moodle"},
    ("patch", "/v1/integrations/{integration_id}"): {"mapping": {"person.name": "/name"}},
    ("post", "/v1/rules"): {"integration": "school", "course": "7", "achievement": "stitching"},
    ("post", "/v1/rules/test"): {"integration": "school", "payload": {"eventname": "x"}},
    ("post", "/v1/credentials/{credential_id}/suspend"): because(),
    ("post", "/v1/credentials/{credential_id}/reinstate"): because(),
    ("post", "/v1/credentials/{credential_id}/revoke"): because(),
    ("post", "/v1/credentials/{credential_id}/reissue"): correction(),
    ("post", "/v1/recipients/{recipient_id}/erase"): {"reason": "other"},
    ("post", "/vc-api/issuers/{instance}/credentials/issue"): {"credential": {}},
    ("post", "/vc-api/credentials/status"): {"credentialId": "urn:x", "credentialStatus": {"type": "x"}, "status": True},
    ("post", "/vc-api/status-lists"): {"instance": "nowhere"},
}
ENDING_LAST = ("post", "patch", "delete")
ONE_AFTER_THE_OTHER = ("suspend", "reinstate", "revoke", "reissue", "erase")
"""What ends a thing comes after what else is done with it."""

Route = tuple[str, str]
Ids = Mapping[str, str]
NOTHING: Ids = {}


def routes(stage: Stage) -> set[Route]:
    """Return method and path of every route under `/v1`."""
    paths = stage.app.openapi()["paths"]
    return {(method, path) for path, operations in paths.items() for method in operations if path.startswith("/v1/")}


def call(stage: Stage, route: Route, who: str | None = "lms", ids: Ids = NOTHING, headers: Ids | None = None) -> httpx.Response:
    method, path = route
    nothing = {"integration": "nowhere", "integration_id": "nothing", "rule_id": "rul_0", "event_id": "ine_0", "recipient_id": "rcp_0"}
    values = {"credential_id": "crd_0", "achievement_id": "nothing", "name": "ob3-jsonld", "instance": "nowhere", **nothing, **ids}
    body = BODIES.get(route)
    sent: Mapping[str, Any] = {"json": body, "headers": headers}
    if route == BAKED:
        sent = {"content": pictures.png(), "headers": {"Content-Type": "image/png", **(headers or {})}}
    answer: httpx.Response = stage.http(who).request(method, path.format(**values), **sent)
    return answer


def connected(stage: Stage) -> dict[str, str]:
    """Return the ids of an integration that is made now, of its rule, and of an event of it."""
    integration = stage.http().post("/v1/integrations", json={"slug": "school", "kind": "moodle"}).json()
    rule = stage.http().post("/v1/rules", json=BODIES["post", "/v1/rules"]).json()
    event = stage.http(None).post("/v1/inbox/school", json={"eventname": "x", "token": integration["token"]}).json()
    return {"integration_id": "school", "rule_id": rule["id"], "event_id": event["id"]}


def ids_of(issued: Mapping[str, Any]) -> dict[str, str]:
    """Return the ids that the answer to a request to issue tells."""
    return {"credential_id": issued["id"], "achievement_id": issued["achievement"]["id"], "recipient_id": issued["recipient"]}


def in_order(routes_to_call: set[Route]) -> list[Route]:
    def turn(route: Route) -> tuple[int, int, str]:
        method, path = route
        action = path.rpartition("/")[2]
        return (
            ENDING_LAST.index(method) if method in ENDING_LAST else -1,
            ONE_AFTER_THE_OTHER.index(action) if action in ONE_AFTER_THE_OTHER else -1,
            path,
        )

    return sorted(routes_to_call, key=turn)


def test_every_route_but_verifying_is_listed_here_as_mutating_or_reading(shared_stage: Stage) -> None:
    writing = {route for route in routes(shared_stage) if route[0] != "get"}

    assert writing == MUTATING | READING_POSTS | OPEN_TO_ALL


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic c2s6",
        "sk_test_abc",
        "Bearer sk_test_abc",
        "Bearer nothing",
        "Bearer " + "a" * 5_000,
        "Bearer {unknown}",
    ],
)
def test_nobody_comes_in_without_a_key_that_is_known(shared_stage: Stage, authorization: str | None) -> None:
    headers = {"Authorization": authorization.format(unknown=make_key(Mode.TEST))} if authorization is not None else {}

    for route in routes(shared_stage) - OPEN_TO_ALL:
        answer = call(shared_stage, route, who=None, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated"), route
        assert answer.headers["www-authenticate"] == 'Bearer realm="proscenium"'


def test_a_key_in_other_characters_is_unknown(shared_stage: Stage) -> None:
    answer = shared_stage.http(None).get("/v1/credentials", headers=[("Authorization", "Bearer sk_test_ä".encode())])

    assert answer.status_code == 401


def test_a_mistyped_key_is_refused_without_a_look_at_the_database(quick_stage: Stage) -> None:
    key = quick_stage.stock.api_keys["lms"]
    mistyped = key[:-1] + ("A" if key[-1] != "A" else "B")
    other = quick_stage.again()
    other.close()

    assert other.http(None).get("/v1/credentials", headers={"Authorization": f"Bearer {mistyped}"}).status_code == 401


def test_a_revoked_key_opens_nothing_from_that_moment_on(stage: Stage) -> None:
    table = metadata.tables["client_secret"]
    revoked_at = stage.clock.moment
    stage.execute(update(table).where(table.c.client_id == stage.client().id).values(revoked_at=revoked_at))

    assert stage.http().get("/v1/credentials").status_code == 401


def test_an_expired_key_opens_nothing_from_that_moment_on(stage: Stage) -> None:
    table = metadata.tables["client_secret"]
    stage.clock.move(hours=1)
    expires_at = stage.clock.moment
    stage.execute(update(table).where(table.c.client_id == stage.client().id).values(expires_at=expires_at))

    assert stage.http().get("/v1/credentials").status_code == 401
    stage.clock.move(seconds=-1)
    assert stage.http().get("/v1/credentials").status_code == 200


def test_a_key_without_the_right_is_told_which(shared_stage: Stage) -> None:
    told = set()
    for route in (routes(shared_stage) - OPEN_TO_ALL) | VC_API:
        answer = call(shared_stage, route, who="nobody")
        assert (answer.status_code, answer.json()["code"]) == (403, "not-permitted"), route
        told |= {scope for scope in SCOPES if scope in answer.json()["detail"]}

    assert told == set(SCOPES)


@pytest.mark.parametrize("missing", SCOPES)
def test_each_route_asks_for_its_right_and_no_other(quick_stage: Stage, missing: str) -> None:
    actor = operator_actor(quick_stage.client().tenant_id)
    _, key = create_client(quick_stage.installation, actor, NewClient(missing, Mode.TEST, frozenset(SCOPES) - {missing}))

    for route in routes(quick_stage) - OPEN_TO_ALL:
        answer = call(quick_stage, route, who=None, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code != 401
        assert (answer.status_code == 403) is (f"lacks the scope {missing}" in answer.json().get("detail", ""))


def test_another_tenants_things_are_not_there(stage: Stage) -> None:
    issued = stage.issued()
    ids = {**ids_of(issued), **connected(stage)}

    for route in in_order(routes(stage) - OPEN_TO_ALL):
        if "{" in route[1]:
            theirs = call(stage, route, who="orchestra", ids=ids)
            nobodys = call(stage, route, who="orchestra")
            assert (theirs.status_code, theirs.json()["code"]) == (404, "not-found"), route
            assert nobodys.status_code == 404, route
            assert call(stage, route, ids=ids).status_code in {200, 201, 204, 409}, route


def test_another_tenants_achievement_is_not_there_under_its_slug_either(quick_stage: Stage) -> None:
    for method, path in (("get", ""), ("post", "/validate"), ("post", "/publish")):
        assert quick_stage.http("orchestra").request(method, f"/v1/achievements/stitching{path}").status_code == 404


def test_whatever_is_changed_is_audited_with_actor_and_request(stage: Stage) -> None:
    complete_draft(stage)
    ids = {**ids_of(stage.issued(source_ref="course:9")), **connected(stage), "achievement_id": DRAFT}
    table = metadata.tables["audit_event"].c

    for route in in_order(MUTATING):
        answer = call(stage, route, ids=ids)
        assert answer.status_code in {200, 201, 204}, answer.text
        events = stage.select(select(table.actor_kind, table.actor_id).where(table.request_id == answer.headers["x-request-id"]))
        assert set(events) == {("client", stage.client().id)}, route


def test_what_only_reads_leaves_no_event(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    quick_stage.http(None).get(issued["status"]["list"])
    before = quick_stage.row_counts()

    for route in routes(quick_stage) - MUTATING:
        call(quick_stage, route, ids={"credential_id": issued["id"], "achievement_id": "stitching"})

    assert quick_stage.row_counts() == before
