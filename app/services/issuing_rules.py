"""Rules: which course of an integration leads to which achievement."""

from app.adapters.database import achievements, integrations, issuing_rules
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.errors import Fault, NotFound, SchemaViolation
from app.model.access import Actor
from app.model.inbox import IssuingRule
from app.schemas.inbox_bodies import RuleBody
from app.services.audited import Deed, write_down
from app.services.installation import Installation
from app.services.integrations import integration_named


def add_rule(installation: Installation, actor: Actor, body: RuleBody) -> IssuingRule:
    """Return a new rule. Raises NotFound for an integration that there is not, SchemaViolation for such an achievement."""
    moment = installation.clock()

    def work(session: Session) -> IssuingRule:
        integration = integration_named(session, actor, body.integration)
        record = achievements.newest(session, actor.tenant_id, body.achievement)
        if record is None:
            fault = Fault("/achievement", "expected the slug of an achievement: GET /v1/achievements lists them")
            raise SchemaViolation(f"There is no achievement {body.achievement!r}.", (fault,))
        last = issuing_rules.next_position(session, actor.tenant_id, integration.id)
        rule = IssuingRule(
            id=new_id("rul", moment),
            tenant_id=actor.tenant_id,
            integration_id=integration.id,
            position=last if body.position is None else body.position,
            course=body.course,
            achievement=record.achievement.slug,
            created_at=moment,
            statuses=body.condition.statuses,
            minimum_score=body.condition.minimum_score,
        )
        issuing_rules.add(session, rule)
        write_down(session, actor, Deed("rule.created", "rule", rule.id), moment)
        return rule

    return installation.database.write(work)


def rules_of(installation: Installation, actor: Actor, integration: str | None = None) -> tuple[IssuingRule, ...]:
    """Return the rules of one integration, or of all that the actor may see, in the order in which they count."""

    def work(session: Session) -> tuple[IssuingRule, ...]:
        named = () if integration is None else (integration_named(session, actor, integration),)
        chosen = named or integrations.all_of_tenant(session, actor.tenant_id, actor.mode)
        return tuple(rule for each in chosen for rule in issuing_rules.of_integration(session, actor.tenant_id, each.id))

    return installation.database.read(work)


def delete_rule(installation: Installation, actor: Actor, rule_id: str) -> IssuingRule:
    """Return the rule that was removed: later events do not follow it. Raises NotFound."""

    def work(session: Session) -> IssuingRule:
        rule = issuing_rules.by_id(session, actor.tenant_id, rule_id)
        known = integrations.by_name(session, actor.tenant_id, rule.integration_id, actor.mode) if rule else None
        if rule is None or known is None or not issuing_rules.remove(session, actor.tenant_id, rule_id):
            raise NotFound("There is no rule of that id.")
        write_down(session, actor, Deed("rule.deleted", "rule", rule.id), installation.clock())
        return rule

    return installation.database.write(work)
