"""What a verification found: seven numbered checks, their outcomes, one verdict, and the content as read from what was signed.

Codes only: `wording/` makes the sentences. The verdict's table: docs/decisions/0006-verdict.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import IntEnum, StrEnum


class Check(IntEnum):
    """The seven checks, in order, with their numbers."""

    READABLE = 1
    SCHEMA = 2
    ISSUER_KEY = 3
    PROOF = 4
    VALIDITY = 5
    STATUS = 6
    ISSUER_TRUST = 7


class Outcome(StrEnum):
    """How a check ended. Unknown is never green; not applicable never counts."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    """The one answer."""

    VALID = "valid"
    VALID_NOT_CURRENT = "valid_not_current"
    NOT_VALID = "not_valid"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: a stable `code` and the facts that its sentence names (all text, already safe to show as text)."""

    check: Check
    outcome: Outcome
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """An address that was consulted, how old the copy is, and where it came from: `own`, `network`, `cache` or `given`.

    `reached`: whether there was a copy; else `fetched_at` is when it was asked for in vain.
    """

    url: str
    fetched_at: datetime
    origin: str
    reached: bool = True


@dataclass(frozen=True, slots=True)
class ContentItem:
    """A named thing with an optional address and code: an alignment, an outcome, a piece of evidence. `moment` is a result's."""

    name: str
    url: str | None = None
    code: str | None = None
    framework: str | None = None
    text: str | None = None
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """The credential's content, as read from what was signed; only what was there, texts as they stood.

    `recipient` is the name where the credential names one; `recipient_id` an identifier (DID); `recipient_hashed` says that the
    credential identifies the recipient by a hash alone; `hosted` that nothing is signed, and the issuer's web address vouches. `level`,
    `field_of_study`, `mode`, `assessment`, `quality_assurance`, `identity_check`, `learning_setting` are items read from alignments of
    our convention.
    """

    credential_id: str | None
    title: str
    description: str | None = None
    recipient: str | None = None
    recipient_id: str | None = None
    recipient_hashed: bool = False
    hosted: bool = False
    issuer_id: str | None = None
    issuer_name: str | None = None
    issuer_country: str | None = None
    issuer_url: str | None = None
    awarding_body: str | None = None
    achievement_id: str | None = None
    achievement_type: str | None = None
    criteria: str | None = None
    awarded_at: datetime | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    level: ContentItem | None = None
    credits: Decimal | None = None
    credits_earned: Decimal | None = None
    hours: int | None = None
    field_of_study: ContentItem | None = None
    learning_setting: ContentItem | None = None
    identity_check: ContentItem | None = None
    modes: tuple[ContentItem, ...] = ()
    assessment: tuple[ContentItem, ...] = ()
    quality_assurance: tuple[ContentItem, ...] = ()
    outcomes: tuple[ContentItem, ...] = ()
    competences: tuple[ContentItem, ...] = ()
    occupations: tuple[ContentItem, ...] = ()
    parts: tuple[ContentItem, ...] = ()
    part_of: tuple[ContentItem, ...] = ()
    results: tuple[ContentItem, ...] = ()
    evidence: tuple[ContentItem, ...] = ()
    endorsed_id: str | None = None
    comment: str | None = None
    test: bool = False


class Part(StrEnum):
    """What of a credential an endorsement stands in, and so is about."""

    CREDENTIAL = "credential"
    ACHIEVEMENT = "achievement"
    ISSUER = "issuer"


class RecipientMatch(StrEnum):
    """Whether a credential was made out to whom its holder says to be."""

    MATCHES = "matches"
    DIFFERS = "differs"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Refresh:
    """What came of looking for a newer version where the issuer said that one may lie.

    code: `refreshed`, and then that version was judged; else why not: `unreachable`, `not-accepted`.
    """

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """A whole verification. `content` is None where the signature does not stand: then nothing of the document may be told.

    `findings` has exactly one finding per check, in order. `credential_format` is `open-badges`, `open-badges-2` (legacy),
    `verifiable-credential`, `europass` or `unknown`; `securing` names the proof, e.g. `eddsa-rdfc-2022`, `jwt RS256`, `jades ES256` or, of
    Open Badges 2.0, `hosted`. `carrier`: what it was taken out of and that was not checked itself, `pdf` or `picture`.
    """

    verdict: Verdict
    reason: str
    findings: tuple[Finding, ...]
    moment: datetime
    credential_format: str
    securing: str
    sources: tuple[Source, ...] = ()
    content: Content | None = None
    endorsements: "tuple[Endorsement, ...]" = ()
    more_endorsements: int = 0
    refresh: Refresh | None = None
    recipient: RecipientMatch | None = None
    carrier: str | None = None

    def finding(self, check: Check) -> Finding:
        """Return the finding of that check."""
        return self.findings[check - 1]


@dataclass(frozen=True, slots=True)
class Endorsement:
    """Somebody else's word on a part of a credential, judged by itself. `report.content` has who said it, and what.

    concerns: whether it says that it is about the very thing in which it stands; else it was meant for another.
    """

    about: Part
    concerns: bool
    report: Report
