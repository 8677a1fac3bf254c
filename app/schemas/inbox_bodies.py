"""What callers send about integrations, rules and events."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.model.inbox import EVERY_COURSE, EventState
from app.schemas.requests import MAX_LIST, Body, HttpUrl, Line

MAX_MAPPING = 30

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$", description="Stands in the address", examples=["school-moodle"])]
Mapping = Annotated[
    dict[str, Any],
    Field(
        max_length=MAX_MAPPING,
        description="Where things stand in an event: JSON Pointers by name",
        examples=[{"course": "/course/id", "person.external_id": "/user/id", "person.name": "/user/name"}],
    ),
]


class CallBackBody(Body):
    """Where the learning system answers who a learner is, and what it wants to see for that."""

    url: Annotated[HttpUrl, Field(description="https, without query", examples=["https://moodle.example.org"])]
    token: Annotated[Line, Field(description="Kept encrypted, never shown again")]


class IntegrationBody(Body):
    """`POST /v1/integrations`: a learning system that will post its events."""

    slug: Slug
    kind: Annotated[Literal["moodle", "generic"], Field(examples=["generic"])]
    mapping: Mapping = Field(default_factory=dict)
    client: Annotated[Line | None, Field(description="Id of the client as which it issues; default: one of its own")] = None
    call_back: CallBackBody | None = None


class IntegrationChangeBody(Body):
    """`PATCH /v1/integrations/{id}`: what is left out stays as it was."""

    mapping: Mapping | None = None
    call_back: CallBackBody | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "IntegrationChangeBody":
        if self.mapping is None and self.call_back is None:
            raise ValueError("expected `mapping`, `call_back` or both")
        return self


class ConditionBody(Body):
    """What the result must be."""

    statuses: Annotated[tuple[Line, ...], Field(max_length=MAX_LIST, description="One of these, whatever the case")] = ()
    minimum_score: Annotated[Decimal | None, Field(ge=-1_000_000, le=1_000_000, decimal_places=6)] = None


class RuleBody(Body):
    """`POST /v1/rules`: which course leads to which achievement. The first rule that matches counts."""

    integration: Annotated[Line, Field(description="Slug or id", examples=["school-moodle"])]
    course: Annotated[Line, Field(description=f"The course's id there, or `{EVERY_COURSE}` for every one", examples=["7"])]
    achievement: Annotated[Line, Field(description="Slug of an achievement", examples=["inspire-m1"])]
    condition: ConditionBody = ConditionBody()
    position: Annotated[int | None, Field(ge=0, le=1_000_000, description="Default: after the others")] = None


class RuleTestBody(Body):
    """`POST /v1/rules/test`: what would an event come to?"""

    integration: Annotated[Line, Field(description="Slug or id", examples=["school-moodle"])]
    payload: Annotated[dict[str, Any], Field(description="The event as the learning system would post it")]


class EventBody(BaseModel):
    """`POST /v1/inbox/{integration}`: an event, as the learning system writes it."""

    model_config = ConfigDict(extra="allow")


class EventFilters(BaseModel):
    """What a list of events is narrowed to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: EventState | None = None
    integration: Annotated[str | None, Field(max_length=200, description="Slug or id")] = None
    after: Annotated[str | None, Field(max_length=100, description="`next` of the page before")] = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
