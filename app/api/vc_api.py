"""`/vc-api`: issue what the caller wrote, verify, derive. The interface of the W3C's test suites and of wallets' back ends.

Refusals are our problem documents with the status 400; an answer to a verification has the specification's members beside.

Spec: VCALM (W3C), https://w3c.github.io/vcalm/; ../shared/docs/conformance.md §2
"""

from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.openapi import body_of, problems
from app.api.vc_api_examples import DERIVE, ISSUE, VERIFY, VERIFY_PRESENTATION
from app.edge.authentication import authenticated_or_nobody, request_id_of
from app.edge.body import json_body_or_nothing
from app.edge.installation import Wired
from app.edge.judging import run_judgement
from app.edge.problems import MEDIA_TYPE, problem_headers, problem_of
from app.errors import Fault, NotVerified, SchemaViolation
from app.model.record import Client
from app.model.secured import Document
from app.schemas.requests import read_body
from app.schemas.strict_json import read_object
from app.schemas.vc_api_answers import VcAnswer, VcVerifiedAnswer
from app.schemas.vc_api_bodies import VcDeriveBody, VcIssueBody, VcVerifyBody, VpVerifyBody
from app.services.api_outcomes import ApiOutcome
from app.services.vc_api_access import Caller
from app.services.vc_api_derive import derive_vc
from app.services.vc_api_issue import issue_vc
from app.services.vc_api_present import verify_answer
from app.services.verify_for_api import verify_credential

router = APIRouter(prefix="/vc-api", tags=["vc-api"])

Asker = Annotated[Client | None, Depends(authenticated_or_nobody)]
Body = Annotated[bytes, Depends(json_body_or_nothing)]
Instance = Annotated[str, Path(description="The name of an issuer instance: `proscenium vc-api list`")]
_NO_STORE = {"Cache-Control": "no-store"}


@router.post(
    "/issuers/{instance}/credentials/issue",
    status_code=201,
    summary="Issue a credential that you wrote",
    response_model=VcAnswer,
    responses=problems(401, 403, 404, 409, 413, 415),
    openapi_extra=body_of(VcIssueBody, ISSUE) | {"security": [{}]},
)
async def post_issue(request: Request, instance: Instance, installation: Wired, client: Asker, body: Body) -> Response:
    """Sign a credential as this instance signs; nothing is changed but what the instance adds: issuer, status entry, proof.

    An instance that is open (in a demo) asks for no API key. What is not valid is refused with every fault and its place.
    """
    order = read_body(VcIssueBody, body)
    issued = await run_in_threadpool(issue_vc, installation, instance, Caller(client, request_id_of(request)), order)
    headers = {**_NO_STORE}
    if issued.issuance_id is not None:
        headers["Location"] = f"{installation.public_url}/vc-api/credentials/{issued.issuance_id}"
    return _credential(issued.body, headers)


@router.post(
    "/credentials/verify",
    summary="Verify a credential for a program",
    response_model=VcVerifiedAnswer,
    responses=problems(413, 415),
    openapi_extra=body_of(VcVerifyBody, VERIFY),
)
async def post_verify(request: Request, installation: Wired, body: Body) -> Response:
    """Answer 200 where everything verifies, else 400 with every reason. No option makes less of the checks.

    For programs: a key that is not the issuer's is a warning here. People are told by `POST /v1/verifications`.
    """
    document = read_object(body)
    _options(document)
    outcome = await run_judgement(partial(verify_credential, installation, document.get("verifiableCredential")))
    return _outcome(request, outcome)


@router.post(
    "/presentations/verify",
    summary="Verify a presentation for a program",
    response_model=VcVerifiedAnswer,
    responses=problems(413, 415),
    openapi_extra=body_of(VpVerifyBody, VERIFY_PRESENTATION),
)
async def post_verify_presentation(request: Request, installation: Wired, body: Body) -> Response:
    """Answer 200 where the presentation answers `options.challenge` (and `options.domain`) and all its credentials verify, else 400."""
    document = read_object(body)
    asked = _options(document)
    work = partial(verify_answer, installation, document.get("verifiablePresentation"), _text(asked, "challenge"), _text(asked, "domain"))
    return _outcome(request, await run_judgement(work))


@router.post(
    "/credentials/derive",
    status_code=201,
    summary="Disclose a part of a credential",
    response_model=VcAnswer,
    responses=problems(413, 415),
    openapi_extra=body_of(VcDeriveBody, DERIVE),
)
async def post_derive(body: Body) -> Response:
    """Return the credential with less in it, and a proof of that, from one that was issued for it (ecdsa-sd-2023)."""
    order = read_body(VcDeriveBody, body)
    pointers = order.options.selective_pointers if order.options else ()
    return _credential(await run_judgement(partial(derive_vc, order.credential, pointers)), _NO_STORE)


def _options(document: Document) -> Document:
    """Return the options, none where they are left out; raises SchemaViolation for what are none."""
    options = document.get("options")
    if options is not None and not isinstance(options, dict):
        raise SchemaViolation("The body is not of the form that this address expects.", (Fault("/options", "expected an object"),))
    return options or {}


def _text(options: Document, name: str) -> str | None:
    """Return what was asked, None where nothing was; raises SchemaViolation for what cannot be: it is never left unasked."""
    value = options.get(name)
    if value is not None and not isinstance(value, str):
        raise SchemaViolation("The body is not of the form that this address expects.", (Fault(f"/options/{name}", "expected a text"),))
    return value


def _credential(body: bytes, headers: dict[str, str]) -> Response:
    """Return a credential as it was written, byte by byte."""
    content = b'{"verifiableCredential":' + body + b"}"
    return Response(content, status_code=HTTPStatus.CREATED, media_type="application/json", headers=headers)


def _outcome(request: Request, outcome: ApiOutcome) -> Response:
    told = {
        "verified": outcome.verified,
        "problemDetails": [asdict(each) for each in outcome.errors],
        "warnings": [asdict(each) for each in outcome.warnings],
        "errors": [asdict(each) for each in outcome.errors],
    }
    if outcome.verified:
        return Response(orjson.dumps(told), media_type="application/json", headers=_NO_STORE)
    problem = problem_of(request, NotVerified("; ".join(dict.fromkeys(each.detail for each in outcome.errors))))
    content = orjson.dumps({**problem.model_dump(exclude_none=True), **told})
    return Response(content, status_code=problem.status, media_type=MEDIA_TYPE, headers=problem_headers(problem))
