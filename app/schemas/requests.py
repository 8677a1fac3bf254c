"""What callers send: shapes, limits and the sentences for what does not fit.

Bodies pass the strict JSON reader first (`strict_json`), then these models: unknown members are refused, types are not
coerced, texts are NFC-normalised and free of control characters.
"""

import re
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from app.errors import Fault, SchemaViolation
from app.model.award import AwardResult, Evidence, Recipient, ResultStatus
from app.model.recipient import MAX_IDENTITY, RecipientClaim
from app.schemas.moments import read_moment
from app.schemas.strict_json import JsonLimits, pointer_token, read_object

MAX_NAME = 200
MAX_TEXT = 10_000
MAX_LIST = 50
_EMAIL = re.compile(r"[^@\s<>\"(),:;\\\[\]]{1,64}@[^@\s<>\"(),:;\\\[\]/]{1,255}")
_PLANES = "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
_UCS = f"\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef{_PLANES}\U000e1000-\U000efffd"
_PCHAR = rf"(?:[A-Za-z0-9._~!$&'()*+,;=:@{_UCS}-]|%[0-9A-Fa-f]{{2}})"
_HTTP_URL = re.compile(
    rf"https?://[A-Za-z0-9.-]+(:\d{{1,5}})?(?:/{_PCHAR}*)*(?:\?(?:{_PCHAR}|[/?\ue000-\uf8ff])*)?(?:#(?:{_PCHAR}|[/?])*)?"
)
"""RFC 3987 §2.2, http and https with a host name; nothing that a writer of RDF would refuse after the slot is taken."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_DID = re.compile(r"(?=.{1,1000}\Z)did:[a-z0-9]+:(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})*(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})")
_INVISIBLE = frozenset({"Cf", "Zs", "Zl", "Zp"})
"""What shows nothing by itself: marks of order and of direction, joiners, blanks."""
_MEMBER = re.compile(r"<\w+\.\w+: ('[^']*')>")
"""How pydantic names a member of an enumeration: its value alone is what may be sent."""

Model = TypeVar("Model", bound=BaseModel)


def _clean(text: str) -> str:
    cleaned = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t" for character in cleaned):
        raise ValueError("expected text without control characters")
    if all(unicodedata.category(character) in _INVISIBLE for character in cleaned):
        raise ValueError("expected some text")
    return cleaned


def _clean_line(text: str) -> str:
    cleaned = _clean(text)
    if "\n" in cleaned or "\t" in cleaned:
        raise ValueError("expected one line of text")
    return cleaned


def _in_utc(value: object) -> datetime:
    """Return the moment that is written there; nothing but a text with a zone is one."""
    try:
        return read_moment(value).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("expected a moment such as 2026-01-31T12:00:00Z") from error


def _matching(pattern: re.Pattern[str], expected: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"expected {expected}")
        return text

    return AfterValidator(check)


Line = Annotated[str, Field(min_length=1, max_length=MAX_NAME), AfterValidator(_clean_line)]
Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_clean)]
Moment = Annotated[datetime, BeforeValidator(_in_utc)]
Email = Annotated[str, Field(max_length=254), AfterValidator(_clean), _matching(_EMAIL, "an e-mail address such as ada@example.org")]
HttpUrl = Annotated[str, Field(max_length=2000), _matching(_HTTP_URL, "an http or https address without spaces or braces")]
LanguageTag = Annotated[str, _matching(_LANGUAGE, "a language tag such as en or pt-BR")]
Did = Annotated[str, _matching(_DID, "a DID such as did:key:z6Mk…")]


class Body(BaseModel):
    """A request body: frozen, nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RecipientBody(Body):
    """Who is given the credential. Identity is `external_id`, else `email`; with neither, an Idempotency-Key is compulsory."""

    name: Annotated[Line, Field(examples=["Ada Example"])]
    email: Annotated[Email | None, Field(examples=["ada@example.org"])] = None
    external_id: Annotated[Line | None, Field(description="The learner's id in the calling system", examples=["42"])] = None
    did: Annotated[Did | None, Field(description="Only a real identifier of the learner")] = None
    language: Annotated[LanguageTag, Field(description="Language of the credential's texts, where the achievement has it")] = "en"


class ResultBody(Body):
    """One result: `value` (a grade or score), `status`, or both."""

    value: Annotated[Line | None, Field(examples=["passed"])] = None
    status: ResultStatus | None = None
    name: Line | None = None
    achieved_at: Moment | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "ResultBody":
        if self.value is None and self.status is None:
            raise ValueError("expected `value`, `status` or both")
        return self


