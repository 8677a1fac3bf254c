"""`/healthz`: the process runs. `/readyz`: it can do its work."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from app.api.openapi import Responses, given
from app.edge.installation import Wired
from app.services.health import is_ready

router = APIRouter(tags=["operation"])

_TEXT = "text/plain"
_RUNS = given("The process runs", _TEXT)
_READY = given("The database answers", _TEXT)
_NOT_READY: Responses = {503: {**_READY[200], "description": "The database does not answer"}}


@router.get("/healthz", summary="Does the process run?", response_class=Response, responses=_RUNS)
async def get_health() -> Response:
    """Answer, whatever else may be down; from the event loop itself, so also when every thread is at work."""
    return Response("ok\n", media_type=_TEXT)


@router.get("/readyz", summary="Can it do its work?", response_class=Response, responses=_READY | _NOT_READY)
def get_readiness(installation: Wired) -> Response:
    """Answer 200 when the database answers, else 503."""
    ready = is_ready(installation)
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return Response("ready\n" if ready else "the database does not answer\n", status_code=status, media_type=_TEXT)
