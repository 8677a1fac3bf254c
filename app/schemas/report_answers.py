"""What a verification answers: the shapes of reports, for the OpenAPI and for the code that writes them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.schemas.responses import Answer


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
    reached: Annotated[bool, Field(description="false: nothing could be read there; `fetched_at` is when it was asked for in vain")]


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
    endorsed_id: Annotated[str | None, Field(description="Of an endorsement: what it is about")] = None
    comment: Annotated[str | None, Field(description="Of an endorsement: what it says")] = None
    test: bool = False


class EndorsementAnswer(Answer):
    """Somebody else's word on a part of the credential, judged by itself; it never changes the verdict on the credential."""

    about: Annotated[str, Field(description="credential, achievement or issuer: where it stands")]
    concerns: Annotated[bool, Field(description="Whether it says that it is about the thing in which it stands")]
    verdict: Annotated[str, Field(description="valid, valid_not_current, not_valid or cannot_tell")]
    title: str
    summary: str
    reason: str
    endorser_id: Annotated[str | None, Field(description="Absent where its signature does not stand, as are name and comment")] = None
    endorser_name: str | None = None
    comment: str | None = None
    checks: tuple[CheckAnswer, ...]


class RefreshAnswer(Answer):
    """Whether a newer version was found where the issuer said that one may lie."""

    code: Annotated[str, Field(description="refreshed (then the newer version was judged), unreachable or not-accepted")]
    says: str
    url: str
    detail: str | None = None


class RecipientMatchAnswer(Answer):
    """Whether the credential was made out to whom the caller named; it never changes the verdict."""

    outcome: Annotated[str, Field(description="matches, differs or cannot_tell")]
    says: str


class EuropassCheckAnswer(Answer):
    """One of the checks that Europass shows, in its own terms."""

    id: Annotated[str, Field(description="format, seal, owner, revocation, accreditation or validity")]
    concept: Annotated[str, Field(description="The check as a concept of http://data.europa.eu/snb/verification/25831c2")]
    title: str
    status: Annotated[str, Field(description="ok, error or skipped")]
    status_concept: Annotated[str, Field(description="The status as a concept of http://data.europa.eu/snb/verification-status/25831c2")]
    says: str
    rests_on: Annotated[tuple[int, ...], Field(description="The numbers of our checks to which it comes; none where it was not made")]


class EuropassAnswer(Answer):
    """The same report in Europass's terms; a check that is skipped makes the whole partially verified at most."""

    overall: Annotated[str, Field(description="verified, partially_verified or verification_failed")]
    title: str
    checks: tuple[EuropassCheckAnswer, ...]


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
    notice: Annotated[
        str | None, Field(description="What a reader should know of this format, such as that it is a legacy one, and of its carrier")
    ] = None
    carrier: Annotated[
        str | None, Field(description="What the credential was taken out of, `pdf` or `picture`: what is to be seen there was not checked")
    ] = None
    checked_at: datetime
    sources: tuple[SourceAnswer, ...] = ()
    endorsements: tuple[EndorsementAnswer, ...] = ()
    more_endorsements: Annotated[int | None, Field(description="How many further endorsements were not looked at")] = None
    refresh: RefreshAnswer | None = None
    recipient: RecipientMatchAnswer | None = None
    europass: Annotated[EuropassAnswer | None, Field(description="Of a European Digital Credential: the checks that Europass shows")] = None
