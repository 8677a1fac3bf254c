"""Which addresses may be asked at all: one strict reader of URLs, and one judge of IP addresses.

There is no second reader behind it: the parts found here are what is looked up, connected to and sent, so no difference between
two readers can be used. Nothing here opens a socket. No setting lets a stranger lead us to a private address; `forbidden_inside`
is for peers whom the operator named.

Spec: RFC 3986 §3 (URLs), RFC 5890 §2.3.1 (LDH labels), IANA Special-Purpose Address Registries (RFC 6890).
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urljoin

from app.errors import AddressForbidden

MAX_URL_CHARACTERS = 2_048
MAX_HOST_CHARACTERS = 253

_CHARACTERS = re.compile(r"(?:[A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
_URL = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<target>[^#]*)(?:#.*)?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<host>[^:]*)(?::(?P<port>[1-9][0-9]{0,4}))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_HTTPS_PORT = 443
_DEFAULT_PORTS = {"https": _HTTPS_PORT, "http": 80}
_NO_ADDRESS = "not an IP address"

_FORBIDDEN: tuple[tuple[IPv4Network | IPv6Network, str], ...] = tuple(
    (ip_network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by carriers"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "a cloud's own services"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT relays"),
        ("192.88.99.0/24", "6to4 relays"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("2001::/23", "protocol assignments, Teredo among them"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
    )
)
_INSIDE: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(network)
    for network in ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Address:
    """A URL that may be asked, in parts. `host` is in lower case; `target` is path and query; a fragment is never sent.

    `scheme` is `https`, and `http` only for a peer whose answers bear a signature of their own.
    """

    host: str
    port: int
    target: str
    scheme: str = "https"

    @property
    def url(self) -> str:
        """The same in one spelling, whatever the spelling was."""
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.target}"


def read_address(url: str, ports: frozenset[int] = frozenset({_HTTPS_PORT}), *, plain: bool = False) -> Address:
    """Return the parts of `url`, if it is an https URL of a named host; where `plain`, an http one will do.

    Raises:
        AddressForbidden: anything else: another scheme, another port, credentials, an IP address in whatever spelling, a host without
            a dot or with one at its end, characters that RFC 3986 does not have.
    """
    if len(url) > MAX_URL_CHARACTERS:
        raise AddressForbidden(f"expected an address of at most {MAX_URL_CHARACTERS} characters, found {len(url)}")
    if not _CHARACTERS.fullmatch(url):
        raise AddressForbidden("expected an address of RFC 3986 characters only, found others (a space, a backslash, a bracket …)")
    parts = _URL.fullmatch(url)
    scheme = parts["scheme"].lower() if parts else ""
    if parts is None or (scheme != "https" and not plain):
        raise AddressForbidden(f"expected an address that begins with https://{' or http://' if plain else ''}")
    if "@" in parts["authority"]:
        raise AddressForbidden("expected an address without a user name")
    authority = _AUTHORITY.fullmatch(parts["authority"])
    port = int(authority["port"] or _DEFAULT_PORTS[scheme]) if authority else 0
    if authority is None or port not in ports:
        raise AddressForbidden(f"expected one of the ports {', '.join(str(allowed) for allowed in sorted(ports))}, found another")
    target = parts["target"]
    return Address(_checked_host(authority["host"].lower()), port, target if target.startswith("/") else f"/{target}", scheme)


def redirect_target(base: Address, location: str, ports: frozenset[int]) -> Address:
    """Return where a redirect leads, judged as a whole like any address; raises AddressForbidden."""
    if not _CHARACTERS.fullmatch(location):
        raise AddressForbidden(f"{base.host} redirects to what is not an address")
    return read_address(urljoin(base.url, location), ports)


def forbidden_reason(ip: str) -> str | None:
    """Return why `ip` must not be connected to, or None for a global unicast address.

    An address behind NAT64 (64:ff9b::/96) is judged by the IPv4 address in it; every other way to write IPv4 in IPv6 is refused.
    """
    try:
        address = ip_address(ip)
    except ValueError:
        return _NO_ADDRESS
    if isinstance(address, IPv6Address) and address in _NAT64:
        address = IPv4Address(address.packed[-4:])
    if isinstance(address, IPv6Address) and (address.scope_id or address not in _GLOBAL_UNICAST):
        return "not global unicast"
    for network, reason in _FORBIDDEN:
        if address.version == network.version and address in network:
            return reason
    return None if address.is_global else "not global"


def forbidden_inside(ip: str) -> str | None:
    """Return why `ip` must not be connected to for a peer that the operator said is inside: private addresses and loopback may be.

    Link-local ones never are: that is where clouds tell their secrets.
    """
    reason = forbidden_reason(ip)
    if reason is None or reason == _NO_ADDRESS:
        return reason
    address = ip_address(ip)
    return None if any(address.version == network.version and address in network for network in _INSIDE) else reason


def _checked_host(host: str) -> str:
    labels = host.split(".")
    if len(host) > MAX_HOST_CHARACTERS or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressForbidden("expected a host name of letters, digits and hyphens (A-labels), without a dot at its end")
    if _NUMBER.fullmatch(labels[-1]):
        raise AddressForbidden("expected a host name, found an IP address")
    if len(labels) == 1:
        raise AddressForbidden("expected a public host name, found one without a dot")
    return host
