"""The headers of every answer, whoever made it."""

from collections.abc import Mapping

import pytest

from app.edge.answer_headers import is_open
from app.main import application
from tests.edge.limited import Limited
from tests.edge.test_problems import broken
from tests.installations import PUBLIC_URL, Stage, TestClient

EVERY_KIND = (
    "/",
    "/verify",
    "/docs",
    "/openapi.json",
    "/v1/nothing",
    "/v1/credentials",
    "/admin",
    "/static/style.css",
    "/readyz",
    "/c/none",
)
LOCKED = "default-src 'none'; frame-ancestors 'none'"


def headers_of(stage: Stage, path: str, method: str = "GET", who: str | None = None) -> Mapping[str, str]:
    return dict(stage.http(who).request(method, path, headers={"Origin": "https://elsewhere.example"}).headers)


@pytest.mark.parametrize("path", EVERY_KIND)
def test_no_answer_is_sniffed_framed_or_tells_where_one_came_from(shared_stage: Stage, path: str) -> None:
    headers = headers_of(shared_stage, path)

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize("path", ["/v1/nothing", "/openapi.json", "/.well-known/did.json", "/healthz"])
def test_what_machines_read_does_nothing_in_a_browser(shared_stage: Stage, path: str) -> None:
    assert headers_of(shared_stage, path)["content-security-policy"] == LOCKED


def test_only_the_documentation_runs_scripts(shared_stage: Stage) -> None:
    scripted = {path for path in EVERY_KIND if "script-src" in headers_of(shared_stage, path)["content-security-policy"]}

    assert scripted == {"/docs"}


def test_a_mistake_of_ours_has_them_too(quick_stage: Stage) -> None:
    faulty = TestClient(quick_stage.again(clock=broken).app, raise_server_exceptions=False)

    answer = faulty.get("/v1/credentials", headers={"authorization": f"Bearer {quick_stage.stock.api_keys['lms']}"})

    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == LOCKED


def test_without_tls_nobody_is_told_to_insist_on_it(quick_stage: Stage) -> None:
    plain = quick_stage.again(public_url="http://localhost:8000")

    assert "strict-transport-security" not in plain.http(None).get("/healthz").headers


@pytest.mark.parametrize(
    "path", ["/.well-known/did.json", "/issuers/academy/did.json", "/status/none", "/achievements/stitching/v1", "/openapi.json"]
)
def test_pages_of_any_origin_may_read_what_is_public(shared_stage: Stage, path: str) -> None:
    headers = headers_of(shared_stage, path)

    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize(
    ("method", "path", "who"),
    [
        ("GET", "/admin", None),
        ("POST", "/admin/leave", None),
        ("GET", "/v1/credentials", None),
        ("GET", "/v1/credentials", "lms"),
        ("POST", "/v1/credentials", "lms"),
        ("GET", "/v1/nothing", None),
        ("GET", "/metrics", None),
        ("POST", "/status/none", None),
    ],
)
def test_nothing_else_may_be_read_from_another_origin(shared_stage: Stage, method: str, path: str, who: str | None) -> None:
    assert "access-control-allow-origin" not in headers_of(shared_stage, path, method, who)


def test_verifications_are_open_also_where_they_are_refused(shared_stage: Stage) -> None:
    assert headers_of(shared_stage, "/v1/verifications", "POST")["access-control-allow-origin"] == "*"
    assert is_open("OPTIONS", "/v1/verifications")
    assert not is_open("GET", "/v1/verifications/")


@pytest.mark.parametrize(
    "path", ["/v1/achievements", "/v1/credentials", "/.well-known/did.json", "/healthz", "/readyz", "/", "/v1/nothing"]
)
def test_head_is_answered_as_get_without_its_body(shared_stage: Stage, path: str) -> None:
    client = shared_stage.http("lms")
    get, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]
    assert head.headers["content-length"] == get.headers["content-length"]


def test_head_is_refused_where_there_is_nothing_to_get(shared_stage: Stage) -> None:
    answer = shared_stage.http(None).head("/v1/verifications")

    assert answer.status_code == 405
    assert "HEAD" not in answer.headers["allow"]


def test_the_api_leads_to_whole_addresses(quick_stage: Stage) -> None:
    answer = quick_stage.issue()

    assert answer.headers["location"] == f"{PUBLIC_URL}/v1/credentials/{answer.json()['id']}"


def test_starting_and_stopping_passes_unchanged(shared_stage: Stage) -> None:
    with TestClient(application(shared_stage.again().installation)) as client:
        assert client.get("/healthz").status_code == 200


def test_a_limited_answer_may_be_understood_by_pages_of_any_origin(shared_stage: Stage) -> None:
    answer = Limited(shared_stage, address_rate="1/day").caller().post("/v1/verifications")

    assert "RateLimit" in answer.headers["access-control-expose-headers"]
