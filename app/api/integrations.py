"""`/v1/integrations`: learning systems that post their events here, and their tokens."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.openapi import body_of, problems
from app.edge.authentication import request_id_of, with_scope
from app.edge.body import JsonBody
from app.edge.installation import Wired
from app.model.access import Actor
from app.model.inbox import Integration
from app.model.record import Client
from app.schemas.inbox_answers import IntegrationAnswer, IntegrationPageAnswer, IntegrationTokenAnswer
from app.schemas.inbox_bodies import IntegrationBody, IntegrationChangeBody
from app.schemas.requests import read_body
from app.services.audited import client_actor
from app.services.installation import Installation
from app.services.integrations import Opened, change_integration, create_integration, end_integration, integrations_of, rotate_token
from app.services.prepare_demo_inbox import MAPPING

router = APIRouter(prefix="/v1/integrations", tags=["inbox"])


def steward(request: Request, client: Annotated[Client, Depends(with_scope("integrations:manage"))]) -> Actor:
    """Return whoever manages integrations, as audit events name them."""
    return client_actor(client, request_id_of(request))


_EXAMPLES = {
    "generic": {
        "summary": "A platform that posts JSON: the mapping says where things stand in it",
        "value": {"slug": "school-lms", "kind": "generic", "mapping": MAPPING},
    },
    "moodle": {
        "summary": "A Moodle, which is asked who the learner is",
        "value": {
            "slug": "school-moodle",
            "kind": "moodle",
            "call_back": {"url": "https://moodle.example.org", "token": "TOKEN OF A WEB SERVICE OF YOUR MOODLE"},
        },
    },
}

Steward = Annotated[Actor, Depends(steward)]
IntegrationId = Annotated[str, Path(max_length=200, description="Id or slug")]
FormerHours = Annotated[
    int, Query(alias="former_valid_hours", ge=0, le=168, description="For how many hours the token before this one still opens")
]


@router.get("", summary="List integrations", responses=problems(401, 403), response_model_exclude_none=True)
def get_integrations(installation: Wired, actor: Steward) -> IntegrationPageAnswer:
    """Return the integrations of this tenant, ended ones too."""
    found = integrations_of(installation, actor)
    return IntegrationPageAnswer(items=tuple(integration_answer(installation, each) for each in found))


@router.post(
    "",
    status_code=201,
    summary="Connect a learning system",
    responses=problems(401, 403, 404, 409, 413, 415),
    openapi_extra=body_of(IntegrationBody, _EXAMPLES),
    response_model_exclude_none=True,
)
async def post_integration(response: Response, installation: Wired, actor: Steward, body: JsonBody) -> IntegrationTokenAnswer:
    """Make an integration. Its token stands in this answer and nowhere else; its events lead to nothing before it has rules."""
    response.headers["Cache-Control"] = "no-store"
    opened = await run_in_threadpool(create_integration, installation, actor, read_body(IntegrationBody, body))
    return token_answer(installation, opened)


@router.post("/{integration_id}/token", summary="Rotate the token", responses=problems(401, 403, 404), response_model_exclude_none=True)
def post_token(
    integration_id: IntegrationId, response: Response, installation: Wired, actor: Steward, hours: FormerHours = 0
) -> IntegrationTokenAnswer:
    """Give another token, which stands in this answer and nowhere else. The one before ends at once, or after those hours."""
    response.headers["Cache-Control"] = "no-store"
    return token_answer(installation, rotate_token(installation, actor, integration_id, hours))


@router.patch(
    "/{integration_id}",
    summary="Change mapping or call-back",
    responses=problems(401, 403, 404, 413, 415),
    openapi_extra=body_of(IntegrationChangeBody),
    response_model_exclude_none=True,
)
async def patch_integration(integration_id: IntegrationId, installation: Wired, actor: Steward, body: JsonBody) -> IntegrationAnswer:
    """Store another mapping, another call-back, or both. Events that were refused for the old one can be replayed then."""
    change = read_body(IntegrationChangeBody, body)
    return integration_answer(installation, await run_in_threadpool(change_integration, installation, actor, integration_id, change))


@router.delete("/{integration_id}", summary="End an integration", responses=problems(401, 403, 404), response_model_exclude_none=True)
def delete_integration(integration_id: IntegrationId, installation: Wired, actor: Steward) -> IntegrationAnswer:
    """End an integration: its token opens nothing any more. Its events and what they led to stay."""
    return integration_answer(installation, end_integration(installation, actor, integration_id))


def integration_answer(installation: Installation, row: Integration) -> IntegrationAnswer:
    """Return what is shown of an integration: no token."""
    return IntegrationAnswer(
        id=row.id,
        slug=row.slug,
        kind=row.kind,
        address=f"{installation.public_url}/v1/inbox/{row.slug}",
        client=row.client_id,
        mapping=dict(row.mapping),
        call_back=row.peer_url,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )


def token_answer(installation: Installation, opened: Opened) -> IntegrationTokenAnswer:
    """Return an integration with the token that it was given now."""
    return IntegrationTokenAnswer(**integration_answer(installation, opened.integration).model_dump(), token=opened.token)
