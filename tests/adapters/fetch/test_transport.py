import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpcore
import pytest

from app.adapters.fetch import Answer, Fetcher, FetchPolicy, FetchPurpose, HttpsTransport, Rule
from app.adapters.fetch.policy import RULES
from app.adapters.fetch.transport import connect_tcp, public_trust
from tests.adapters.fetch.conftest import StartPeer
from tests.adapters.fetch.peers import PUBLIC_IP, Peer, ResolverInMemory, Script, TestAuthority, running_peer, saying

URL = "https://issuer.example/status/1?v=2#part"
STATUS = FetchPurpose.STATUS_LIST
POLICY = FetchPolicy(rules={STATUS: Rule(frozenset({"application/json"}), max_redirects=2, max_bytes=40_000)})
HURRIED = replace(POLICY, total_seconds=0.6, connect_seconds=0.4)
JSON_HEAD = "Content-Type: application/json\n"

Ask = Callable[..., Answer]


@pytest.fixture
def ask(authority: TestAuthority, resolver: ResolverInMemory) -> Iterator[Ask]:
    """Fetch URL from a peer over real TLS; only name lookup and the way to loopback are replaced."""
    made: list[Fetcher] = []

    def ask_peer(peer: Peer, policy: FetchPolicy = POLICY, url: str = URL) -> Answer:
        made.append(Fetcher(policy, resolver, HttpsTransport(authority.trust(), peer.connect)))
        return made[-1].fetch(url, STATUS)

    yield ask_peer
    for fetcher in made:
        fetcher.close()


def detail(answer: Answer) -> str:
    assert answer.body is None
    assert answer.trouble is not None
    return answer.trouble.detail


def test_a_document_is_fetched_over_tls_by_name_from_the_checked_address(ask: Ask, start_peer: StartPeer) -> None:
    with start_peer(saying(JSON_HEAD + "Content-Length: 13", b'{"a":"whole"}')) as peer:
        answer = ask(peer)

    assert (answer.body, answer.content_type, answer.trouble) == (b'{"a":"whole"}', "application/json", None)
    assert peer.connected == [(PUBLIC_IP, 443)]


def test_the_request_says_little_and_always_the_same(ask: Ask, start_peer: StartPeer) -> None:
    with start_peer(saying(JSON_HEAD + "Content-Length: 2\nSet-Cookie: id=1", b"{}")) as peer:
        ask(peer)
        ask(peer)

    assert peer.requests[0].decode().split("\r\n")[:-2] == [
        "GET /status/1?v=2 HTTP/1.1",
        "Host: issuer.example",
        "User-Agent: Proscenium",
        "Accept: application/json",
        "Accept-Encoding: identity",
        "Connection: close",
    ]
    assert peer.requests[1] == peer.requests[0]


