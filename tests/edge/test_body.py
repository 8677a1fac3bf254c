"""Bodies are read no further than they may be."""

import asyncio
from collections.abc import Iterable

import pytest
from starlette.requests import Request
from starlette.types import Message

from app.edge.body import media_type_of, read_capped
from app.errors import TooLarge


class Sender:
    """A client that sends chunk after chunk, and how many were taken from it."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.taken = 0

    async def receive(self) -> Message:
        """Return the next chunk."""
        chunk = next(self._chunks, None)
        self.taken += chunk is not None
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}


def request_of(sender: Sender, **headers: str) -> Request:
    sent = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "headers": sent}, sender.receive)


def read(sender: Sender, limit: int, **headers: str) -> bytes:
    return asyncio.run(read_capped(request_of(sender, **headers), limit))


def test_a_body_of_just_the_limit_is_read() -> None:
    assert read(Sender([b"abc", b"", b"de"]), 5) == b"abcde"
    assert read(Sender([b"abcde"]), 5, content_length="5") == b"abcde"
    assert read(Sender([]), 0, content_length="0") == b""


def test_a_body_that_says_it_is_larger_is_not_touched() -> None:
    sender = Sender([b"a"] * 100)

    with pytest.raises(TooLarge, match="6 bytes"):
        read(sender, 5, content_length="6")
    assert sender.taken == 0


def test_a_body_that_turns_out_larger_is_left_at_once() -> None:
    sender = Sender([b"ab"] * 1_000)

    with pytest.raises(TooLarge):
        read(sender, 5)
    assert sender.taken == 3


@pytest.mark.parametrize("declared", ["", "-1", "5x", "²", "1e3", " "])
def test_a_length_that_is_no_number_is_not_believed(declared: str) -> None:
    assert read(Sender([b"abc"]), 5, content_length=declared) == b"abc"


@pytest.mark.parametrize("declared", ["9" * 19, "9" * 6_000, "000000006"])
def test_a_length_of_many_digits_is_larger_than_any_limit(declared: str) -> None:
    with pytest.raises(TooLarge) as refused:
        read(Sender([b"abc"]), 5, content_length=declared)
    assert len(refused.value.detail) < 100


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("application/json", "application/json"),
        (" Application/JSON ; charset=utf-8", "application/json"),
        (";", ""),
        ("", ""),
    ],
)
def test_a_media_type_is_read_without_parameters(header: str, expected: str) -> None:
    assert media_type_of(request_of(Sender([]), content_type=header)) == expected


def test_no_media_type_is_an_empty_one() -> None:
    assert media_type_of(request_of(Sender([]))) == ""
