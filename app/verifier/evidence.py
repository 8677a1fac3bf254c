"""Evidence: what an address said when it was asked, what our own register says, and what is in the way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.errors import EvidenceError
from app.model.report import Source
from app.model.seal import Anchors, OwnSeal


class Purpose(StrEnum):
    """What an address is asked for."""

    CONTROLLER = "did-document"
    KEY = "json-web-key"
    STATUS_LIST = "status-list"
    CREDENTIAL = "credential"
    HOSTED_ASSERTION = "hosted-assertion"
    BADGE_OBJECT = "badge-object"


@dataclass(frozen=True, slots=True)
class Address:
    """A URL from which evidence is wanted, and what is expected there."""

    url: str
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address said: `body`, or why there is none. `origin` is `own`, `network`, `cache` or `given`."""

    url: str
    body: bytes | None
    trouble: EvidenceError | None
    fetched_at: datetime
    origin: str


def source_of(fetched: Fetched) -> Source:
    """Return what a report says of an address that was asked."""
    return Source(fetched.url, fetched.fetched_at, fetched.origin, reached=fetched.body is not None)


Evidence = Mapping[str, Fetched]
"""By URL; a DID may stand for the URL of its document, which is how documents of unknown DID methods are given."""


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """What our own register says of the credential; it counts only if `issuer` is the one that the credential names.

    superseded_by: where the newer version is, where it was replaced.
    signed_at: when we signed exactly the bytes presented; None where these are not bytes of ours.
    """

    issuer: str
    revoked: bool = False
    suspended: bool = False
    superseded_by: str | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SealTrust:
    """Whose seals count: under which certificates, and what our own register says of those that are ours, by SHA-256 (hexadecimal)."""

    anchors: Anchors = field(default_factory=Anchors)
    own: Mapping[str, OwnSeal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What was found of one proof, key or entry: the code of a finding, and its facts."""

    code: str
    facts: Mapping[str, str]
