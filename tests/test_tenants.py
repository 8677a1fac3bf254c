"""Two tenants, every route: what one has is not there for the other. What is public stands here by name, with the reason why.

A new route fails the first test until it has its place in one of the two lists.
"""

from collections.abc import Iterator, Mapping

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from app.web.desk.access import LEAST_ROLE
from tests.changing import because, correction
from tests.installations import Stage, shared_stage, sqlite_template, stocked_sqlite
from tests.tenancy import NOTHING, Attempt, Theirs, everything_of_theirs, send, theirs, told
from tests.theatre import DRAFT, order_body

__all__ = ["shared_stage", "sqlite_template", "stocked_sqlite", "theirs"]

PAGE = "a page about the service itself"
TRUST = "whoever verifies a credential needs it, and it names nobody"
CATALOGUE = "what is published is for everybody; drafts are not there"
HOLDER = "the learner's link: who has the public id may see page and verdict, who has the holder token the files"
VERIFIER = "anybody may verify what they hold; nothing is kept"
DESK = "its own way in: a one-time link, then a session; both are of one tenant (tests/test_tenants_desk.py)"
INBOX = "the integration's own token, which opens this one address (tests/services/test_inbox.py)"
OPERATION = "whether the process runs, and nothing else"

PUBLIC: Mapping[str, str] = {
    "GET /": PAGE,
    "GET /docs": PAGE,
    "GET /docs/oauth2-redirect": PAGE,
    "GET /openapi.json": PAGE,
    "GET /problems/{code}": PAGE,
    "GET /static/{name}": PAGE,
    "GET /static-offline-docs": PAGE,
    "GET /healthz": OPERATION,
    "GET /readyz": OPERATION,
    "GET /metrics": OPERATION,
    "GET /.well-known/did.json": TRUST,
    "GET /issuers/{slug}/did.json": TRUST,
    "GET /issuers/{slug}/keys/{kid}": TRUST,
    "GET /issuers/{slug}/seals/{kid}": TRUST,
    "GET /status/{list_id}": TRUST,
    "GET /achievements/{slug}": CATALOGUE,
    "GET /achievements/{slug}/{version}": CATALOGUE,
    "GET /c/{public_id}": HOLDER,
    "GET /c/{public_id}/qr.svg": HOLDER,
    "GET /c/{public_id}/ob3.json": HOLDER,
    "GET /c/{public_id}/ob3.jwt": HOLDER,
    "GET /c/{public_id}/edc.jsonld": HOLDER,
    "GET /c/{public_id}/certificate.pdf": HOLDER,
    "GET /c/{public_id}/badge.png": HOLDER,
    "GET /c/{public_id}/badge.svg": HOLDER,
    "GET /verify": VERIFIER,
    "POST /verify": VERIFIER,
    "OPTIONS /v1/verifications": VERIFIER,
    "POST /v1/verifications": VERIFIER,
    "POST /vc-api/credentials/verify": VERIFIER,
    "POST /vc-api/credentials/derive": VERIFIER,
    "POST /vc-api/presentations/verify": VERIFIER,
    "POST /vc-api/challenges": VERIFIER,
    "GET /vc-api/status-lists/{list_id}": TRUST,
    "POST /v1/inbox/{integration}": INBOX,
    "GET /admin/enter/{token}": DESK,
    "POST /admin/enter/{token}": DESK,
    **dict.fromkeys(LEAST_ROLE, DESK),
}


CHANGES = ("revoke", "suspend", "reinstate")
_ONE = "POST /v1/credentials/{credential_id}"
_SEEN = {"If-Match": '"0"'}
_UNSIGNED = {"credential": {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]}}
_ISSUE = "POST /vc-api/issuers/{instance}/credentials/issue"
_ENTRY = {"credentialStatus": {"type": "BitstringStatusListEntry"}, "status": True}

