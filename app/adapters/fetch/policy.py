"""How far the fetcher goes: numbers, and what may come back for each purpose. Seconds and bytes throughout."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.adapters.fetch.answer import FetchPurpose

_KIB = 1024
_JSON = frozenset({"application/json", "application/ld+json"})
_CREDENTIAL = _JSON | {"application/vc", "application/vc+ld+json", "application/vc+jwt", "application/jwt", "text/plain"}

_PICTURES = frozenset({"image/png", "image/svg+xml"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What may come back for one purpose.

    strict_json: a JSON body must pass the strict reader here already, so that garbage is never remembered as an answer.
    kept: whether an answer is remembered. A learner's credential is not: nobody asked us to store it.
    same_host: whether redirects must stay on the host, where the host's word is all there is: it may redirect for anybody.
    """

    media_types: frozenset[str]
    max_redirects: int
    max_bytes: int
    strict_json: bool = True
    kept: bool = True
    same_host: bool = False


RULES: Mapping[FetchPurpose, Rule] = MappingProxyType(
    {
        FetchPurpose.DID_DOCUMENT: Rule(
            _JSON | {"application/did", "application/did+json", "application/did+ld+json", "application/cid"},
            max_redirects=0,
            max_bytes=256 * _KIB,
        ),
        FetchPurpose.JSON_WEB_KEY: Rule(frozenset({"application/json", "application/jwk+json"}), max_redirects=0, max_bytes=64 * _KIB),
        FetchPurpose.STATUS_LIST: Rule(_CREDENTIAL, max_redirects=2, max_bytes=1024 * _KIB),
        FetchPurpose.CREDENTIAL: Rule(_CREDENTIAL | _PICTURES, max_redirects=2, max_bytes=5 * 1024 * _KIB, strict_json=False, kept=False),
        FetchPurpose.HOSTED_ASSERTION: Rule(_JSON, max_redirects=2, max_bytes=1024 * _KIB, kept=False, same_host=True),
        FetchPurpose.BADGE_OBJECT: Rule(_JSON, max_redirects=2, max_bytes=1024 * _KIB, same_host=True),
    }
)


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """All numbers of the fetcher.

    total_seconds: by the wall, from the question to the last byte, redirects, waiting and name lookup included.
    connect_seconds: of these, until a hop's TLS stands.
    failures_to_open, failure_window_seconds: a host that was silent so often in so long is left alone until that has aged.
    contact_url: said in the User-Agent, so that a peer knows whom to ask.
    """

    ports: frozenset[int] = frozenset({443})
    total_seconds: float = 5.0
    connect_seconds: float = 3.0
    max_per_host: int = 4
    failures_to_open: int = 5
    failure_window_seconds: int = 60
    kept_at_least_seconds: int = 60
    kept_by_default_seconds: int = 300
    kept_at_most_seconds: int = 86_400
    absent_seconds: int = 60
    cache_entries: int = 2_048
    cache_bytes: int = 32 * 1024 * _KIB
    contact_url: str = ""
    rules: Mapping[FetchPurpose, Rule] = field(default_factory=lambda: RULES)

    @property
    def user_agent(self) -> str:
        """The fixed User-Agent."""
        return f"Proscenium (+{self.contact_url})" if self.contact_url else "Proscenium"


DEFAULT_POLICY = FetchPolicy()

PEER_RULE = Rule(frozenset({"application/json"}), max_redirects=0, max_bytes=256 * _KIB, kept=False)
"""What may come back from a configured peer."""

PEER_PORTS = frozenset({443, 8443})


@dataclass(frozen=True, slots=True)
class Exchange:
    """What is posted to a peer, and what may come back. `plain`: over http too, for the answer bears a signature of its own."""

    content_type: str
    rule: Rule
    ports: frozenset[int] = PEER_PORTS
    plain: bool = False


FORM = Exchange("application/x-www-form-urlencoded", PEER_RULE)
TIME_STAMP = Exchange(
    "application/timestamp-query",
    Rule(frozenset({"application/timestamp-reply"}), max_redirects=0, max_bytes=64 * _KIB, strict_json=False, kept=False),
    frozenset({80, 318, 443, 3180, 8080, 8443}),
    plain=True,
)
"""RFC 3161 §3.4: many authorities offer http alone."""
