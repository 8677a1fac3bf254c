"""`/v1/credentials/{id}/…`: revoke, suspend, reinstate, reissue. For the systems of an institution, with an API key."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.credentials import CredentialId, IdempotencyKey, body_digest, issued_response
from app.api.openapi import body_of, problems
from app.crypto.hashes import sha256_hex
from app.edge.authentication import request_id_of, with_scope
from app.edge.body import JsonBody
from app.edge.installation import Wired
from app.errors import NotPermitted
from app.model.lifecycle import Change, Reason
from app.model.record import Client
from app.schemas.lifecycle_bodies import ChangeBody, ReissueBody
from app.schemas.requests import read_body
from app.schemas.responses import CredentialAnswer
from app.services.answer_change import ChangeRequest, answer_change
from app.services.audited import client_actor
from app.services.change_credential import ChangeOrder
from app.services.installation import Installation
from app.services.orders import Keyed
from app.services.reissue import ReissueOrder, reissue

router = APIRouter(prefix="/v1/credentials/{credential_id}", tags=["lifecycle"])

Revoker = Annotated[Client, Depends(with_scope("credentials:revoke"))]
IfMatch = Annotated[
    str | None,
    Header(pattern=r'^(\*|"[0-9]{1,9}")$', description="The `ETag` that you saw; 412 where the credential changed since", examples=['"0"']),
]

_REFUSALS = problems(401, 403, 404, 409, 410, 412, 413, 415)
_CHANGE = body_of(ChangeBody, {"error": {"summary": "It was a mistake", "value": {"reason": "issued_in_error", "note": "See #77"}}})
_REISSUE = body_of(
    ReissueBody,
    {
        "name": {
            "summary": "The name was misspelt",
            "value": {"recipient": {"name": "Ada Correct"}, "reason": "name_correction", "authority": "Registrar's office; passport seen"},
        }
    },
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a change, under which Idempotency-Key, of which revision."""

    client: Client
    request_id: str | None
    idempotency_key: str | None
    if_match: int | None

    def keyed(self, action: str, credential_id: str, body: bytes) -> Keyed:
        """Return the request as it may be repeated: the same action, of the same credential, with the same body."""
        asked = f"{action} {credential_id} {body_digest(body)}"
        return Keyed(self.client, sha256_hex(asked.encode()), self.idempotency_key)


def asking(request: Request, client: Revoker, idempotency_key: IdempotencyKey = None, if_match: IfMatch = None) -> Asking:
    """Return who asks, and on which conditions."""
    revision = None if if_match in {None, "*"} else int((if_match or "").strip('"'))
    return Asking(client, request_id_of(request), idempotency_key, revision)


Asked = Annotated[Asking, Depends(asking)]


@router.post("/revoke", summary="Revoke a credential", response_model=CredentialAnswer, responses=_REFUSALS, openapi_extra=_CHANGE)
async def post_revoke(credential_id: CredentialId, installation: Wired, asked: Asked, body: JsonBody) -> Response:
    """The credential is not valid any more, everywhere: its status list says so within seconds. There is no way back.

    Asking again for the same reason changes nothing and is answered alike.
    """
    return await _changed(installation, credential_id, asked, Change.REVOKED, body)


@router.post("/suspend", summary="Suspend a credential", response_model=CredentialAnswer, responses=_REFUSALS, openapi_extra=_CHANGE)
async def post_suspend(credential_id: CredentialId, installation: Wired, asked: Asked, body: JsonBody) -> Response:
    """The credential is not current until it is reinstated. This verifier and its pages say so; others do not see a suspension."""
    return await _changed(installation, credential_id, asked, Change.SUSPENDED, body)


@router.post("/reinstate", summary="Reinstate a credential", response_model=CredentialAnswer, responses=_REFUSALS, openapi_extra=_CHANGE)
async def post_reinstate(credential_id: CredentialId, installation: Wired, asked: Asked, body: JsonBody) -> Response:
    """The suspension ends: the credential is valid again."""
    return await _changed(installation, credential_id, asked, Change.REINSTATED, body)


@router.post(
    "/reissue",
    status_code=201,
    summary="Reissue a credential, corrected or renewed",
    response_model=CredentialAnswer,
    responses=_REFUSALS,
    openapi_extra=_REISSUE,
)
async def post_reissue(credential_id: CredentialId, installation: Wired, asked: Asked, body: JsonBody) -> Response:
    """A further credential of the same award: the old one is revoked as superseded, and each page tells of the other.

    A correction keeps the dates; a renewal begins now. A revoked credential stays revoked, its successor counts.
    """
    parsed = read_body(ReissueBody, body)
    if "credentials:issue" not in asked.client.scopes:
        raise NotPermitted("This API key lacks the scope credentials:issue: reissuing needs both.")
    actor = client_actor(asked.client, asked.request_id)
    order = ReissueOrder(actor, credential_id, parsed, asked.keyed("reissue", credential_id, body), asked.if_match)
    return issued_response(await run_in_threadpool(reissue, installation, order))


async def _changed(installation: Installation, credential_id: str, asked: Asking, change: Change, body: bytes) -> Response:
    parsed = read_body(ChangeBody, body)
    actor = client_actor(asked.client, asked.request_id)
    order = ChangeOrder(actor, credential_id, Reason(parsed.reason), parsed.note, asked.if_match)
    request = ChangeRequest(order, change, asked.keyed(change, credential_id, body))
    return issued_response(await run_in_threadpool(answer_change, installation, request))
