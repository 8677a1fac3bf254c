"""What callers get: the shapes of answers, for the OpenAPI and for the code that writes them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    """An answer's body. What has no value is left out."""

    model_config = ConfigDict(frozen=True)


class LinksAnswer(Answer):
    """Addresses of a credential: those that resolve. Those with a token are for the learner: hand them to nobody else."""

    public: Annotated[str | None, Field(description="Page with verdict and content, for anybody who has the link")] = None
    verify: Annotated[str | None, Field(description="The verifier, with this credential filled in")] = None
    qr: Annotated[str | None, Field(description="QR code of `public`, SVG")] = None
    ob3_jsonld: Annotated[str | None, Field(description="Open Badges 3.0, JSON-LD with Data Integrity proof")] = None
    ob3_jwt: Annotated[str | None, Field(description="Open Badges 3.0, VC-JWT (RS256)")] = None


class AchievementReference(Answer):
    """Which version of which achievement."""

    id: str
    slug: str
    version: int
    name: str


class IssuerReference(Answer):
    """Who signed."""

    did: str
    slug: str
    name: str


class StatusReferenceAnswer(Answer):
    """Where the credential's status is told."""

    list: str
    index: int
    purpose: str


class CredentialAnswer(Answer):
    """One credential, as its issuer's systems see it. Nothing here names the learner."""

    id: str
    state: Annotated[str, Field(examples=["issued"])]
    award: str
    recipient: str
    achievement: AchievementReference
    issuer: IssuerReference
    source_ref: str | None = None
    test: bool
    revision: Annotated[int, Field(description="Counts changes; the `ETag` of this answer")] = 0
    reason: Annotated[str | None, Field(description="Why it was revoked, suspended or replaced")] = None
    replaces: Annotated[str | None, Field(description="The credential in whose place it was made")] = None
    replaced_by: Annotated[str | None, Field(description="The credential that was made in its place")] = None
    awarded_at: datetime
    valid_from: datetime
    valid_until: datetime | None = None
    issued_at: datetime | None = None
    expired: bool
    status: StatusReferenceAnswer
    links: LinksAnswer


class CredentialPageAnswer(Answer):
    """Some credentials, newest first; `next` is the `after` of the next page, absent on the last."""

    items: tuple[CredentialAnswer, ...]
    next: str | None = None


class FaultAnswer(Answer):
    """One fault: where, and what was expected."""

    pointer: Annotated[
        str, Field(description="JSON Pointer (RFC 6901) into the body; `/query/…`, `/path/…`, `/header/…` for what is beside it")
    ]
    detail: str


class ProblemAnswer(Answer):
    """A refusal (RFC 9457). `type` is stable and opens a page; `errors` names every single fault."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str | None = None
    errors: tuple[FaultAnswer, ...] = ()


class CheckAnswer(Answer):
    """One of the seven checks."""

    number: int
    id: Annotated[str, Field(examples=["proof"])]
    state: Annotated[str, Field(examples=["passed"], description="passed, failed, unknown or not_applicable")]
    code: Annotated[str, Field(description="Stable; says more than the state")]
    title: str
    says: Annotated[str, Field(description="One plain sentence")]
    advice: str | None = None
    detail: Annotated[str | None, Field(description="For specialists: what exactly was found")] = None


class SourceAnswer(Answer):
    """What was consulted, and how old our copy is."""

    url: str
    fetched_at: datetime
    origin: Annotated[str, Field(description="own, network, cache or given")]


class ItemAnswer(Answer):
    """A named thing in the content; `moment` is when a result was reached."""

    name: str
    url: str | None = None
    code: str | None = None
    framework: str | None = None
    text: str | None = None
    moment: datetime | None = None


class ContentAnswer(Answer):
    """The content, as read from what was signed; absent where the signature does not stand."""

    credential_id: str | None = None
    title: str
    description: str | None = None
    recipient: str | None = None
    recipient_id: str | None = None
    recipient_hashed: bool = False
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
    level: ItemAnswer | None = None
    credits: float | None = None
    credits_earned: float | None = None
    hours: int | None = None
    field_of_study: ItemAnswer | None = None
    learning_setting: ItemAnswer | None = None
    identity_check: ItemAnswer | None = None
    modes: tuple[ItemAnswer, ...] = ()
    assessment: tuple[ItemAnswer, ...] = ()
    quality_assurance: tuple[ItemAnswer, ...] = ()
    outcomes: tuple[ItemAnswer, ...] = ()
    competences: tuple[ItemAnswer, ...] = ()
    occupations: tuple[ItemAnswer, ...] = ()
    parts: tuple[ItemAnswer, ...] = ()
    part_of: tuple[ItemAnswer, ...] = ()
    results: tuple[ItemAnswer, ...] = ()
    evidence: tuple[ItemAnswer, ...] = ()
    test: bool = False


class ReportAnswer(Answer):
    """A verification: one verdict, seven checks, the signed content, and what was consulted."""

    verdict: Annotated[str, Field(examples=["valid"], description="valid, valid_not_current, not_valid or cannot_tell")]
    title: str
    summary: str
    reason: Annotated[str, Field(description="Code of the finding that decided")]
    checks: tuple[CheckAnswer, ...]
    credential_view: ContentAnswer | None = None
    format: str
    securing: str
    notice: Annotated[str | None, Field(description="What a reader should know of this format, such as that it is a legacy one")] = None
    checked_at: datetime
    sources: tuple[SourceAnswer, ...] = ()


class AchievementAnswer(Answer):
    """One version of an achievement in the catalogue."""

    id: str
    version_id: str
    slug: str
    version: int
    kind: str
    name: str
    state: Annotated[str, Field(description="draft or published")]
    issuer: IssuerReference
    url: str
    sha256: str
    sample: bool


class AchievementPageAnswer(Answer):
    """Achievements of the catalogue."""

    items: tuple[AchievementAnswer, ...]


class ProfileCheckAnswer(Answer):
    """What a profile asks for and the achievement lacks; `conforms` when nothing is missing."""

    profile: str
    conforms: bool
    missing: tuple[FaultAnswer, ...] = ()
