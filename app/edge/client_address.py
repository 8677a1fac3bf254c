"""Who is at the other end, as far as limits are concerned: an IPv4 address or a /64 of IPv6. Kept in memory only, never logged.

Spec: de-facto header X-Forwarded-For, https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Forwarded-For
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.requests import Request

Address = IPv4Address | IPv6Address

_ONE_SUBSCRIBER = 64


def address_of(request: Request, trusted: Sequence[IPv4Network | IPv6Network]) -> Address | None:
    """Return the peer's address; behind trusted proxies the nearest that is none of theirs. None where there is none.

    What a stranger writes into the header never counts: it is read from its end, as far as each hop is trusted.
    """
    found = _read(request.client.host) if request.client else None
    hops = [hop for line in request.headers.getlist("x-forwarded-for") for hop in line.split(",")]
    while found is not None and hops and any(found in network for network in trusted):
        nearer = _read(hops.pop().strip())
        if nearer is None:
            break
        found = nearer
    return found


def subscriber(address: Address) -> str:
    """Return what stands for everybody who shares the address: of IPv6 the /64, which one subscriber has to themselves."""
    return str(address) if address.version == 4 else str(IPv6Network((address, _ONE_SUBSCRIBER), strict=False))  # noqa: PLR2004


def _read(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
