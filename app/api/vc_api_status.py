"""`/vc-api`: what becomes of issued credentials, their status lists, and challenges for presentations.

Spec: VCALM (W3C), https://w3c.github.io/vcalm/; ../shared/docs/conformance.md §2
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.discovery import LIST, Accept, IfNoneMatch, published_list
from app.api.openapi import Responses, body_of, problems
from app.api.vc_api_examples import STATUS, STATUS_LIST
from app.edge.authentication import request_id_of, with_scope
from app.edge.body import json_body_or_nothing
from app.edge.installation import Wired
from app.model.record import Client
from app.schemas.moments import write_moment
from app.schemas.requests import read_body
from app.schemas.vc_api_answers import VcChallengeAnswer, VcRecordAnswer, VcStatusEntryAnswer, VcStatusListAnswer, VcStatusSetAnswer
from app.schemas.vc_api_bodies import VcStatusBody, VcStatusListBody
from app.services.vc_api_access import STATUS as SCOPE
from app.services.vc_api_challenges import make_challenge
from app.services.vc_api_status import forget_issued, known_issuance, revoke_issued, settle_list

router = APIRouter(prefix="/vc-api", tags=["vc-api"])

Keeper = Annotated[Client, Depends(with_scope(SCOPE))]
Body = Annotated[bytes, Depends(json_body_or_nothing)]
_OPEN_ALREADY: Responses = {200: {"model": VcStatusListAnswer, "description": "There is an open one"}}
CredentialId = Annotated[str, Path(description="The credential's id, percent-encoded, or the last part of the `Location` of its issue")]


@router.post(
    "/credentials/status",
    summary="Set the status of a credential",
    responses=problems(401, 403, 404, 409, 413, 415),
    openapi_extra=body_of(VcStatusBody, STATUS),
)
async def post_status(request: Request, installation: Wired, client: Keeper, body: Body) -> VcStatusSetAnswer:
    """Revoke a credential that was issued with a status (`status: true`), for good. The list says so within seconds."""
    order = read_body(VcStatusBody, body)
    await run_in_threadpool(revoke_issued, installation, client, order, request_id_of(request))
    return VcStatusSetAnswer(credentialId=order.credential_id, status=order.status)


@router.get("/credentials/{credential_id:path}", summary="Read what is kept of a credential", responses=problems(401, 403, 404))
def get_credential(credential_id: CredentialId, installation: Wired, client: Keeper) -> VcRecordAnswer:
    """Return what was written down when the credential was issued: never the credential itself, for it is not kept."""
    known = known_issuance(installation, client, credential_id)
    entry = VcStatusEntryAnswer(statusListIndex=str(known.row.index), statusListCredential=known.list_url)
    return VcRecordAnswer(
        id=known.row.id,
        issued_at=write_moment(known.row.created_at),
        sha256=known.row.sha256 or "",
        revoked=known.revoked,
        credentialStatus=entry,
    )


@router.delete(
    "/credentials/{credential_id:path}",
    status_code=204,
    summary="Forget a credential",
    responses=problems(401, 403, 404),
    response_class=Response,
)
def delete_credential(request: Request, credential_id: CredentialId, installation: Wired, client: Keeper) -> Response:
    """Forget by what the credential would be known again. Its status stays as it is, and can be set no more."""
    forget_issued(installation, client, credential_id, request_id_of(request))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post(
    "/status-lists",
    status_code=201,
    summary="Open a status list",
    responses=_OPEN_ALREADY | problems(401, 403, 404, 413, 415),
    openapi_extra=body_of(VcStatusListBody, STATUS_LIST),
)
async def post_status_list(request: Request, installation: Wired, client: Keeper, body: Body, response: Response) -> VcStatusListAnswer:
    """Open the list from which an instance's credentials take their entries, unless one is open. Issuing does so by itself."""
    order = read_body(VcStatusListBody, body)
    settled = await run_in_threadpool(settle_list, installation, client, order, request_id_of(request))
    address = f"{installation.public_url}/vc-api/status-lists/{settled.list_id}"
    response.headers["Location"] = address
    if not settled.opened:
        response.status_code = HTTPStatus.OK
    return VcStatusListAnswer(id=address)


@router.get(
    "/status-lists/{list_id}",
    summary="Read a status list",
    response_class=Response,
    responses=LIST,
)
def get_status_list(list_id: str, installation: Wired, if_none_match: IfNoneMatch = None, accept: Accept = None) -> Response:
    """Return the list as it is served at the address that credentials name: `/status/{list_id}`."""
    return published_list(installation, list_id, if_none_match, accept)


@router.post("/challenges", status_code=201, summary="Ask for a challenge", responses=problems())
def post_challenge(installation: Wired) -> VcChallengeAnswer:
    """Return a challenge that one presentation may answer, within a quarter of an hour."""
    return VcChallengeAnswer(challenge=make_challenge(installation))
