"""`/healthz`: the process runs. `/readyz`: it can do its work."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from app.api.openapi import Responses
from app.edge.installation import Wired
from app.services.health import is_ready

router = APIRouter(tags=["operation"])
NOT_READY: Responses = {503: {"description": "The database does not answer"}}


@router.get("/healthz", summary="Does the process run?", response_class=Response)
def get_health() -> Response:
    """Answer, whatever else may be down."""
    return Response("ok\n", media_type="text/plain")


@router.get(
    "/readyz", summary="Can it do its work?", response_class=Response, responses={503: {"description": "The database does not answer"}}
)
def get_readiness(installation: Wired) -> Response:
    """Answer 200 when the database answers, else 503."""
    ready = is_ready(installation)
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return Response("ready\n" if ready else "the database does not answer\n", status_code=status, media_type="text/plain")
