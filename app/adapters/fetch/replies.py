"""What of a reply can be used, where it leads on, and for how long it may be remembered.

Spec: RFC 9110 §8.3 (media types), §8.4 (content codings), §15.4 (redirects); RFC 9111 §5.2.2 (Cache-Control).
"""

import re

from app.adapters.fetch.hop import Hop, Reply
from app.adapters.fetch.policy import FetchPolicy, Rule
from app.errors import DocumentError, Unreachable
from app.schemas.strict_json import JsonLimits, read_json

REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK = 200

_MAX_AGE = re.compile(r"""(?:^|[,\s])max-age="?([0-9]{1,9})(?![0-9])""", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[,\s])no-(?:store|cache)(?![a-z-])", re.IGNORECASE)
_JSON_TYPES = frozenset({"application/vc", "application/did", "application/cid"})


def redirect_location(reply: Reply) -> str | None:
    """Return where the reply leads on, as it says it; None if it is no redirect."""
    return reply.headers.get("location", "") if reply.status in REDIRECTS else None


def media_type(reply: Reply) -> str:
    """Return the media type in lower case, without parameters; empty where the reply does not say it."""
    return reply.headers.get("content-type", "").partition(";")[0].strip().lower()


def refuse_unusable(reply: Reply, hop: Hop) -> None:
    """Raise Unreachable if status and headers say already that the body is of no use; redirects pass."""
    host = hop.address.host
    if reply.status in REDIRECTS:
        return
    if reply.status != OK:
        raise Unreachable(f"expected the document of {host}, found HTTP status {reply.status}", reply.status)
    if reply.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Unreachable(f"expected the bytes of {host} as they are, found them encoded")
    if media_type(reply) not in hop.rule.media_types:
        raise Unreachable(f"expected {' or '.join(sorted(hop.rule.media_types))} of {host}, found another type or none")
    length = reply.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > hop.rule.max_bytes:
        raise Unreachable(f"expected at most {hop.rule.max_bytes} bytes of {host}, found more")


def refuse_garbled(reply: Reply, rule: Rule, host: str) -> None:
    """Raise Unreachable if a body that must be JSON is none; it would otherwise be remembered as an answer."""
    kind = media_type(reply)
    if not rule.strict_json or not (kind in _JSON_TYPES or kind.endswith(("/json", "+json"))):
        return
    try:
        read_json(reply.body, JsonLimits(max_bytes=rule.max_bytes))
    except DocumentError as error:
        raise Unreachable(f"expected JSON of {host}, found something else: {error.detail}") from error


def kept_seconds(reply: Reply, policy: FetchPolicy) -> int:
    """Return for how long the reply may be remembered: what it says, within our own bounds."""
    said = reply.headers.get("cache-control", "")
    if _NOT_KEPT.search(said):
        return policy.kept_at_least_seconds
    found = _MAX_AGE.search(said)
    if found is None:
        return policy.kept_by_default_seconds
    age = reply.headers.get("age", "0")
    seconds = int(found[1]) - (int(age) if age.isdecimal() and len(age) <= len("999999999") else 0)
    return min(max(seconds, policy.kept_at_least_seconds), policy.kept_at_most_seconds)