ATTEMPTS = (
    Attempt("POST /v1/credentials", "/v1/credentials", 422, order_body(achievement="{slug}")),
    Attempt("POST /v1/credentials", "/v1/credentials", 422, order_body(achievement="{achievement_id}")),
    Attempt("POST /v1/credentials", "/v1/credentials", 422, order_body(achievement="{slug}"), {"Idempotency-Key": "the-same"}),
    Attempt("GET /v1/credentials", "/v1/credentials", 200),
    Attempt("GET /v1/credentials", "/v1/credentials?achievement={slug}", 200),
    Attempt("GET /v1/credentials", "/v1/credentials?achievement={achievement_id}", 200),
    Attempt("GET /v1/credentials", "/v1/credentials?source_ref={source_ref}", 200),
    Attempt("GET /v1/credentials", "/v1/credentials?q={learner}", 200),
    Attempt("GET /v1/credentials", "/v1/credentials?after={after}", 200),
    Attempt("GET /v1/credentials", "/v1/credentials?after={credential_id}", 200),
    Attempt("GET /v1/credentials/{credential_id}", "/v1/credentials/{credential_id}"),
    Attempt("GET /v1/credentials/{credential_id}", "/v1/credentials/{public_id}"),
    Attempt("GET /v1/credentials/{credential_id}", "/v1/credentials/{award_id}"),
    Attempt("GET /v1/credentials/{credential_id}/representations/{name}", "/v1/credentials/{credential_id}/representations/ob3-jsonld"),
    Attempt("GET /v1/credentials/{credential_id}/representations/{name}", "/v1/credentials/{credential_id}/representations/ob3-jwt"),
    Attempt("GET /v1/credentials/{credential_id}/representations/{name}", "/v1/credentials/{credential_id}/representations/edc"),
    Attempt("GET /v1/credentials/{credential_id}/representations/{name}", "/v1/credentials/{credential_id}/representations/pdf"),
    Attempt(f"{_ONE}/baked", "/v1/credentials/{credential_id}/baked", headers={"Content-Type": "image/png"}),
    Attempt(f"{_ONE}/baked", "/v1/credentials/{credential_id}/baked?representation=ob3-jwt", headers={"Content-Type": "image/svg+xml"}),
    Attempt(f"{_ONE}/baked", "/v1/credentials/{public_id}/baked", headers={"Content-Type": "image/png"}),
    *(Attempt(f"{_ONE}/{action}", f"/v1/credentials/{{credential_id}}/{action}", json=because()) for action in CHANGES),
    *(Attempt(f"{_ONE}/{action}", f"/v1/credentials/{{credential_id}}/{action}", 404, because(), _SEEN) for action in CHANGES),
    Attempt(f"{_ONE}/revoke", "/v1/credentials/{credential_id}/revoke", 404, because(), {"Idempotency-Key": "the-same"}),
    Attempt(f"{_ONE}/reissue", "/v1/credentials/{credential_id}/reissue", json=correction()),
    Attempt(f"{_ONE}/reissue", "/v1/credentials/{credential_id}/reissue", 404, correction(), _SEEN),
    Attempt(f"{_ONE}/reissue", "/v1/credentials/{credential_id}/reissue", 404, correction(), {"Idempotency-Key": "the-same"}),
    Attempt("GET /v1/achievements", "/v1/achievements", 200),
    Attempt("GET /v1/achievements/{achievement_id}", "/v1/achievements/{slug}"),
    Attempt("GET /v1/achievements/{achievement_id}", "/v1/achievements/{achievement_id}"),
    Attempt("GET /v1/achievements/{achievement_id}", "/v1/achievements/{draft}"),
    Attempt("POST /v1/achievements/{achievement_id}/validate", "/v1/achievements/{slug}/validate"),
    Attempt("POST /v1/achievements/{achievement_id}/validate", "/v1/achievements/{draft}/validate"),
    Attempt("POST /v1/achievements/{achievement_id}/publish", "/v1/achievements/{slug}/publish"),
    Attempt("POST /v1/achievements/{achievement_id}/publish", "/v1/achievements/{draft}/publish"),
    Attempt("GET /v1/integrations", "/v1/integrations", 200),
    Attempt("POST /v1/integrations", "/v1/integrations", 422, {"slug": "strange", "kind": "moodle", "client": "{client_id}"}),
    Attempt("PATCH /v1/integrations/{integration_id}", "/v1/integrations/{integration}", json={"mapping": {"person.name": "/name"}}),
    Attempt("DELETE /v1/integrations/{integration_id}", "/v1/integrations/{integration}"),
    Attempt("POST /v1/integrations/{integration_id}/token", "/v1/integrations/{integration}/token"),
    Attempt("GET /v1/rules", "/v1/rules", 200),
    Attempt("GET /v1/rules", "/v1/rules?integration={integration}"),
    Attempt("POST /v1/rules", "/v1/rules", 404, {"integration": "{integration}", "course": "7", "achievement": "tuning"}),
    Attempt("POST /v1/rules/test", "/v1/rules/test", 404, {"integration": "{integration}", "payload": {}}),
    Attempt("DELETE /v1/rules/{rule_id}", "/v1/rules/{rule_id}"),
    Attempt("GET /v1/inbox-events", "/v1/inbox-events", 200),
    Attempt("GET /v1/inbox-events", "/v1/inbox-events?integration={integration}", 200),
    Attempt("GET /v1/inbox-events", "/v1/inbox-events?after={event_id}", 200),
    Attempt("GET /v1/inbox-events/{event_id}", "/v1/inbox-events/{event_id}"),
    Attempt("POST /v1/inbox-events/{event_id}/replay", "/v1/inbox-events/{event_id}/replay"),
    Attempt("GET /v1/recipients/{recipient_id}/export", "/v1/recipients/{recipient_id}/export"),
    Attempt("POST /v1/recipients/{recipient_id}/erase", "/v1/recipients/{recipient_id}/erase", json={"reason": "other"}),
    Attempt(_ISSUE, "/vc-api/issuers/{instance}/credentials/issue", json=_UNSIGNED),
    Attempt("POST /vc-api/credentials/status", "/vc-api/credentials/status", json={"credentialId": "{issuance}", **_ENTRY}),
    Attempt("POST /vc-api/credentials/status", "/vc-api/credentials/status", json={"credentialId": "{vc_id}", **_ENTRY}),
    Attempt("GET /vc-api/credentials/{credential_id:path}", "/vc-api/credentials/{issuance}"),
    Attempt("GET /vc-api/credentials/{credential_id:path}", "/vc-api/credentials/{vc_id}"),
    Attempt("DELETE /vc-api/credentials/{credential_id:path}", "/vc-api/credentials/{issuance}"),
    Attempt("DELETE /vc-api/credentials/{credential_id:path}", "/vc-api/credentials/{vc_id}"),
    Attempt("POST /vc-api/status-lists", "/vc-api/status-lists", json={"instance": "{instance}"}),
    Attempt("GET /v1/audit-events", "/v1/audit-events", 200),
    Attempt("GET /v1/audit-events", "/v1/audit-events?object={credential_id}", 200),
    Attempt("GET /v1/audit-events", "/v1/audit-events?object={key_id}", 200),
    Attempt("GET /v1/audit-events", "/v1/audit-events?actor={client_id}", 200),
    Attempt("GET /v1/audit-events", "/v1/audit-events?actor={person_id}", 200),
    Attempt("GET /v1/audit-events", "/v1/audit-events?after={audit_id}", 200),
    Attempt("GET /v1/audit-events", "/v1/audit-events?object={recipient_id}&object_kind=recipient", 200),
)
GUARDED = frozenset(attempt.route for attempt in ATTEMPTS)


