"""What callers get about integrations, rules and events. Nothing here names a learner."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from app.schemas.responses import Answer, FaultAnswer


class ReceivedAnswer(Answer):
    """An event is kept; what it came to, as far as that is known."""

    id: str
    state: Annotated[str, Field(description="received, waiting, issued, ignored, unmatched or refused", examples=["received"])]
    trouble: Annotated[str | None, Field(description="Code of what hindered or ended it")] = None
    credential: str | None = None
    link: Annotated[str | None, Field(description="The credential's page")] = None


class IntegrationAnswer(Answer):
    """A learning system that posts its events here."""

    id: str
    slug: str
    kind: str
    address: Annotated[str, Field(description="Where it posts")]
    client: str
    mapping: dict[str, Any]
    call_back: Annotated[str | None, Field(description="Where it is asked who a learner is")] = None
    created_at: datetime
    disabled_at: datetime | None = None


class IntegrationTokenAnswer(IntegrationAnswer):
    """The same with its token, which is never to be had again."""

    token: str


class IntegrationPageAnswer(Answer):
    """The integrations of a tenant."""

    items: tuple[IntegrationAnswer, ...]


class RuleAnswer(Answer):
    """Which course leads to which achievement."""

    id: str
    integration: str
    position: int
    course: str
    achievement: str
    statuses: tuple[str, ...] = ()
    minimum_score: Decimal | None = None


class RulePageAnswer(Answer):
    """Rules, by integration, in the order in which they count."""

    items: tuple[RuleAnswer, ...]


class TriggerAnswer(Answer):
    """What was read in an event, without whom it is about."""

    happened: str
    course: str
    moment: datetime | None = None
    status: str | None = None
    score: Decimal | None = None
    learner: Annotated[tuple[str, ...], Field(description="What the event says of the learner: names of what it says, not the words")] = ()


class ForeseenAnswer(Answer):
    """What an event would come to; nothing was written."""

    would: Annotated[str, Field(description="issue, answer_earlier, ignore, keep_unmatched, ask_and_issue or refuse")]
    reason: Annotated[str | None, Field(description="Code of what hinders it")] = None
    trigger: TriggerAnswer | None = None
    rule: str | None = None
    achievement: str | None = None
    recipient_known: bool = False
    credential: Annotated[str | None, Field(description="The earlier credential of the same award")] = None
    missing: tuple[FaultAnswer, ...] = ()


class EventAnswer(Answer):
    """An event of the inbox."""

    id: str
    integration: str
    state: str
    received_at: datetime
    finished_at: datetime | None = None
    trouble: str | None = None
    attempts: int
    replays: int
    rule: str | None = None
    credential: str | None = None


class EventViewAnswer(EventAnswer):
    """An event with what it said, personal data masked; no payload once it was dropped or its learner erased."""

    payload: dict[str, Any] | None = None
    trigger: TriggerAnswer | None = None
    faults: tuple[FaultAnswer, ...] = ()


class EventPageAnswer(Answer):
    """Some events, the newest first; `next` is the `after` of the next page, absent on the last."""

    items: tuple[EventAnswer, ...]
    next: str | None = None
