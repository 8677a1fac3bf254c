"""How many requests one client or address may make in a while: sliding windows in the memory of each process.

Several processes count each for itself, and a restart forgets: these limits keep one caller from the others' room, no secret depends
on them. Which request counts for what: `admission`.

Spec: RateLimit header fields, https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/; RFC 6585 §4 (429)
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from app.edge.rules import RequestRules
from app.errors import TooManyRequests

FAILURES = "20/minute"
ENTRIES = "20/minute"
TRUST_FACTOR = 20
"""How many times as often as other public things trust material may be read: a verifier behind a proxy speaks for thousands."""


class Policy(StrEnum):
    """What is counted. `failures`: keys and tokens that were refused; `entries`: attempts to use a link to the desk."""

    CLIENT = "client"
    ADDRESS = "address"
    TRUST = "trust-material"
    INBOX = "inbox"
    ENTRIES = "entries"
    FAILURES = "failures"


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of a limit. Times are in seconds."""

    policy: Policy
    limit: int
    window: int
    remaining: int
    resets_in: int

    @property
    def headers(self) -> dict[str, str]:
        """The same for the caller, as structured fields."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.limit};w={self.window}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.resets_in}',
        }


class RateLimits:
    """The counters of one application; safe for threads."""

    def __init__(self, rules: RequestRules) -> None:
        self._windows = SlidingWindowCounterRateLimiter(MemoryStorage())
        address, client = parse(rules.address_rate), parse(rules.client_rate)
        self._limits: Mapping[Policy, RateLimitItem] = {
            Policy.CLIENT: client,
            Policy.ADDRESS: address,
            Policy.TRUST: type(address)(address.amount * TRUST_FACTOR, address.multiples),
            Policy.INBOX: client,
            Policy.ENTRIES: parse(ENTRIES),
            Policy.FAILURES: parse(FAILURES),
        }

    def take(self, policy: Policy, who: str) -> Quota:
        """Count one request of somebody and return what is left. Raises TooManyRequests when nothing was left."""
        admitted = self._windows.hit(self._limits[policy], policy, who)
        quota = self._quota(policy, who)
        if not admitted:
            raise _refusal(quota)
        return quota

    def require(self, policy: Policy, who: str) -> None:
        """Count nothing; raise TooManyRequests when nothing is left."""
        if not self._windows.test(self._limits[policy], policy, who):
            raise _refusal(self._quota(policy, who))

    def note(self, policy: Policy, who: str) -> None:
        """Count one, also where nothing is left."""
        self._windows.hit(self._limits[policy], policy, who)

    def _quota(self, policy: Policy, who: str) -> Quota:
        limit = self._limits[policy]
        stats = self._windows.get_window_stats(limit, policy, who)
        return Quota(policy, limit.amount, limit.get_expiry(), max(0, stats.remaining), max(1, ceil(stats.reset_time - time.time())))


def _refusal(quota: Quota) -> TooManyRequests:
    said = f"More than {quota.limit} in {quota.window} seconds ({quota.policy}). Try again in {quota.resets_in} seconds."
    return TooManyRequests(said, quota.resets_in)