def test_every_route_is_public_for_a_reason_or_asks_for_a_key(shared_stage: Stage) -> None:
    there = set(routes(shared_stage))

    assert not PUBLIC.keys() & GUARDED
    assert there == PUBLIC.keys() | GUARDED


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.path)
def test_what_a_tenant_has_is_not_there_for_another(shared_stage: Stage, theirs: Theirs, attempt: Attempt) -> None:
    before = shared_stage.row_counts(), everything_of_theirs(shared_stage)

    answer = send(shared_stage, "orchestra", attempt, theirs.names)
    nothing = send(shared_stage, "orchestra", attempt, NOTHING)

    assert answer.status_code == attempt.status
    assert not {secret for secret in theirs.secrets if secret in answer.text} - attempt.sent(theirs.names)
    if "after=" not in attempt.path:  # a cursor is a position among one's own, and no name
        assert told(answer, theirs.names) == told(nothing, NOTHING)
    assert (shared_stage.row_counts(), everything_of_theirs(shared_stage)) == before


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.path)
@pytest.mark.parametrize("who", [None, "nobody"], ids=["without a key", "with a key for nothing"])
def test_a_guarded_route_says_nothing_to_who_may_not(shared_stage: Stage, theirs: Theirs, attempt: Attempt, who: str | None) -> None:
    answer = send(shared_stage, who, attempt, theirs.names)

    assert answer.status_code == (401 if who is None else 403)
    assert not {secret for secret in theirs.secrets if secret in answer.text}


def test_an_idempotency_key_is_one_clients_own(shared_stage: Stage, theirs: Theirs) -> None:
    body = order_body(achievement="tuning")

    answer = shared_stage.http("orchestra").post("/v1/credentials", json=body, headers={"Idempotency-Key": "the-same"})

    assert answer.status_code == 201
    assert answer.json()["id"] != theirs.credential["id"]
    assert answer.json()["recipient"] != theirs.credential["recipient"]


@pytest.mark.parametrize("file", ["ob3.json", "ob3.jwt", "edc.jsonld", "certificate.pdf", "badge.png", "badge.svg"])
@pytest.mark.parametrize("token", ["", "x" * 43, "{other_token}"])
def test_a_file_is_not_there_without_its_own_token(shared_stage: Stage, theirs: Theirs, file: str, token: str) -> None:
    answer = shared_stage.http(None).get(f"/c/{theirs.names['public_id']}/{file}", params={"token": token.format_map(theirs.names)})

    assert answer.status_code == 404
    assert "Ada" not in answer.text


@pytest.mark.parametrize("path", [f"/achievements/{DRAFT}", f"/achievements/{DRAFT}/v1"])
def test_a_draft_is_not_there_for_the_public(shared_stage: Stage, path: str) -> None:
    assert shared_stage.http(None).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/c/{public_id}", "/c/{public_id}/qr.svg", "/verify?url=/c/{public_id}", "/achievements/{slug}/v1"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_public_page_has_neither_addresses_nor_inner_ids(shared_stage: Stage, theirs: Theirs, path: str, accept: str) -> None:
    answer = shared_stage.http(None).get(path.format_map(theirs.names), headers={"Accept": accept})

    assert answer.status_code == 200
    private = {"ada@example.org", theirs.credential["recipient"], theirs.names["holder_token"], theirs.names["credential_id"]}
    assert not {secret for secret in private if secret in answer.text}


def routes(stage: Stage) -> Iterator[str]:
    """Yield every route that the application has, each method by itself; HEAD is GET without its body."""
    for route in iter_route_contexts(stage.app.routes):
        methods = ["GET"] if isinstance(route.original_route, Mount) else sorted(route.methods or ())
        yield from (f"{method} {route.path}" for method in methods if method != "HEAD")
