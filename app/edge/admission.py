"""Who is let in: one dependency of every route, before anything of the request is read. Which limit counts for which route stands here.

Requests with an API key count for its client (`authentication`); all others for the address from which they come. Trust material has
room for any verifier, health checks are never counted. Addresses that sent several wrong keys or tokens send no more for a while.
"""

from collections.abc import Mapping
from typing import cast

from fastapi import Request

from app.edge.client_address import address_of, subscriber
from app.edge.rate_limits import Policy, Quota, RateLimits
from app.edge.route_templates import template_of
from app.edge.rules import RequestRules, rules_of
from app.errors import Overloaded

_HEALTH = "/healthz"
_METRICS = "/metrics"
_POLICIES: Mapping[str, Policy] = {
    "/readyz": Policy.TRUST,
    "/.well-known/did.json": Policy.TRUST,
    "/issuers/{slug}/did.json": Policy.TRUST,
    "/issuers/{slug}/keys/{kid}": Policy.TRUST,
    "/status/{list_id}": Policy.TRUST,
    "/static/{name}": Policy.TRUST,
    "/v1/verifications": Policy.ADDRESS,
    "/vc-api/status-lists/{list_id}": Policy.TRUST,
    "/vc-api/credentials/verify": Policy.ADDRESS,
    "/vc-api/credentials/derive": Policy.ADDRESS,
    "/vc-api/presentations/verify": Policy.ADDRESS,
    "/vc-api/challenges": Policy.ADDRESS,
}
"""Routes that do not count as their prefix says."""
_PREFIXES = (("/v1/inbox/", Policy.INBOX), ("/v1/", None), ("/vc-api/", None), ("/", Policy.ADDRESS))
"""`/v1` asks for a key, and its client is counted; so does the VC-API, but for instances that are open: `count_address`. Learning
platforms send many events from one address."""
_ENTERING = "/admin/enter/"


async def admit(request: Request) -> None:
    """Let the request in, or raise Overloaded or TooManyRequests. What is left is told by the answer's headers."""
    template = template_of(request.scope)
    if template == _HEALTH:
        return
    who, limits = counted_address(request), limits_of(request)
    if who is not None and carries_secret(request):
        limits.require(Policy.FAILURES, who)
    if template == _METRICS:
        return
    if getattr(request.state, "under_way", 0) > rules_of(request).most_under_way:
        raise Overloaded("Too many requests are under way. Try again in a moment.")
    if who is None:
        return
    if request.method == "POST" and template.startswith(_ENTERING):
        limits.take(Policy.ENTRIES, who)
    policy = _policy_of(template)
    if policy is not None:
        tell(request, limits.take(policy, who))


def count_client(request: Request, client_id: str) -> None:
    """Count a request of a client, or raise TooManyRequests."""
    request.state.client_id = client_id
    tell(request, limits_of(request).take(Policy.CLIENT, client_id))


def count_address(request: Request) -> None:
    """Count a request without an API key where one may be sent, or raise TooManyRequests."""
    who = counted_address(request)
    if who is not None:
        tell(request, limits_of(request).take(Policy.ADDRESS, who))


def count_failure(request: Request) -> None:
    """Count a key or token that was refused, for the address from which it came."""
    who = counted_address(request)
    if who is not None and carries_secret(request):
        limits_of(request).note(Policy.FAILURES, who)


def carries_secret(request: Request) -> bool:
    """Return whether the request claims to be somebody's."""
    return "authorization" in request.headers or template_of(request.scope).startswith("/v1/inbox/")


def counted_address(request: Request) -> str | None:
    """Return the address for which this request counts; None for one that is not counted."""
    rules: RequestRules = rules_of(request)
    address = address_of(request, rules.trusted_proxies)
    if address is None or (rules.spare_loopback and address.is_loopback):
        return None
    return subscriber(address)


def limits_of(request: Request) -> RateLimits:
    """Return the counters of the application that serves this request."""
    return cast("RateLimits", request.app.state.rate_limits)


def tell(request: Request, quota: Quota) -> None:
    """Have the answer say what is left."""
    request.state.quota = quota


def _policy_of(template: str) -> Policy | None:
    if template in _POLICIES:
        return _POLICIES[template]
    return next(policy for prefix, policy in _PREFIXES if template.startswith(prefix))
