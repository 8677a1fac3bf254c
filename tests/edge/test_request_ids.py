"""Each request has an id of ours; the caller's own is never trusted."""

import asyncio
from typing import Any

from starlette.requests import Request

from app.edge.authentication import request_id_of
from app.edge.request_ids import RequestIds
from tests.installations import Stage


def test_every_answer_bears_an_id_of_its_own(quick_stage: Stage) -> None:
    paths = ("/healthz", "/v1/nothing", "/v1/credentials", "/", "/static/nothing", "/.well-known/did.json", "/docs")

    ids = [quick_stage.http(None).get(path).headers.get_list("x-request-id") for path in paths]

    assert all(len(each) == 1 and each[0].startswith("req_") for each in ids)
    assert len({each[0] for each in ids}) == len(paths)


def test_the_callers_own_id_is_not_taken(quick_stage: Stage) -> None:
    answer = quick_stage.http(None).get("/v1/nothing", headers={"X-Request-Id": "mine"})

    assert "mine" not in answer.headers["x-request-id"]
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_what_is_no_request_passes_unchanged() -> None:
    seen: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.extend((scope, receive, send))

    passed: list[Any] = [{"type": "lifespan"}, print, repr]
    asyncio.run(RequestIds(application)(*passed))

    assert seen == passed
    assert seen[0] == {"type": "lifespan"}


def test_a_request_that_did_not_pass_here_has_no_id() -> None:
    assert request_id_of(Request({"type": "http", "headers": []})) is None
