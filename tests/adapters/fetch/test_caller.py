"""Forms for configured peers: sent where an administrator said, over real TLS, and nowhere else."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs

import pytest

from app.adapters.fetch import NO_PEERS, Caller, FetchPolicy, HttpsTransport
from app.adapters.fetch.address import forbidden_inside
from app.adapters.fetch.policy import DEFAULT_POLICY
from app.errors import AddressForbidden, Unreachable
from tests.adapters.fetch.conftest import StartPeer
from tests.adapters.fetch.peers import PUBLIC_IP, MovedClock, Peer, ResolverInMemory, TestAuthority, saying

URL = "https://issuer.example/moodle"
PATH = "/webservice/rest/server.php"
SECRET = "c0ffee&="
FORM = {"wstoken": SECRET, "values[0]": "42"}
JSON_HEAD = "Content-Type: application/json; charset=utf-8\n"
HURRIED = replace(DEFAULT_POLICY, total_seconds=0.3, connect_seconds=0.2)

Call = Callable[..., bytes]


@pytest.fixture
def call(authority: TestAuthority, resolver: ResolverInMemory, clock: MovedClock) -> Iterator[Call]:
    """Call a peer over real TLS; only name lookup and the way to loopback are replaced."""
    made: list[Caller] = []

    def call_peer(peer: Peer, url: str = URL, inside: frozenset[str] = frozenset(), policy: FetchPolicy = DEFAULT_POLICY) -> bytes:
        made.append(Caller(inside, policy, resolver, HttpsTransport(authority.trust(), peer.connect), clock))
        return made[-1].call(url, PATH, FORM)

    yield call_peer
    for caller in made:
        caller.close()


def test_a_form_goes_to_the_peers_own_address_with_its_secret_in_the_body_alone(call: Call, start_peer: StartPeer) -> None:
    with start_peer(saying(JSON_HEAD + "Content-Length: 2", b"[]")) as peer:
        answer = call(peer, f"{URL}/")

    head, _, body = peer.requests[0].decode().partition("\r\n\r\n")
    assert answer == b"[]"
    assert head.splitlines()[0] == f"POST /moodle{PATH} HTTP/1.1"
    assert "Content-Type: application/x-www-form-urlencoded" in head
    assert parse_qs(body) == {"wstoken": [SECRET], "values[0]": ["42"]}
    assert "c0ffee" not in head
    assert peer.connected == [(PUBLIC_IP, 443)]


@pytest.mark.parametrize(
    ("head", "body", "told"),
    [
        ("Location: https://other.example/\nContent-Length: 0", b"", "another type or none"),
        ("Content-Type: text/html\nContent-Length: 2", b"hi", "another type or none"),
        (JSON_HEAD + "Content-Length: 3", b"{,}", "expected JSON"),
        (JSON_HEAD + "Content-Length: 999999", b"", "at most 262144 bytes"),
        (JSON_HEAD + "Content-Encoding: gzip\nContent-Length: 2", b"{}", "encoded"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_without_telling_the_secret(
    call: Call, start_peer: StartPeer, head: str, body: bytes, told: str
) -> None:
    with start_peer(saying(head, body)) as peer, pytest.raises(Unreachable, match=told) as refused:
        call(peer)

    assert "c0ffee" not in refused.value.detail


def test_a_redirect_is_not_followed_with_the_secret(call: Call, start_peer: StartPeer) -> None:
    def redirect(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 307 Moved\r\nLocation: https://other.example/\r\nContent-Length: 0\r\n\r\n")

    with start_peer(redirect) as peer, pytest.raises(Unreachable, match="redirect"):
        call(peer)

    assert len(peer.requests) == 1


def test_a_peer_that_keeps_silent_is_unreachable_and_then_left_alone(
    authority: TestAuthority, resolver: ResolverInMemory, clock: MovedClock, start_peer: StartPeer
) -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(1)

    with start_peer(silent) as peer:
        caller = Caller(
            policy=replace(HURRIED, failures_to_open=1),
            resolve=resolver,
            transport=HttpsTransport(authority.trust(), peer.connect),
            clock=clock,
        )
        with pytest.raises(Unreachable, match="in time"):
            caller.call(URL, PATH, FORM)
        with pytest.raises(Unreachable, match="left alone"):
            caller.call(URL, PATH, FORM)
        caller.close()


@pytest.mark.parametrize("ip", ["10.0.0.5", "192.168.1.9", "172.16.3.4", "127.0.0.1", "fd00::5"])
def test_a_private_address_is_called_only_where_the_operator_named_the_host(
    call: Call, resolver: ResolverInMemory, start_peer: StartPeer, ip: str
) -> None:
    resolver.addresses["issuer.example"] = (ip,)
    with start_peer(saying(JSON_HEAD + "Content-Length: 2", b"{}")) as peer:
        with pytest.raises(AddressForbidden, match="not public"):
            call(peer)
        assert call(peer, inside=frozenset({"issuer.example"})) == b"{}"
    assert peer.connected == [(ip, 443)]


@pytest.mark.parametrize("ip", ["169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0", "168.63.129.16", "nonsense"])  # noqa: S104
def test_what_is_never_a_peer_is_not_called_even_inside(ip: str) -> None:
    assert forbidden_inside(ip) is not None


@pytest.mark.parametrize("ip", ["9.9.9.9", "2606:4700::1111", "10.1.2.3", "::1"])
def test_inside_public_and_private_addresses_may_be_called(ip: str) -> None:
    assert forbidden_inside(ip) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://moodle.example.org",
        "https://user:secret@moodle.example.org",
        "https://10.0.0.1",
        "https://moodle",
        "https://moodle.example.org:22",
        "https://moodle.example.org?wstoken=1",
        "https://moodle.example.org#a",
        "https://moodle example.org",
        "ftp://moodle.example.org",
        "",
    ],
)
def test_an_address_that_no_peer_may_have_is_refused_before_anything_is_asked(url: str) -> None:
    caller = Caller()
    for refusing in (lambda: caller.check(url), lambda: NO_PEERS.check(url), lambda: caller.call(url, PATH, FORM)):
        with pytest.raises(AddressForbidden):
            refusing()
    caller.close()


def test_an_address_with_a_path_or_the_other_tls_port_may_be_a_peers() -> None:
    NO_PEERS.check("https://moodle.example.org/moodle")
    NO_PEERS.check("https://moodle.example.org:8443")


def test_where_nobody_is_to_be_called_nobody_is() -> None:
    with pytest.raises(Unreachable):
        NO_PEERS.call(URL, PATH, FORM)
