"""What the settings say of requests: how many, how long, from whom. One record, handed to the application."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import cast

from fastapi import Request


@dataclass(frozen=True, slots=True)
class RequestRules:
    """The rules of one application.

    `client_rate` and `address_rate`: how many requests in which time, per client and per address; `spare_loopback` leaves addresses of
    this machine uncounted. `trusted_proxies`: whose X-Forwarded-For is believed. `body_seconds`: how long a body may take to come.
    `most_under_way`: how many requests are served at once. `metrics_token`: who asks for metrics must have it; without one nobody gets
    them, unless they are open.
    """

    client_rate: str = "600/minute"
    address_rate: str = "300/minute"
    spare_loopback: bool = False
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    body_seconds: float = 20
    most_under_way: int = 512
    metrics_token: str | None = None
    metrics_open: bool = False


def rules_of(request: Request) -> RequestRules:
    """Return the rules of the application that serves this request."""
    return cast("RequestRules", request.app.state.rules)
