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
    edc: Annotated[str | None, Field(description="European Digital Credential (ELM 3.2), sealed with JAdES")] = None
    pdf: Annotated[str | None, Field(description="Certificate to read and print, with the signed credentials attached")] = None
    png: Annotated[str | None, Field(description="Certificate as PNG with the Open Badge in it")] = None
    svg: Annotated[str | None, Field(description="Certificate as SVG with the Open Badge in it")] = None


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
