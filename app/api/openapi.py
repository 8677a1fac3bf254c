"""What the OpenAPI says of routes that read their body raw: taken from the same models that read it."""

from typing import Any

from pydantic import BaseModel

from app.edge.problems import MEDIA_TYPE
from app.schemas.inbox_bodies import EventBody, IntegrationBody, IntegrationChangeBody, RuleBody, RuleTestBody
from app.schemas.lifecycle_bodies import ChangeBody, ReissueBody
from app.schemas.recipient_bodies import EraseBody
from app.schemas.requests import IssueBody, UrlBody
from app.schemas.responses import ProblemAnswer
from app.schemas.vc_api_bodies import VcDeriveBody, VcIssueBody, VcStatusBody, VcStatusListBody, VcVerifyBody, VpVerifyBody

_SAYS = {
    400: "The request cannot be read",
    401: "No API key, or none that is valid",
    403: "This key may not do that",
    404: "Not there, or not this tenant's",
    409: "Does not fit the present state; with Retry-After: the first request still runs",
    410: "Taken away on purpose",
    412: "It changed since: the revision in If-Match is not the present one",
    413: "The body is too large",
    408: "The body did not come in time",
    415: "This media type is not read here",
    422: "The body does not have the expected form",
    429: "Too many requests of one caller; Retry-After says when to come back",
    503: "Key store or database cannot be used now, or too many ask at once; retry",
}

BINARY = ("application/pdf", "image/png")
"""Media types of what is neither JSON nor text."""

_ANYWHERE = (400, 422, 429, 503)
"""Refusals of every route: a parameter that cannot be read or does not fit, too many requests, a database that does not answer."""

_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}

_BODIES = (
    ChangeBody,
    EraseBody,
    EventBody,
    IntegrationBody,
    IntegrationChangeBody,
    IssueBody,
    ReissueBody,
    RuleBody,
    RuleTestBody,
    UrlBody,
    VcDeriveBody,
    VcIssueBody,
    VcStatusBody,
    VcStatusListBody,
    VcVerifyBody,
    VpVerifyBody,
)
"""What is read raw."""

Responses = dict[int | str, dict[str, Any]]
"""What FastAPI takes as the further answers of a route."""


def problems(*statuses: int) -> Responses:
    """Return the refusals of a route: problem documents all."""
    slow = {408} if 413 in statuses else set()  # noqa: PLR2004  # whoever caps a body caps its time
    return {status: {"description": _SAYS[status], "content": _PROBLEM} for status in sorted({*statuses, *slow, *_ANYWHERE})}


def given(description: str, *media_types: str) -> Responses:
    """Return the good answer of a route that gives bytes of those media types."""
    return {200: {"description": description, "content": {name: {"schema": _schema_of(name)} for name in media_types}}}


def _schema_of(media_type: str) -> dict[str, str]:
    if media_type in BINARY:
        return {"type": "string", "format": "binary"}
    return {"type": "object" if media_type.startswith("application/") else "string"}


def body_of(model: type[BaseModel], examples: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the request body of a route that reads it raw, from the model that reads it."""
    content: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}
    if examples:
        content["examples"] = examples
    return {"requestBody": {"required": True, "content": {"application/json": content}}}


def complete_openapi(document: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI document with the schemas of bodies that are read raw, and of refusals."""
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for model in (*_BODIES, ProblemAnswer):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document
