"""What learning systems report, and what is to become of it: integrations, their rules, and the events that came in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

EVERY_COURSE = "*"
"""Stands in a rule for whatever course it is."""


class EventState(StrEnum):
    """Where an event stands. The first and `waiting` are still worked on; the others are ends, from which a replay begins anew."""

    RECEIVED = "received"
    ISSUED = "issued"
    IGNORED = "ignored"
    UNMATCHED = "unmatched"
    WAITING = "waiting"
    REFUSED = "refused"


OPEN_STATES = (EventState.RECEIVED, EventState.WAITING)


@dataclass(frozen=True, slots=True)
class Integration:
    """One learning system that posts its events here.

    It issues as its client, whose mode and namespace are its own. Of its tokens only SHA-256 digests are kept; the former one opens
    until `former_until`. `mapping` says where in a body things stand; `peer_url` is where the system answers, and `peer_token_box`
    holds what it wants to see for that.
    """

    id: str
    tenant_id: str
    slug: str
    kind: str
    client_id: str
    token_sha256: str
    mapping: Mapping[str, Any]
    created_at: datetime
    former_sha256: str | None = None
    former_until: datetime | None = None
    peer_url: str | None = None
    peer_token_box: bytes | None = None
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IssuingRule:
    """Which achievement a course of an integration leads to. The first that matches counts, by `position`.

    `course` is exact, or `*`. `statuses` and `minimum_score`: what the result must be; nothing where it does not matter.
    """

    id: str
    tenant_id: str
    integration_id: str
    position: int
    course: str
    achievement: str
    created_at: datetime
    statuses: tuple[str, ...] = ()
    minimum_score: Decimal | None = None


@dataclass(frozen=True, slots=True)
class InboxEvent:
    """An event as it came in. `key_digest` makes it the same event again.

    `payload_box` lies under a key of its own (`wrapped_key`) until the learner is known, then under theirs (`recipient_id`).
    `subject_digest` finds it by the learner's identity. `trouble` is the code of what hindered or ended it.
    """

    id: str
    tenant_id: str
    integration_id: str
    key_digest: str
    state: EventState
    received_at: datetime
    payload_box: bytes | None = None
    wrapped_key: bytes | None = None
    recipient_id: str | None = None
    subject_digest: str | None = None
    rule_id: str | None = None
    credential_id: str | None = None
    trouble: str | None = None
    attempts: int = 0
    replays: int = 0
    finished_at: datetime | None = None
