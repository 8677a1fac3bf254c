"""What one hop is given and gives back: a single request to a single host, before anybody follows a redirect."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from app.adapters.fetch.address import Address
from app.adapters.fetch.policy import Rule
from app.errors import Unreachable


class NoAnswer(Unreachable):
    """The peer could not be reached or fell silent: what the breaker counts. A peer that answers badly still answers."""


class NotAsked(Unreachable):
    """We did not get as far as asking: that says nothing of the address, so it is not remembered either."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point on the monotonic clock, in seconds, after which nothing is waited for."""

    ends_at: float

    @classmethod
    def after(cls, seconds: float) -> Self:
        """Return the deadline that lies so many seconds ahead."""
        return cls(time.monotonic() + seconds)

    def seconds_left(self) -> float:
        """Return the time left, always more than 0; raises NoAnswer when there is none."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise NoAnswer("expected a whole answer in time, found none")
        return left

    def within(self, seconds: float) -> Self:
        """Return the earlier of this deadline and one that lies so many seconds ahead."""
        return type(self)(min(self.ends_at, time.monotonic() + seconds))


@dataclass(frozen=True, slots=True)
class Hop:
    """One request: the address, the IP addresses that were checked for it (no others are connected to), and its bounds.

    `content_type` is of what is posted.
    """

    address: Address
    ip_addresses: tuple[str, ...]
    rule: Rule
    deadline: Deadline
    connect_seconds: float
    user_agent: str
    content_type: str = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Header names are in lower case, repeated ones joined by commas; only a usable 200 has a body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Transport(Protocol):
    """Carries one hop."""

    def get(self, hop: Hop) -> Reply:
        """Return the reply. Raises NoAnswer where there is none, Unreachable where it cannot be used."""
        ...


class PostTransport(Protocol):
    """Carries one body to a peer."""

    def post(self, hop: Hop, body: bytes) -> Reply:
        """Return the reply. Raises NoAnswer where there is none, Unreachable where it cannot be used."""
        ...
