"""Who is counted: the peer, or behind trusted proxies the nearest address that is none of theirs."""

from ipaddress import ip_network

import pytest
from starlette.requests import Request

from app.edge.client_address import address_of, subscriber

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def request_of(peer: str | None, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return Request({"type": "http", "client": (peer, 1) if peer else None, "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.5", (), "203.0.113.5"),
        ("203.0.113.5", ("198.51.100.1",), "203.0.113.5"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("198.51.100.1",), "198.51.100.1"),
        ("10.0.0.1", ("192.0.2.66, 198.51.100.1",), "198.51.100.1"),
        ("10.0.0.1", ("192.0.2.66", "198.51.100.1"), "198.51.100.1"),
        ("10.0.0.1", ("198.51.100.1, 10.9.9.9",), "198.51.100.1"),
        ("10.0.0.1", ("10.7.7.7, 10.9.9.9",), "10.7.7.7"),
        ("10.0.0.1", ("198.51.100.1, nonsense",), "10.0.0.1"),
        ("fd00::1", ("2001:db8::7",), "2001:db8::7"),
        ("::ffff:10.0.0.1", ("198.51.100.1",), "198.51.100.1"),
    ],
)
def test_the_last_hop_that_no_trusted_proxy_is_counts(peer: str, forwarded: tuple[str, ...], expected: str) -> None:
    assert str(address_of(request_of(peer, *forwarded), PROXIES)) == expected


def test_nobodys_header_counts_where_no_proxy_is_trusted() -> None:
    assert str(address_of(request_of("10.0.0.1", "198.51.100.1"), ())) == "10.0.0.1"


@pytest.mark.parametrize("peer", [None, "testclient"])
def test_a_peer_without_an_address_is_nobody(peer: str | None) -> None:
    assert address_of(request_of(peer, "198.51.100.1"), PROXIES) is None


def test_one_subscriber_is_one_however_many_addresses_it_has() -> None:
    one, other, third = (address_of(request_of(peer), ()) for peer in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"))
    assert one
    assert other
    assert third

    assert subscriber(one) == subscriber(other) != subscriber(third)
