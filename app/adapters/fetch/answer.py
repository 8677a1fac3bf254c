"""What comes back when something is asked for: the bytes, or why there are none."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.errors import EvidenceError


class FetchPurpose(StrEnum):
    """What an address is asked for; `policy.RULES` says what may come back for each."""

    DID_DOCUMENT = "did-document"
    STATUS_LIST = "status-list"
    JSON_WEB_KEY = "json-web-key"
    CREDENTIAL = "credential"
    HOSTED_ASSERTION = "hosted-assertion"
    BADGE_OBJECT = "badge-object"


class Origin(StrEnum):
    """Where an answer came from, in the words of `model.report.Source`."""

    NETWORK = "network"
    CACHE = "cache"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address said: exactly one of `body` and `trouble` is there.

    `url` is the address as it was asked for. `content_type` is the media type in lower case, without parameters; None where
    nobody said it. `fetched_at` is when the network was asked (or failed), also for an answer from the cache.
    """

    url: str
    body: bytes | None
    content_type: str | None
    trouble: EvidenceError | None
    fetched_at: datetime
    origin: Origin = Origin.NETWORK

    @property
    def cached(self) -> bool:
        """Whether this was remembered rather than asked for now."""
        return self.origin is Origin.CACHE


class Source(Protocol):
    """Answers for addresses: the network, or documents at hand."""

    def fetch(self, url: str, purpose: FetchPurpose) -> Answer:
        """Return what `url` says; never raises for what the world lacks."""
        ...
