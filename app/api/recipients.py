"""`/v1/recipients`: what an institution owes the people whose data it holds. With an API key."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.openapi import body_of, given, problems
from app.edge.authentication import request_id_of, with_scope
from app.edge.body import JsonBody
from app.edge.installation import Wired
from app.model.record import Client
from app.schemas.recipient_bodies import EraseBody, ErasureAnswer
from app.schemas.requests import read_body
from app.services.audited import client_actor
from app.services.erase_recipient import ErasureOrder, ErasureReason, erase_recipient
from app.services.export_recipient import export_recipient

router = APIRouter(prefix="/v1/recipients", tags=["people"])

Officer = Annotated[Client, Depends(with_scope("recipients:manage"))]
RecipientId = Annotated[str, Path(max_length=100, description="`recipient` of a credential's answer")]

_EXAMPLES = {"request": {"summary": "The learner asked for it", "value": {"reason": "holder_request"}}}
_REFUSED = problems(401, 403, 404)


@router.get(
    "/{recipient_id}/export",
    summary="Export what is held about a person",
    response_class=Response,
    responses=given("Everything, signed files too", "application/json") | problems(401, 403, 404, 410),
)
def get_export(recipient_id: RecipientId, request: Request, installation: Wired, client: Officer) -> Response:
    """Return everything that is held about a person: their data, awards, credentials with their history, files, events, audit ids.

    Spec: Regulation (EU) 2016/679, articles 15 and 20.
    """
    document = export_recipient(installation, client_actor(client, request_id_of(request)), recipient_id)
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{document["recipient"]["id"]}.json"'}
    return Response(orjson.dumps(document), media_type="application/json", headers=headers)


@router.post(
    "/{recipient_id}/erase",
    summary="Erase a person",
    responses=_REFUSED | problems(413, 415),
    openapi_extra=body_of(EraseBody, _EXAMPLES),
)
async def post_erase(recipient_id: RecipientId, request: Request, installation: Wired, client: Officer, body: JsonBody) -> ErasureAnswer:
    """Destroy the key under which everything about a person lies. It cannot be undone; a second call has the same answer.

    Status and its bit do not change: a file that the learner kept verifies as before.

    Spec: Regulation (EU) 2016/679, article 17.
    """
    reason = ErasureReason(read_body(EraseBody, body).reason)
    order = ErasureOrder(client_actor(client, request_id_of(request)), recipient_id, reason)
    erasure = await run_in_threadpool(erase_recipient, installation, order)
    return ErasureAnswer(recipient=erasure.recipient_id, erased_at=erasure.erased_at, credentials=erasure.credentials)
