"""A body that does not come is not waited for."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from app.edge.body_time import BodyTime
from app.errors import TooSlow
from tests.edge.limited import Limited
from tests.installations import Stage

FOR_EVER = 3_600


def read(messages: Sequence[Message], seconds: float, times: int = 1) -> list[bytes]:
    """Return what a reader gets, who reads that often from a sender that says nothing more after its messages."""
    found: list[bytes] = []
    left = list(messages)

    async def reader(_scope: Scope, receive: Receive, _send: Send) -> None:
        found.extend([(await receive()).get("body", b"gone") for _ in range(times)])

    async def receive() -> Message:
        if not left:
            await asyncio.sleep(FOR_EVER)
        return left.pop(0)

    async def send(_: Message) -> None:
        raise AssertionError

    asyncio.run(BodyTime(reader, seconds)({"type": "http"}, receive, send))
    return found


def test_a_body_that_comes_is_read() -> None:
    pieces: list[Message] = [{"type": "http.request", "body": b"a", "more_body": True}, {"type": "http.request", "body": b"b"}]

    assert read(pieces, FOR_EVER, times=2) == [b"a", b"b"]


@pytest.mark.parametrize("begun", [0, 1])
def test_a_body_that_does_not_come_is_given_up(begun: int) -> None:
    pieces: list[Message] = [{"type": "http.request", "body": b"a", "more_body": True}] * begun

    with pytest.raises(TooSlow, match=r"0\.01 seconds"):
        read(pieces, 0.01, times=2)


def test_who_waits_for_the_caller_to_go_away_waits_as_long_as_it_takes() -> None:
    whole: list[Message] = [{"type": "http.request", "body": b"a"}, {"type": "http.disconnect"}]

    assert read(whole, -1.0, times=0) == []
    assert read(whole, FOR_EVER, times=2) == [b"a", b"gone"]


def test_the_caller_is_told_and_the_connection_closed(shared_stage: Stage) -> None:
    app = Limited(shared_stage, body_seconds=0.05).app
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(FOR_EVER)
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        **Request({"type": "http", "method": "POST", "path": "/v1/verifications", "query_string": b""}).scope,
        "headers": [(b"content-type", b"application/json")],
        "client": None,
        "server": ("localhost", 80),
        "scheme": "http",
        "http_version": "1.1",
    }
    asyncio.run(app(scope, receive, send))

    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]
    assert b'"request-timeout"' in sent[1]["body"]
