"""`/v1/rules`: which course leads to which achievement, and what an event would come to."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.concurrency import run_in_threadpool

from app.api.integrations import Steward
from app.api.openapi import body_of, problems
from app.edge.body import JsonBody
from app.edge.installation import Wired
from app.model.inbox import IssuingRule
from app.schemas.inbox_answers import ForeseenAnswer, RuleAnswer, RulePageAnswer
from app.schemas.inbox_bodies import RuleBody, RuleTestBody
from app.schemas.requests import read_body
from app.services.foresee import foresee
from app.services.issuing_rules import add_rule, delete_rule, rules_of
from app.services.prepare_demo import ACHIEVEMENT
from app.services.prepare_demo_inbox import FIRST_EVENT, SLUG

router = APIRouter(prefix="/v1/rules", tags=["inbox"])

_EXAMPLES = {
    "course": {
        "summary": "Whoever completes course 8 is awarded the demo's achievement",
        "value": {"integration": SLUG, "course": "8", "achievement": ACHIEVEMENT},
    }
}
_TEST_EXAMPLES = {"completion": {"summary": "A learner completed a course", "value": {"integration": SLUG, "payload": FIRST_EVENT}}}

RuleId = Annotated[str, Path(max_length=100)]
IntegrationName = Annotated[str | None, Query(max_length=200, description="Slug or id")]


@router.get("", summary="List rules", responses=problems(401, 403, 404), response_model_exclude_none=True)
def get_rules(installation: Wired, actor: Steward, integration: IntegrationName = None) -> RulePageAnswer:
    """Return the rules of one integration, or of all, in the order in which they count."""
    return RulePageAnswer(items=tuple(rule_answer(rule) for rule in rules_of(installation, actor, integration)))


@router.post(
    "",
    status_code=201,
    summary="Add a rule",
    responses=problems(401, 403, 404, 413, 415),
    openapi_extra=body_of(RuleBody, _EXAMPLES),
    response_model_exclude_none=True,
)
async def post_rule(installation: Wired, actor: Steward, body: JsonBody) -> RuleAnswer:
    """Say which course leads to which achievement. Events that came before and matched nothing can be replayed then."""
    return rule_answer(await run_in_threadpool(add_rule, installation, actor, read_body(RuleBody, body)))


@router.post(
    "/test",
    summary="Foresee an event",
    responses=problems(401, 403, 404, 413, 415),
    openapi_extra=body_of(RuleTestBody, _TEST_EXAMPLES),
    response_model_exclude_none=True,
)
async def post_test(installation: Wired, actor: Steward, body: JsonBody) -> ForeseenAnswer:
    """Say what an event would come to: what is read in it, which rule matches, what is missing. Nothing is written, nobody asked."""
    test = read_body(RuleTestBody, body)
    return await run_in_threadpool(foresee, installation, actor, test.integration, test.payload)


@router.delete("/{rule_id}", summary="Remove a rule", responses=problems(401, 403, 404), response_model_exclude_none=True)
def remove_rule(rule_id: RuleId, installation: Wired, actor: Steward) -> RuleAnswer:
    """Remove a rule and return it as it was: later events do not follow it. What it led to stays."""
    return rule_answer(delete_rule(installation, actor, rule_id))


def rule_answer(rule: IssuingRule) -> RuleAnswer:
    """Return what is shown of a rule."""
    return RuleAnswer(
        id=rule.id,
        integration=rule.integration_id,
        position=rule.position,
        course=rule.course,
        achievement=rule.achievement,
        statuses=rule.statuses,
        minimum_score=rule.minimum_score,
    )
