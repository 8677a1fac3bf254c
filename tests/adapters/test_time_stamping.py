"""Time-stamps: asked for over HTTP of a local authority, and taken only when they hold and were asked for."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event

import pytest
from asn1crypto import tsp

from app.adapters.fetch import TIME_STAMP, Caller, HttpsTransport
from app.adapters.fetch.policy import DEFAULT_POLICY, FetchPolicy
from app.adapters.time_stamping import TimeStampAuthority
from app.crypto.time_stamps import time_stamp_of
from app.errors import AddressForbidden, TimeStampUnavailable, Unreachable
from tests.adapters.fetch.peers import PUBLIC_IP, MovedClock, ResolverInMemory
from tests.time_stamping import NOON, REPLY, LocalAuthority, refused, root_certificate, running_authority, stamped

URL = "http://stamps.example/tsr"
IMPRINT = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)}
COVERED = b"the signature of a seal"
HURRIED = replace(DEFAULT_POLICY, total_seconds=0.4, connect_seconds=0.2)


@pytest.fixture(scope="module")
def running() -> Iterator[LocalAuthority]:
    stamped(bytes(tsp.TimeStampReq({"version": "v1", "message_imprint": IMPRINT}).dump()))  # making its keys takes a second
    with running_authority() as authority:
        yield authority


@pytest.fixture
def local(running: LocalAuthority) -> LocalAuthority:
    running.answer, running.status, running.media_type, running.requests = stamped, 200, "application/timestamp-reply", []
    return running


Make = Callable[..., TimeStampAuthority]


@pytest.fixture
def asking(local: LocalAuthority) -> Iterator[Make]:
    """The authority as the service asks it: only name lookup and the way to loopback are replaced."""
    callers: list[Caller] = []

    def make(
        anchors: tuple[bytes, ...] = (), url: str = URL, ip: str = PUBLIC_IP, within: FetchPolicy = DEFAULT_POLICY
    ) -> TimeStampAuthority:
        resolver = ResolverInMemory({"stamps.example": (ip,)})
        caller = Caller(frozenset(), within, resolver, HttpsTransport(connect=local.connect), MovedClock())
        callers.append(caller)
        return TimeStampAuthority(url, lambda address, body: caller.post(address, body, TIME_STAMP), anchors)

    yield make
    for caller in callers:
        caller.close()


@pytest.mark.parametrize("anchored", [False, True])
def test_a_token_over_what_was_asked_comes_back(asking: Make, *, anchored: bool) -> None:
    anchors = (root_certificate(),) if anchored else ()

    token = asking(anchors).time_stamp(COVERED)

    made = time_stamp_of(token, COVERED, (root_certificate(),))
    assert (made.moment, made.trusted, made.authority) == (NOON, True, "Test time stamps")


def test_nothing_but_a_digest_goes_out_and_no_two_requests_are_the_same(asking: Make, local: LocalAuthority) -> None:
    authority = asking()

    first, second = (authority.time_stamp(COVERED) for _ in range(2))

    requests = [tsp.TimeStampReq.load(body) for _, body in local.requests]
    assert first != second
    assert {media_type for media_type, _ in local.requests} == {"application/timestamp-query"}
    assert len({request["nonce"].native for request in requests}) == 2
    assert all(
        request["cert_req"].native and request["message_imprint"]["hash_algorithm"]["algorithm"].native == "sha256" for request in requests
    )
    assert not any(COVERED in body for _, body in local.requests)


def another_nonce(request: bytes) -> bytes:
    read = tsp.TimeStampReq.load(request)
    return stamped(bytes(tsp.TimeStampReq({"version": "v1", "message_imprint": read["message_imprint"], "nonce": 7}).dump()))


def without_nonce(request: bytes) -> bytes:
    return stamped(bytes(tsp.TimeStampReq({"version": "v1", "message_imprint": tsp.TimeStampReq.load(request)["message_imprint"]}).dump()))


def over_something_else(request: bytes) -> bytes:
    nonce = tsp.TimeStampReq.load(request)["nonce"].native
    return stamped(bytes(tsp.TimeStampReq({"version": "v1", "message_imprint": IMPRINT, "nonce": nonce}).dump()))


def with_a_broken_signature(request: bytes) -> bytes:
    answer = bytearray(stamped(request))
    answer[-1] ^= 1
    return bytes(answer)


def granted_without_a_token(_request: bytes) -> bytes:
    return bytes.fromhex("30053003020100")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refused, "refuses: rejection"),
        (lambda _: b"", "RFC 3161"),
        (lambda _: b"<html>", "RFC 3161"),
        (lambda request: stamped(request) + b"\0", "RFC 3161"),
        (lambda request: stamped(request)[:-40], "RFC 3161"),
        (granted_without_a_token, "RFC 3161"),
        (another_nonce, "another request"),
        (without_nonce, "another request"),
        (over_something_else, "something else"),
        (with_a_broken_signature, "no time-stamp of ours"),
    ],
    ids=["refused", "empty", "page", "more", "less", "no-token", "nonce", "no-nonce", "imprint", "signature"],
)
def test_an_answer_that_is_no_time_stamp_of_ours_is_refused(
    asking: Make, local: LocalAuthority, answer: Callable[[bytes], bytes], told: str
) -> None:
    local.answer = answer

    with pytest.raises(TimeStampUnavailable, match=told):
        asking().time_stamp(COVERED)


def test_an_authority_that_is_not_under_the_anchors_is_refused(asking: Make) -> None:
    with pytest.raises(TimeStampUnavailable, match="under PROSCENIUM_TSA_ANCHORS, found 'Test time stamps'"):
        asking((root_certificate("Another root"),)).time_stamp(COVERED)


@pytest.mark.parametrize(("status", "media_type"), [(500, REPLY), (200, "text/html"), (204, REPLY)])
def test_a_server_that_does_not_serve_time_stamps_is_refused(asking: Make, local: LocalAuthority, status: int, media_type: str) -> None:
    local.status, local.media_type = status, media_type

    with pytest.raises(TimeStampUnavailable, match="cannot be asked"):
        asking().time_stamp(COVERED)


def test_an_authority_that_keeps_silent_is_not_waited_for(asking: Make, local: LocalAuthority) -> None:
    stop = Event()
    local.answer = lambda request: stamped(request) if stop.wait(2) else b""

    with pytest.raises(TimeStampUnavailable, match="in time"):
        asking(within=HURRIED).time_stamp(COVERED)
    stop.set()


def test_an_authority_that_is_down_is_refused(asking: Make, local: LocalAuthority) -> None:
    port, local.port = local.port, 1
    try:
        with pytest.raises(TimeStampUnavailable, match="takes no connection"):
            asking().time_stamp(COVERED)
    finally:
        local.port = port


@pytest.mark.parametrize("ip", ["127.0.0.1", "169.254.169.254", "10.0.0.7"])
def test_a_private_address_is_not_asked_unless_the_operator_named_its_host(asking: Make, local: LocalAuthority, ip: str) -> None:
    with pytest.raises(TimeStampUnavailable, match="not public"):
        asking(ip=ip).time_stamp(COVERED)
    assert not local.requests


@pytest.mark.parametrize(
    "url", ["ftp://stamps.example/", "http://stamps.example:22/", "http://127.0.0.1/", "http://user@stamps.example/", "http://stamps"]
)
def test_an_address_that_is_none_is_not_asked(asking: Make, local: LocalAuthority, url: str) -> None:
    with pytest.raises(TimeStampUnavailable, match="cannot be asked"):
        asking(url=url).time_stamp(COVERED)
    assert not local.requests


def test_what_is_posted_to_peers_never_goes_over_http(local: LocalAuthority) -> None:
    caller = Caller(frozenset(), HURRIED, ResolverInMemory(), HttpsTransport(connect=local.connect), MovedClock())

    with pytest.raises(AddressForbidden, match="https"):
        caller.call("http://stamps.example", "/", {"token": "secret"})
    with pytest.raises(Unreachable, match="expected TLS"):
        caller.post("https://stamps.example/", b"", TIME_STAMP)
    caller.close()
