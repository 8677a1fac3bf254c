import ipaddress
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.adapters.fetch.address import Address, forbidden_reason, read_address, redirect_target
from app.errors import AddressForbidden

HTTPS_ONLY = frozenset({443})


def test_an_address_is_taken_apart_into_host_port_and_target() -> None:
    assert read_address("https://issuer.example/.well-known/did.json?v=1") == Address("issuer.example", 443, "/.well-known/did.json?v=1")


@pytest.mark.parametrize(
    ("url", "one_spelling"),
    [
        ("HTTPS://Issuer.Example/Path", "https://issuer.example/Path"),
        ("https://issuer.example", "https://issuer.example/"),
        ("https://issuer.example:443/a", "https://issuer.example/a"),
        ("https://issuer.example?v=1", "https://issuer.example/?v=1"),
        ("https://issuer.example/a#key-1", "https://issuer.example/a"),
        ("https://xn--bcher-kva.example/%C3%A4", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://9gag.com/", "https://9gag.com/"),
    ],
)
def test_spellings_of_one_address_become_one(url: str, one_spelling: str) -> None:
    assert read_address(url).url == one_spelling


def test_another_port_is_asked_only_where_the_setting_allows_it() -> None:
    assert read_address("https://issuer.example:8443/a", frozenset({443, 8443})).url == "https://issuer.example:8443/a"

    with pytest.raises(AddressForbidden, match="443"):
        read_address("https://issuer.example:8443/a")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "issuer.example",
        "//issuer.example/",
        "http://issuer.example/",
        "ftp://issuer.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https:/issuer.example/",
        "https:issuer.example",
        "did:web:issuer.example",
    ],
)
def test_anything_but_https_is_refused(url: str) -> None:
    with pytest.raises(AddressForbidden, match="https://"):
        read_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://user@issuer.example/",
        "https://user:password@issuer.example/",
        "https://issuer.example@127.0.0.1/",
        "https://@issuer.example/",
    ],
)
def test_credentials_are_refused(url: str) -> None:
    with pytest.raises(AddressForbidden, match="user name"):
        read_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://issuer.example\\@evil.example/",
        "https://issuer.example/\\",
        "https://issuer.example/a b",
        " https://issuer.example/",
        "https://issuer.example/\n",
        "https://issuer.example/\r\nHost: evil.example",
        "https://issuer\t.example/",
        "https://issuer.example/\x00",
        "https://issuer.example/\x7f",
        "https://bücher.example/",
        "https://issuer.example/ä",
        "https://issuer。example/",
        "https://\uff11\uff12\uff17.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[2606:4700::1111]:443/",
        "https://issuer.example/%",
        "https://issuer.example/%zz",
        'https://issuer.example/"',
        "https://issuer.example/<a>",
    ],
)
def test_characters_that_an_address_cannot_have_are_refused(url: str) -> None:
    with pytest.raises(AddressForbidden, match="RFC 3986"):
        read_address(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "8.8.8.8",
        "127.1",
        "127.0.1",
        "2130706433",
        "0",
        "0x7f000001",
        "0x7f.1",
        "0x7f.0.0.0x1",
        "0X7F.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "00000177.1",
        "1.2.3.4.5",
        "issuer.123",
        "issuer.0x",
        "169.254.169.254",
    ],
)
def test_ip_addresses_of_any_spelling_are_refused(host: str) -> None:
    with pytest.raises(AddressForbidden, match="found an IP address"):
        read_address(f"https://{host}/")


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        "issuer.example.",
        ".example",
        "issuer..example",
        "-a.example",
        "a-.example",
        "a_b.example",
        "%6c.example",
        f"{'a' * 64}.example",
        ".".join(["a" * 60] * 5),
        "issuer.example,evil.example",
        "*.example",
    ],
)
def test_hosts_that_are_no_names_are_refused(host: str) -> None:
    with pytest.raises(AddressForbidden, match="host name"):
        read_address(f"https://{host}/")


@pytest.mark.parametrize("host", ["localhost", "metadata", "intranet", "kubernetes"])
def test_hosts_without_a_dot_are_refused(host: str) -> None:
    with pytest.raises(AddressForbidden, match="without a dot"):
        read_address(f"https://{host}/")


@pytest.mark.parametrize("port", ["", "0", "80", "0443", "+443", "-1", "65979", "443443443", "4430", "443:443", "x"])
def test_other_ports_and_odd_spellings_of_the_right_one_are_refused(port: str) -> None:
    with pytest.raises(AddressForbidden, match="port"):
        read_address(f"https://issuer.example:{port}/")


def test_an_endless_address_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(AddressForbidden, match="2048 characters"):
        read_address("https://issuer.example/" + "a" * 2048)


def test_a_refusal_does_not_repeat_what_a_stranger_wrote() -> None:
    with pytest.raises(AddressForbidden) as refused:
        read_address("https://secret-user@issuer.example/")

    assert "secret-user" not in refused.value.detail


@given(st.text())
def test_whatever_text_is_given_it_is_an_address_or_refused(text: str) -> None:
    for url in (text, f"https://{text}", f"https://issuer.example/{text}"):
        try:
            address = read_address(url)
        except AddressForbidden:
            continue
        assert read_address(address.url) == address


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("https://other.example/b", "https://other.example/b"),
        ("/b", "https://issuer.example/b"),
        ("b", "https://issuer.example/a/b"),
        ("?v=2", "https://issuer.example/a/list?v=2"),
        ("//other.example/b", "https://other.example/b"),
    ],
)
def test_a_redirect_leads_where_the_standard_says(location: str, target: str) -> None:
    assert redirect_target(Address("issuer.example", 443, "/a/list"), location, HTTPS_ONLY).url == target


@pytest.mark.parametrize(
    "location",
    [
        "http://issuer.example/",
        "https://127.0.0.1/",
        "//127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://ev\til.example/",
        "\x00https://evil.example/",
        "//user@issuer.example/",
        "ftp://issuer.example/",
        "javascript:alert(1)",
        "https://issuer.example:22/",
        "//[",
    ],
)
def test_a_redirect_is_judged_like_any_address(location: str) -> None:
    with pytest.raises(AddressForbidden):
        redirect_target(Address("issuer.example", 443, "/a/list"), location, HTTPS_ONLY)


@pytest.mark.parametrize(
    "ip",
    [
        "1.1.1.1",
        "9.9.9.9",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "2606:4700:4700::1111",
        "2a00:1450:4001::1",
        "64:ff9b::808:808",
    ],
)
def test_global_unicast_addresses_may_be_connected_to(ip: str) -> None:
    assert forbidden_reason(ip) is None


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.1",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.9",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::a00:1",
        "64:ff9b:1::808:808",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "2620:4f:8000::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "",
        "issuer.example",
        "127.1",
        "0x7f.0.0.1",
        "2130706433",
    ],
)
def test_every_other_address_is_refused_with_its_reason(ip: str) -> None:
    assert forbidden_reason(ip)


@given(st.ip_addresses())
def test_nothing_is_let_through_that_the_standard_library_calls_private(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if forbidden_reason(str(ip)) is None:
        assert ip.is_global
        assert not any((ip.is_multicast, ip.is_loopback, ip.is_link_local, ip.is_unspecified))


def test_the_edges_of_every_private_network_are_refused() -> None:
    written = "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 198.18.0.0/15 224.0.0.0/3"
    networks = map(ipaddress.ip_network, written.split())

    edges = itertools.chain.from_iterable((network[0], network[-1]) for network in networks)

    assert all(forbidden_reason(str(edge)) for edge in edges)
