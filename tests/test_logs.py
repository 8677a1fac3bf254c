"""Who is marked leaves no mark: name, e-mail address and token go through every route, and no line has them, whatever became of it."""

import io
import json
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import Route

from app.edge.logs import LIBRARIES, start_logs
from tests.edge.test_problems import broken
from tests.installations import Stage, TestClient, quick_stage, sqlite_template, stocked_sqlite
from tests.theatre import order_body

__all__ = ["quick_stage", "sqlite_template", "stocked_sqlite"]

NAME, EMAIL, TOKEN = "Marker Markowitz", "marker@markowitz.example", "markertoken"
MARKS = ("marker", "markowitz")
BODIES: Mapping[str, bytes] = {
    "application/json": json.dumps(
        order_body(recipient={"name": NAME, "email": EMAIL}, note=NAME, authority=EMAIL, token=TOKEN, url=f"https://{TOKEN}.invalid/")
    ).encode(),
    "application/x-www-form-urlencoded": f"url=https%3A%2F%2F{TOKEN}.invalid&name={EMAIL}&csrf={TOKEN}".encode(),
    "text/plain": f"{TOKEN}.{TOKEN}.{TOKEN}".encode(),
}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All that is logged, at the most talkative level; afterwards the loggers are as they were."""
    names = ("", "app", *LIBRARIES)
    before = {name: (logging.getLogger(name).handlers, logging.getLogger(name).level) for name in names}
    stream = io.StringIO()
    start_logs("debug", readable=False, stream=stream)
    yield stream
    for name, (handlers, level) in before.items():
        logging.getLogger(name).handlers = handlers
        logging.getLogger(name).setLevel(level)


def routes(stage: Stage) -> list[tuple[str, str]]:
    """Every method and template that is served."""
    found = (route for route in iter_route_contexts(stage.app.routes) if isinstance(route.original_route, Route))
    return sorted({(method, str(route.path)) for route in found for method in route.methods or ()})


def send_marks(client: TestClient, method: str, template: str) -> None:
    """Ask for a route with the marks wherever something can be put."""
    path = re.sub(r"\{[^}]+\}", TOKEN, template)
    for media_type, body in BODIES.items():
        headers = {"Content-Type": media_type, "User-Agent": NAME, "Referer": f"https://{TOKEN}.invalid/", "X-Forwarded-For": TOKEN}
        query: dict[str, Any] = {"token": TOKEN, "q": NAME, "email": EMAIL}
        client.request(method, path, params=query, content=body, headers={**headers, "Cookie": f"__Host-desk={TOKEN}; desk={TOKEN}"})


def marked(lines: io.StringIO) -> list[str]:
    """The lines that have a mark."""
    return [line for line in lines.getvalue().splitlines() if any(mark in line.lower() for mark in MARKS)]


@pytest.mark.parametrize("who", ["lms", None])
def test_no_route_logs_what_it_was_sent(quick_stage: Stage, lines: io.StringIO, who: str | None) -> None:
    for method, template in routes(quick_stage):
        send_marks(quick_stage.http(who), method, template)

    told = {json.loads(line)["route"] for line in lines.getvalue().splitlines() if '"request"' in line}
    assert {template for _, template in routes(quick_stage)} <= told
    assert not marked(lines)


def test_what_is_issued_read_and_shown_is_not_logged(quick_stage: Stage, lines: io.StringIO) -> None:
    issued = quick_stage.issued(recipient={"name": NAME, "email": EMAIL, "external_id": TOKEN}, source_ref=f"course:{TOKEN}")
    client = quick_stage.http()
    for link in issued["links"].values():
        assert client.get(link).status_code == 200
    client.get("/v1/credentials", params={"q": NAME})
    client.post(f"/v1/credentials/{issued['id']}/revoke", json={"reason": "issued_in_error", "note": NAME})

    assert len(lines.getvalue().splitlines()) >= 6
    assert not marked(lines)
    assert issued["links"]["public"].rpartition("/")[2] not in lines.getvalue()


def test_a_request_is_told_by_who_asked_for_what_and_how_it_ended(quick_stage: Stage, lines: io.StringIO) -> None:
    answer = quick_stage.issue(recipient={"name": NAME})

    (line,) = (json.loads(each) for each in lines.getvalue().splitlines())
    assert line["milliseconds"] >= 0
    assert {name: line[name] for name in ("event", "method", "route", "status", "request_id", "client_id")} == {
        "event": "request",
        "method": "POST",
        "route": "/v1/credentials",
        "status": answer.status_code,
        "request_id": answer.headers["x-request-id"],
        "client_id": quick_stage.client().id,
    }


def test_who_asks_from_where_and_with_what_is_not_told(quick_stage: Stage, lines: io.StringIO) -> None:
    quick_stage.http(None).get("/verify", headers={"User-Agent": NAME})

    assert "testclient" not in lines.getvalue()
    assert not marked(lines)


def test_a_mistake_of_ours_is_told_by_type_and_place(quick_stage: Stage, lines: io.StringIO) -> None:
    faulty = TestClient(quick_stage.again(clock=broken).app, raise_server_exceptions=False)

    key = quick_stage.stock.api_keys["lms"]
    answer = faulty.post("/v1/credentials", content=BODIES["application/json"], headers={"Authorization": f"Bearer {key}"})

    request, failure = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (failure["event"], failure["error"], failure["level"]) == ("request failed", "builtins.RuntimeError", "error")
    assert any(frame.startswith("services/api_keys.py:") for frame in failure["frames"])
    assert failure["request_id"] == request["request_id"] == answer.headers["x-request-id"]
    assert request["status"] == 500
    assert "secret" not in lines.getvalue()
    assert key not in lines.getvalue()
    assert not marked(lines)


def test_how_a_request_ended_is_told_as_a_number(quick_stage: Stage, lines: io.StringIO) -> None:
    told = io.StringIO()
    start_logs("info", readable=True, stream=told)

    quick_stage.http(None).post("/verify", files={"text": (None, b"hello")})

    assert "status=422" in told.getvalue()
    assert not lines.getvalue()
