"""`/healthz`: the process runs. `/readyz`: it can do its work. `/metrics`: what it counts."""

import hmac
from http import HTTPStatus
from typing import cast

import orjson
from fastapi import APIRouter, Request, Response

from app.api.openapi import Responses, given
from app.edge.installation import Wired
from app.edge.metrics import MEDIA_TYPE, Metrics
from app.edge.rules import rules_of
from app.errors import NotAuthenticated, NotFound
from app.services.health import readiness

router = APIRouter(tags=["operation"])

_TEXT = "text/plain"
_JSON = "application/json"
_RUNS = given("The process runs", _TEXT)
_READY = given("All parts hold; each has a stable code", _JSON)
_NOT_READY: Responses = {503: {**_READY[200], "description": "A part does not hold; its code says how it is"}}
_UNKEPT = {"Cache-Control": "no-store"}


@router.get("/healthz", summary="Does the process run?", response_class=Response, responses=_RUNS)
async def get_health() -> Response:
    """Answer, whatever else may be down; from the event loop itself, so also when every thread is at work."""
    return Response("ok\n", media_type=_TEXT, headers=_UNKEPT)


@router.get("/readyz", summary="Can it do its work?", response_class=Response, responses=_READY | _NOT_READY)
def get_readiness(installation: Wired) -> Response:
    """Answer 200 when database, keys, clock, background work and disk all hold, else 503."""
    parts = readiness(installation)
    ready = all(part.holds for part in parts)
    body = {"ready": ready, "parts": {part.name: part.code for part in parts}}
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return Response(orjson.dumps(body), status_code=status, media_type=_JSON, headers=_UNKEPT)


@router.get("/metrics", include_in_schema=False)
def get_metrics(request: Request) -> Response:
    """Answer what was counted, for Prometheus, to who has PROSCENIUM_METRICS_TOKEN; where none is set, there is no such address."""
    rules = rules_of(request)
    if not rules.metrics_open:
        if rules.metrics_token is None:
            raise NotFound("There is nothing at this address.")
        given_token = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given_token, f"Bearer {rules.metrics_token}".encode()):
            raise NotAuthenticated("Send the token of the metrics as `Authorization: Bearer …`.")
    metrics = cast("Metrics", request.app.state.metrics)
    return Response(metrics.text(), headers={**_UNKEPT, "Content-Type": MEDIA_TYPE})
