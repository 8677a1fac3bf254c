"""`/v1/credentials`: issue, read, list, files. For the systems of an institution, with an API key."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.files import file_headers
from app.api.openapi import BINARY, Responses, body_of, given, problems
from app.baking import PICTURES
from app.crypto.hashes import sha256_hex
from app.edge.authentication import request_id_of, with_scope
from app.edge.body import JsonBody, media_type_of, read_capped
from app.edge.installation import Wired
from app.errors import UnsupportedMediaType
from app.model.record import Client
from app.schemas.requests import IssueBody, read_body
from app.schemas.responses import CredentialAnswer, CredentialPageAnswer
from app.services.bake import BakeOrder, bake_for_client
from app.services.issue import issue
from app.services.orders import Issued, IssueOrder
from app.services.prepare_demo import FIRST_ORDER
from app.services.read_credentials import Filters, list_credentials, read_credential
from app.services.represent import representation_for_client

router = APIRouter(prefix="/v1/credentials", tags=["credentials"])

Issuer = Annotated[Client, Depends(with_scope("credentials:issue"))]
Reader = Annotated[Client, Depends(with_scope("credentials:read"))]
CredentialId = Annotated[str, Path(max_length=100)]
Name = Annotated[str, Path(max_length=100, description="`ob3-jsonld`, `ob3-jwt`, `edc`, `pdf`, `png` or `svg`")]
BakedName = Annotated[str, Query(max_length=100, description="Which signed file: `ob3-jsonld` or `ob3-jwt`")]
IdempotencyKey = Annotated[
    str | None,
    Header(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$", description="One per request: a retry with it never issues twice"),
]

_AGAIN: Responses = {200: {"model": CredentialAnswer, "description": "This award exists: its first credential, as it stands now"}}
_FILE = given("The bytes of the file, identical each time", "application/vc", "text/plain", "application/ld+json", *BINARY, "image/svg+xml")
_BAKED = given("The picture with the signed file in it", "image/png", "image/svg+xml")
_CIRCLE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><circle cx="50" cy="50" r="48" fill="#1d5b79"/></svg>'
_PICTURES = {
    "image/png": {"schema": {"type": "string", "format": "binary"}},
    "image/svg+xml": {"schema": {"type": "string"}, "examples": {"circle": {"summary": "A plain circle", "value": _CIRCLE}}},
}
_SHUT = "sandbox; default-src 'none'; frame-ancestors 'none'"
_EXAMPLES = {"completion": {"summary": "A learner passed a course of a learning platform", "value": FIRST_ORDER}}


@router.post(
    "",
    status_code=201,
    summary="Issue a credential",
    response_model=CredentialAnswer,
    responses=_AGAIN | problems(401, 403, 409, 410, 413, 415),
    openapi_extra=body_of(IssueBody, _EXAMPLES),
)
async def post_credential(
    request: Request, installation: Wired, client: Issuer, body: JsonBody, idempotency_key: IdempotencyKey = None
) -> Response:
    """A learner completed something: sign it, store it, and say where it is to be seen.

    The same `Idempotency-Key` with the same body gives the same answer, however often; the same award (issuer, achievement,
    recipient, `source_ref`) under another key gives its first credential with status 200.
    """
    order = IssueOrder(client, read_body(IssueBody, body), body_digest(body), idempotency_key, request_id_of(request))
    issued = await run_in_threadpool(issue, installation, order)
    return issued_response(issued)


@router.get("", summary="List credentials", responses=problems(401, 403), response_model_exclude_none=True)
def get_credentials(
    installation: Wired,
    client: Reader,
    filters: Annotated[Filters, Query()],
) -> CredentialPageAnswer:
    """Return credentials, newest first, a page at a time: pass `next` as `after` for the page that follows."""
    return list_credentials(installation, client, filters)


@router.get("/{credential_id}", summary="Read a credential", responses=problems(401, 403, 404), response_model_exclude_none=True)
def get_credential(credential_id: CredentialId, installation: Wired, client: Reader, response: Response) -> CredentialAnswer:
    """Return one credential of this tenant in its present state; its `ETag` is what a change may name as `If-Match`."""
    answer = read_credential(installation, client, credential_id)
    response.headers["ETag"] = f'"{answer.revision}"'
    return answer


@router.get(
    "/{credential_id}/representations/{name}",
    summary="Download a file of a credential",
    response_class=Response,
    responses=_FILE | problems(401, 403, 404, 409, 410),
)
def get_representation(credential_id: CredentialId, name: Name, installation: Wired, client: Reader) -> Response:
    """Return a file of the credential. It is made when first asked for, then always the same.

    Open Badge as JSON-LD (`ob3-jsonld`) or JWT (`ob3-jwt`); sealed European Digital Credential (`edc`); certificate as PDF (`pdf`), which
    carries all of them, or as picture (`png`, `svg`) with the Open Badge in it. Without a seal of the issuer there is no `edc` (409).
    """
    file = representation_for_client(installation, client, credential_id, name)
    return Response(file.body, media_type=file.media_type, headers=file_headers(file))


@router.post(
    "/{credential_id}/baked",
    summary="Bake a signed file into a picture",
    response_class=Response,
    responses=_BAKED | problems(401, 403, 404, 409, 410, 413, 415),
    openapi_extra={"requestBody": {"required": True, "content": _PICTURES}},
)
async def post_baked(
    request: Request, credential_id: CredentialId, installation: Wired, client: Reader, representation: BakedName = "ob3-jsonld"
) -> Response:
    """Send a PNG or an SVG, get it back as a badge: with the signed file in it, in place of any that it held. It is kept nowhere.

    An SVG must be UTF-8, without document type, scripts, event handlers and anything that is fetched from elsewhere.
    """
    found = next((each for each in PICTURES if each.media_type == media_type_of(request)), None)
    if found is None:
        raise UnsupportedMediaType("Send the picture as image/png or image/svg+xml.")
    picture = await read_capped(request, installation.max_upload_bytes)
    order = BakeOrder(credential_id, representation, picture, found)
    file = await run_in_threadpool(bake_for_client, installation, client, order)
    headers = {
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Security-Policy": _SHUT,
        "Cache-Control": "no-store",
    }
    return Response(file.body, media_type=file.media_type, headers=headers)


def issued_response(issued: Issued) -> Response:
    """Return the answer to a request to issue."""
    headers = {
        "Location": f"/v1/credentials/{issued.credential_id}",
        "ETag": f'"{orjson.loads(issued.body).get("revision", 0)}"',
        "Idempotency-Replayed": "true" if issued.replayed else "false",
        "Cache-Control": "no-store",
    }
    return Response(issued.body, status_code=issued.status, media_type="application/json", headers=headers)


def body_digest(body: bytes) -> str:
    """Return the digest of a body that tells whether two requests are the same: key order and white space do not count."""
    return sha256_hex(orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS))