def test_proxies_from_the_environment_are_not_used(ask: Ask, start_peer: StartPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with start_peer(saying(JSON_HEAD + "Content-Length: 2", b"{}")) as peer:
        assert ask(peer).body == b"{}"


def test_chunks_and_a_body_until_the_end_of_the_connection_are_read_whole(ask: Ask, start_peer: StartPeer) -> None:
    with start_peer(saying(JSON_HEAD + "Transfer-Encoding: chunked", b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n")) as peer:
        assert ask(peer).body == b"{}"
    with start_peer(saying(JSON_HEAD, b"{}")) as peer:
        assert ask(peer).body == b"{}"


def test_a_certificate_for_another_name_is_refused(ask: Ask, authority: TestAuthority) -> None:
    with running_peer(saying(JSON_HEAD, b"{}"), authority.server_context("other.example")) as peer:
        answer = ask(peer)

    assert "certificate of issuer.example does not prove that name" in detail(answer)
    assert peer.requests == []


def test_a_certificate_by_an_unknown_authority_is_refused(ask: Ask, tmp_path: Path) -> None:
    with running_peer(saying(JSON_HEAD, b"{}"), TestAuthority(tmp_path).server_context("issuer.example")) as peer:
        assert "does not prove that name" in detail(ask(peer))


def test_a_peer_without_tls_is_refused(ask: Ask) -> None:
    with running_peer(saying(JSON_HEAD, b"{}"), None) as peer:
        assert "expected TLS" in detail(ask(peer))


def drip(connection: socket.socket) -> None:
    connection.sendall(f"HTTP/1.1 200 OK\r\n{JSON_HEAD.strip()}\r\n\r\n".encode())
    while True:
        connection.sendall(b" ")
        time.sleep(0.05)


def drip_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X: y\r\n")
        time.sleep(0.05)


def say_nothing(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.recv(1)


@pytest.mark.parametrize("script", [drip, drip_headers, say_nothing])
def test_a_peer_that_takes_its_time_is_left_at_the_deadline(ask: Ask, start_peer: StartPeer, script: Script) -> None:
    started = time.monotonic()
    with start_peer(script) as peer:
        assert "in time" in detail(ask(peer, HURRIED))

    assert time.monotonic() - started < 3


def test_a_peer_that_does_not_shake_hands_is_left_at_the_deadline(ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        assert "in time" in detail(ask(Peer(deaf.getsockname()[1]), HURRIED))


def drip_handshake(connection: socket.socket) -> None:
    connection.sendall(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb")
    while True:
        connection.sendall(b"\x03")
        time.sleep(0.05)


def test_a_peer_that_drips_its_handshake_is_left_at_the_deadline(ask: Ask) -> None:
    with running_peer(drip_handshake, None) as peer:
        assert "in time" in detail(ask(peer, HURRIED))


def send_for_ever(connection: socket.socket) -> None:
    connection.sendall(f"HTTP/1.1 200 OK\r\n{JSON_HEAD.strip()}\r\n\r\n".encode())
    while True:
        connection.sendall(b" " * 16_384)


def send_interim_answers_for_ever(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def send_chunk_sizes_for_ever(connection: socket.socket) -> None:
    connection.sendall(
        f"HTTP/1.1 200 OK\r\n{JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n".replace("\n", "\r\n").replace("\r\r", "\r").encode()
    )
    while True:
        connection.sendall(b"1;" + b"x" * 1000 + b"\r\n \r\n")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (send_for_ever, "at most 40000 bytes"),
        (send_interim_answers_for_ever, "within its size"),
        (send_chunk_sizes_for_ever, "within its size"),
        (saying(JSON_HEAD + "Content-Length: 40001", b" " * 40_001), "at most 40000 bytes"),
        (saying(JSON_HEAD, b" " * 40_001), "at most 40000 bytes"),
    ],
)
def test_a_peer_that_sends_too_much_is_cut_off(ask: Ask, start_peer: StartPeer, script: Script, reason: str) -> None:
    with start_peer(script) as peer:
        assert reason in detail(ask(peer))


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (saying("Content-Type: text/html", b"<html>"), "another type or none"),
        (saying("", b"{}"), "another type or none"),
        (saying(JSON_HEAD + "Content-Type: text/html", b"{}"), "another type or none"),
        (saying(JSON_HEAD + "Content-Encoding: gzip", b"\x1f\x8b"), "encoded"),
        (saying(JSON_HEAD + "Transfer-Encoding: gzip, chunked", b"\x1f\x8b"), "expected HTTP"),
        (saying(JSON_HEAD + "Content-Length: 3", b"{}"), "expected HTTP"),
        (saying(JSON_HEAD + "Content-Length: 2\nContent-Length: 3", b"{} "), "expected HTTP"),
        (lambda connection: connection.sendall(b"SSH-2.0-OpenSSH\r\n"), "expected HTTP"),
        (lambda _: None, "expected HTTP"),
        (lambda connection: connection.sendall(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"), "status 500"),
        (lambda connection: connection.sendall(b"HTTP/1.1 302 F\r\nLocation: http://issuer.example/\r\n\r\n"), "begins with https://"),
        (lambda connection: connection.sendall(b"HTTP/1.1 302 F\r\nLocation: https://169.254.169.254/\r\n\r\n"), "IP address"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(ask: Ask, start_peer: StartPeer, script: Script, reason: str) -> None:
    with start_peer(script) as peer:
        assert reason in detail(ask(peer))


def test_nothing_listens(ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

    assert "takes no connection" in detail(ask(Peer(port)))


def test_the_next_address_is_tried_when_one_takes_no_connection(
    authority: TestAuthority, resolver: ResolverInMemory, start_peer: StartPeer
) -> None:
    resolver.addresses["issuer.example"] = ("2606:4700::1111", "9.9.9.10", PUBLIC_IP)
    tried = []
    with start_peer(saying(JSON_HEAD, b"{}")) as peer:

        def connect(ip: str, port: int, seconds: float) -> httpcore.NetworkStream:
            tried.append(ip)
            if len(tried) < 3:
                raise httpcore.ConnectError("no route")
            return peer.connect(ip, port, seconds)

        fetcher = Fetcher(FetchPolicy(), resolver, HttpsTransport(authority.trust(), connect))
        assert fetcher.fetch(URL, STATUS).body == b"{}"
        fetcher.close()

    assert tried == ["2606:4700::1111", "9.9.9.10", PUBLIC_IP]


def test_no_more_than_four_addresses_are_tried(authority: TestAuthority, resolver: ResolverInMemory) -> None:
    resolver.addresses["issuer.example"] = tuple(f"9.9.9.{number}" for number in range(100))
    tried = []

    def refuse(ip: str, _: int, seconds: float) -> httpcore.NetworkStream:
        tried.append((ip, round(seconds)))
        raise httpcore.ConnectTimeout("no answer")

    fetcher = Fetcher(FetchPolicy(connect_seconds=4.0), resolver, HttpsTransport(authority.trust(), refuse))
    assert "in time" in detail(fetcher.fetch(URL, STATUS))
    fetcher.close()

    assert tried == [("9.9.9.0", 1), ("9.9.9.1", 1), ("9.9.9.2", 2), ("9.9.9.3", 4)]


def test_loopback_is_refused_by_the_real_fetcher_even_where_something_listens(authority: TestAuthority, start_peer: StartPeer) -> None:
    with start_peer(saying(JSON_HEAD, b"{}")) as peer:
        policy = FetchPolicy(ports=frozenset({peer.port}))
        fetcher = Fetcher(policy, lambda _: ("127.0.0.1",), HttpsTransport(authority.trust(), connect_tcp))
        answer = fetcher.fetch(f"https://issuer.example:{peer.port}/", STATUS)
        fetcher.close()

    assert "not public" in detail(answer)
    assert peer.requests == []


def test_the_public_trust_checks_names_and_certificates() -> None:
    trust = public_trust()

    assert trust.check_hostname
    assert trust.verify_mode is ssl.CERT_REQUIRED
    assert trust.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_a_fetcher_is_ready_without_any_argument() -> None:
    fetcher = Fetcher()
    assert fetcher.fetch("https://localhost/", STATUS).body is None
    fetcher.close()


def test_every_purpose_has_its_rule() -> None:
    assert set(RULES) == set(FetchPurpose)
