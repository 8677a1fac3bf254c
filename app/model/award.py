"""Who is given what, by whom, with which results: the snapshot from which every envelope of a credential is written."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from app.model.achievement import Achievement
from app.model.issuer import IssuerProfile, Organisation


class AwardState(StrEnum):
    """Where an award stands. *Under review* is a flag beside; *expired* is computed."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PENDING_APPROVAL = "pending_approval"
    ISSUED = "issued"
    CLAIMED = "claimed"
    REJECTED = "rejected"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Recipient:
    """The learner, as the caller named them. `did` only where it is a real identifier; `language` is a BCP 47 tag."""

    name: str
    email: str | None = None
    external_id: str | None = None
    did: str | None = None
    language: str = "en"


class ResultStatus(StrEnum):
    """Outcome of an assessment, in Open Badges' words (ResultStatusType)."""

    COMPLETED = "Completed"
    ENROLLED = "Enrolled"
    FAILED = "Failed"
    IN_PROGRESS = "InProgress"
    ON_HOLD = "OnHold"
    PROVISIONAL = "Provisional"
    WITHDREW = "Withdrew"


@dataclass(frozen=True, slots=True)
class AwardResult:
    """One result: a grade or score as `value`, or a status, or both; `achieved_at` is when."""

    value: str | None = None
    status: ResultStatus | None = None
    name: str | None = None
    achieved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What supports the award: a link, a narrative, or both."""

    url: str | None = None
    name: str | None = None
    narrative: str | None = None
    genre: str | None = None


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where a credential's status is said: list address, index from the left, purpose."""

    list_url: str
    index: int
    purpose: str = "revocation"


@dataclass(frozen=True, slots=True)
class AwardedPart:
    """A part of the whole that the learner had been awarded before; `credential_url` is the page of its own credential."""

    achievement: Achievement
    awarded_at: datetime
    credential_url: str
    results: tuple[AwardResult, ...] = ()
    credits_earned: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """Everything that one credential says. Moments are aware datetimes in UTC; addresses are absolute.

    `credential_url` is `{public_url}/c/{public_id}`, `achievement_url` `{public_url}/achievements/{slug}/v{n}`;
    `identity_salt` is fresh per credential: what hides an e-mail address in the file (never enough against guessing).
    `organisations` are those that achievement and parts name by their slugs: who awards, who assures quality. `parts` were awarded
    before. `europass`: the issuer had a seal, so a European Digital Credential of the same award stands beside the badge.
    """

    credential_url: str
    achievement_url: str
    achievement: Achievement
    issuer: IssuerProfile
    recipient: Recipient
    awarded_at: datetime
    valid_from: datetime
    status: StatusEntry
    identity_salt: str
    valid_until: datetime | None = None
    results: tuple[AwardResult, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    credits_earned: Decimal | None = None
    activity_started_at: datetime | None = None
    activity_ended_at: datetime | None = None
    organisations: tuple[Organisation, ...] = ()
    parts: tuple[AwardedPart, ...] = ()
    europass: bool = False