class EvidenceBody(Body):
    """What supports the award: `url`, `narrative` (Markdown), or both."""

    url: HttpUrl | None = None
    name: Line | None = None
    narrative: Text | None = None
    genre: Line | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "EvidenceBody":
        if self.url is None and self.narrative is None:
            raise ValueError("expected `url`, `narrative` or both")
        return self


def _told_apart(evidence: tuple[EvidenceBody, ...]) -> tuple[EvidenceBody, ...]:
    """Refuse one address for two pieces: in the signed graph nobody could tell which name belongs to which."""
    links = [piece.url for piece in evidence if piece.url]
    if len(links) > len(set(links)):
        raise ValueError("expected each `url` once among the evidence")
    return evidence


class DeliveryBody(Body):
    """How the learner hears of it. This release sends no mail: hand on `links.public` yourself."""

    email: Literal[False] = False


class IssueBody(Body):
    """`POST /v1/credentials`: a learner completed something."""

    achievement: Annotated[Line, Field(description="Slug or id of a published achievement: its latest version", examples=["inspire-m1"])]
    recipient: RecipientBody
    source_ref: Annotated[
        Line | None,
        Field(
            description="What this is in the calling system (ids, no names); with issuer, achievement, recipient it makes the award unique",
            examples=["moodle:course:7:user:42"],
        ),
    ] = None
    results: Annotated[tuple[ResultBody, ...], Field(max_length=MAX_LIST)] = ()
    evidence: Annotated[tuple[EvidenceBody, ...], Field(max_length=MAX_LIST), AfterValidator(_told_apart)] = ()
    awarded_at: Annotated[Moment | None, Field(description="When it was earned; default: now")] = None
    valid_from: Annotated[Moment | None, Field(description="Default: `awarded_at`")] = None
    valid_until: Annotated[Moment | None, Field(description="Default: what the achievement says, else for ever")] = None
    activity_started_at: Moment | None = None
    activity_ended_at: Moment | None = None
    credits_earned: Annotated[Decimal | None, Field(ge=0, le=1000, decimal_places=2)] = None
    delivery: DeliveryBody = DeliveryBody()

    def model_recipient(self) -> Recipient:
        """Return the recipient as a noun of the model."""
        return Recipient(**self.recipient.model_dump())

    def model_results(self) -> tuple[AwardResult, ...]:
        """Return the results as nouns of the model, moments in UTC."""
        return tuple(AwardResult(value=r.value, status=r.status, name=r.name, achieved_at=in_utc(r.achieved_at)) for r in self.results)

    def model_evidence(self) -> tuple[Evidence, ...]:
        """Return the evidence as nouns of the model."""
        return tuple(Evidence(**evidence.model_dump()) for evidence in self.evidence)


class ClaimBody(Body):
    """Who the holder of a credential says to be: compared with what it says, and then forgotten."""

    identity_type: Annotated[
        Line, Field(alias="identityType", description="A type of Open Badges, or `id` for a DID", examples=["emailAddress"])
    ]
    identity: Annotated[str, Field(min_length=1, max_length=MAX_IDENTITY), AfterValidator(_clean_line)]

    def claim(self) -> RecipientClaim:
        """Return the claim as a noun of the model."""
        return RecipientClaim(self.identity_type, self.identity)


class ClaimedBody(Body):
    """What may stand beside the credential in `POST /v1/verifications`."""

    recipient: ClaimBody | None = None

    @property
    def claim(self) -> RecipientClaim | None:
        """Who the holder says to be, where the caller wants that compared."""
        return self.recipient.claim() if self.recipient else None


class UrlBody(ClaimedBody):
    """`POST /v1/verifications` of what lies at an address."""

    url: Annotated[HttpUrl, Field(examples=["https://credentials.example.org/c/9fK2"])]


def in_utc(moment: datetime | None) -> datetime | None:
    """Return the moment in UTC and whole seconds: what is signed has no finer grain."""
    return moment.astimezone(UTC).replace(microsecond=0) if moment else None


def read_body(model: type[Model], body: bytes, limits: JsonLimits | None = None) -> Model:
    """Return the body as `model`, or raise MalformedJson, TooComplex, or SchemaViolation that names every fault with its pointer."""
    read_object(body, limits or JsonLimits())
    try:
        return model.model_validate_json(body, strict=True)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        faults = tuple(Fault(pointer(fault["loc"]), _sentence(fault["type"], fault["msg"])) for fault in errors)
        raise SchemaViolation("The body is not of the form that this address expects.", faults) from error


def pointer(location: tuple[str | int, ...]) -> str:
    """Return a JSON Pointer (RFC 6901) to a place that pydantic names."""
    return "".join(f"/{pointer_token(str(step))}" for step in location)


def _sentence(kind: str, message: str) -> str:
    if kind == "literal_error":
        return _MEMBER.sub(r"\1", message)
    return message.removeprefix("Value error, ")
