"""`/v1/inbox-events`: what learning systems posted, what it led to, and beginning anew."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.integrations import Steward
from app.api.openapi import problems
from app.edge.installation import Wired
from app.schemas.inbox_answers import EventAnswer, EventPageAnswer, EventViewAnswer
from app.schemas.inbox_bodies import EventFilters
from app.services.inbox_events import event_view, list_events, replay_event

router = APIRouter(prefix="/v1/inbox-events", tags=["inbox"])

EventId = Annotated[str, Path(max_length=100)]


@router.get("", summary="List events", responses=problems(401, 403), response_model_exclude_none=True)
def get_events(installation: Wired, actor: Steward, filters: Annotated[EventFilters, Query()]) -> EventPageAnswer:
    """Return events, the newest first, a page at a time: pass `next` as `after` for the page that follows."""
    return list_events(installation, actor.tenant_id, filters, actor.mode)


@router.get("/{event_id}", summary="Look at an event", responses=problems(401, 403, 404), response_model_exclude_none=True)
def get_event(event_id: EventId, installation: Wired, actor: Steward) -> EventViewAnswer:
    """Return one event with what it said, personal data masked."""
    return event_view(installation, actor.tenant_id, event_id, actor.mode)


@router.post("/{event_id}/replay", summary="Begin an event anew", responses=problems(401, 403, 404), response_model_exclude_none=True)
def post_replay(event_id: EventId, installation: Wired, actor: Steward) -> EventAnswer:
    """Work an event out once more, by the rules as they are now. It never issues twice; what it led to already stays."""
    answer = replay_event(installation, actor, event_id)
    installation.nudge()
    return answer
