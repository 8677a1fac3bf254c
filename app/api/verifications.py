"""`/v1/verifications`: judges anybody's credential, for anybody. Nothing that is handed in is stored."""

import json
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response

from app.api.openapi import problems
from app.edge.body import JSON_TYPES, PDF_TYPE, PICTURE_TYPES, media_type_of, read_capped
from app.edge.installation import Wired
from app.edge.judging import run_judgement
from app.edge.reports import report_answer
from app.edge.submission import read_submission
from app.errors import DocumentError, UnsupportedMediaType
from app.model.report import Report
from app.schemas.report_answers import ReportAnswer
from app.schemas.requests import ClaimedBody, UrlBody, read_body
from app.schemas.strict_json import JsonLimits, read_object
from app.services.installation import Installation
from app.services.verify import verify_bytes, verify_url
from app.wording import wording_for

router = APIRouter(prefix="/v1/verifications", tags=["verification"])

TEXT_TYPES = frozenset(
    {"text/plain", "application/jwt", "application/vc+jwt", "application/jose", "application/vc+sd-jwt", "application/dc+sd-jwt"}
)
COSE_TYPE = "application/vc+cose"
FORM_TYPE = "multipart/form-data"

_UNSIGNED = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
    "id": "https://badges.example.org/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Sewing",
    "issuer": {"id": "https://badges.example.org/", "type": ["Profile"], "name": "Example"},
    "validFrom": "2026-01-31T12:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://badges.example.org/sewing",
            "type": ["Achievement"],
            "name": "Sewing",
            "description": "Can sew.",
            "criteria": {"narrative": "Three pieces were sewn."},
        },
    },
}
_BODIES = {
    "application/json": {
        "schema": {
            "anyOf": [
                {"type": "object", "description": "A credential, as it is"},
                {
                    "type": "object",
                    "required": ["credential"],
                    "properties": {
                        "credential": {"anyOf": [{"type": "object"}, {"type": "string"}]},
                        "recipient": {"$ref": "#/components/schemas/ClaimBody"},
                    },
                    "additionalProperties": False,
                },
                {"$ref": "#/components/schemas/UrlBody"},
            ]
        },
        "examples": {"unsigned": {"summary": "A credential that nobody signed: not valid", "value": {"credential": _UNSIGNED}}},
    },
    "application/vc": {"schema": {"type": "object"}},
    "application/ld+json": {"schema": {"type": "object"}},
    "application/jose+json": {"schema": {"type": "object", "description": "A sealed European Digital Credential"}},
    "text/plain": {"schema": {"type": "string", "description": "A credential as compact JWS or SD-JWT"}},
    COSE_TYPE: {"schema": {"type": "string", "format": "binary", "description": "A credential as COSE_Sign1"}},
    PDF_TYPE: {"schema": {"type": "string", "format": "binary", "description": "A PDF with a credential attached to it"}},
    **{name: {"schema": {"type": "string", "description": "A picture with a credential in it"}} for name in sorted(PICTURE_TYPES)},
    FORM_TYPE: {
        "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}, "recipient": {"type": "string"}}}
    },
}


@router.options("", include_in_schema=False)
def options_verification() -> Response:
    """Let pages of any origin ask for a verification: nothing of the asker is sent, nothing is kept."""
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Content-Type, Accept-Language",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


@router.post(
    "",
    summary="Verify a credential",
    response_model=ReportAnswer,
    responses=problems(404, 410, 413, 415),
    openapi_extra={"requestBody": {"required": True, "content": _BODIES}},
)
async def post_verification(request: Request, installation: Wired, accept_language: Annotated[str | None, Header()] = None) -> Response:
    """Judge a credential: JSON, JWT, SD-JWT, COSE, a PDF or picture that holds one, or `{"credential": …}`, `{"url": "https://…"}`.

    Beside `credential` or `url` may stand `recipient`, who the holder says to be: whether it matches stands beside the verdict.
    A file may come as a form's. `carrier` says that a PDF or picture was taken apart: what is to be seen on it was not checked.
    200 whenever something in the body is recognised as a credential, also when it is forged; the verdict says so. 422 when nothing is.
    Ask for German sentences with `Accept-Language: de`.
    """
    media_type = media_type_of(request)
    if media_type == FORM_TYPE:
        report = await _verify_form(request, installation)
    elif media_type in JSON_TYPES | TEXT_TYPES | PICTURE_TYPES | {COSE_TYPE, PDF_TYPE}:
        body = await read_capped(request, installation.max_upload_bytes)
        report = await run_judgement(partial(_verify_body, installation, body, media_type))
    else:
        raise UnsupportedMediaType(
            "Send a credential as JSON, a JWT or SD-JWT as text/plain, COSE as application/vc+cose, "
            "a PDF or picture that holds one as application/pdf, image/png or image/svg+xml, or a file as multipart/form-data."
        )
    answer = report_answer(report, wording_for(accept_language))
    headers = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    return Response(answer.model_dump_json(exclude_none=True), media_type="application/json", headers=headers)


def _verify_body(installation: Installation, body: bytes, media_type: str) -> Report:
    """Verify a body that is the credential, or that wraps it or its address."""
    try:
        document = read_object(body, JsonLimits(max_bytes=installation.max_upload_bytes)) if media_type == "application/json" else {}
    except DocumentError:
        return verify_bytes(installation, body, media_type)
    beside = document.keys() - {"recipient"}
    if beside == {"url"}:
        asked = read_body(UrlBody, body)
        return verify_url(installation, asked.url, asked.claim)
    if beside == {"credential"}:
        inner, rest = document["credential"], {name: value for name, value in document.items() if name != "credential"}
        claim = read_body(ClaimedBody, json.dumps(rest).encode()).claim
        return verify_bytes(installation, inner.encode() if isinstance(inner, str) else json.dumps(inner).encode(), None, claim)
    return verify_bytes(installation, body, media_type)


async def _verify_form(request: Request, installation: Installation) -> Report:
    sent = await read_submission(request, installation.max_upload_bytes)
    if sent.url:
        return await run_judgement(partial(verify_url, installation, sent.url, sent.claim))
    return await run_judgement(partial(verify_bytes, installation, sent.body, None, sent.claim))
