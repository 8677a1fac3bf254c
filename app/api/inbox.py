"""`/v1/inbox/{integration}`: where learning systems post their events. They have a token of their own, no API key."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from app.api.openapi import Responses, body_of, problems
from app.edge.authentication import request_id_of
from app.edge.body import JsonBody
from app.edge.installation import Wired
from app.schemas.inbox_answers import ReceivedAnswer
from app.schemas.inbox_bodies import EventBody
from app.services.inbox import Posted, Received, receive_event
from app.services.installation import Installation
from app.services.links import credential_url
from app.services.prepare_demo_inbox import FIRST_EVENT

router = APIRouter(prefix="/v1/inbox", tags=["inbox"])

_AGAIN: Responses = {200: {"model": ReceivedAnswer, "description": "This event came before: how it stands now"}}
_EXAMPLES = {"completion": {"summary": "A learner completed a course, as the demo's `demo-lms` says it", "value": FIRST_EVENT}}
_BEARER = HTTPBearer(auto_error=False, scheme_name="integrationToken", description="The token of an integration: `inbox_…`")

Slug = Annotated[str, Path(max_length=100, description="The integration's slug")]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
TokenHeader = Annotated[str | None, Header(alias="X-Proscenium-Token", max_length=200, description="The integration's token")]


def given_token(bearer: Bearer = None, token: TokenHeader = None) -> str | None:
    """Return the token that stands in a header."""
    return token or (bearer.credentials.strip() if bearer else None)


Token = Annotated[str | None, Depends(given_token)]


@router.post(
    "/{integration}",
    status_code=202,
    summary="Post an event of a learning system",
    response_model=ReceivedAnswer,
    responses=_AGAIN | problems(401, 413, 415),
    openapi_extra=body_of(EventBody, _EXAMPLES),
)
async def post_event(integration: Slug, request: Request, installation: Wired, token: Token, body: JsonBody) -> Response:
    """Keep an event; what it leads to is worked out at once, but not while you wait. The same event again is told how it stands.

    The token goes into `Authorization: Bearer`, into `X-Proscenium-Token`, or, from Moodle, into the member `token` of the body.
    """
    posted = Posted(integration, body, token, request_id_of(request))
    received = await run_in_threadpool(receive_event, installation, posted)
    if not received.replayed:
        installation.nudge()
    answer = received_answer(installation, received).model_dump_json(exclude_none=True)
    return Response(answer, 200 if received.replayed else 202, {"Cache-Control": "no-store"}, "application/json")


def received_answer(installation: Installation, received: Received) -> ReceivedAnswer:
    """Return what the learning system is told of its event."""
    event, credential = received.event, received.credential
    link = credential_url(installation.public_url, credential.public_id) if credential else None
    return ReceivedAnswer(id=event.id, state=event.state, trouble=event.trouble, credential=event.credential_id, link=link)
