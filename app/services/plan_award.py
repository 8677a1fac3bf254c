"""Decides what an order comes to, and refuses what cannot be signed before anything is written."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.adapters.database import achievements, identities
from app.adapters.database.session import Session
from app.errors import Conflict, Fault, NotFound, NotPermitted, SchemaViolation
from app.issuers import validate
from app.model.achievement import Achievement
from app.model.award import Award, StatusEntry
from app.model.record import AchievementRecord
from app.schemas.moments import write_moment
from app.schemas.requests import in_utc
from app.services.envelopes import AT_ISSUE
from app.services.installation import Installation
from app.services.links import achievement_url
from app.services.orders import IssueOrder, Plan

FUTURE_TOLERANCE = timedelta(minutes=1)
"""How far a caller's clock may be ahead of ours."""


def plan_award(session: Session, installation: Installation, order: IssueOrder) -> Plan:
    """Return what the order comes to, or raise NotFound, NotPermitted, Conflict or SchemaViolation."""
    moment = installation.clock().replace(microsecond=0)
    record = _published(session, order)
    identity = identities.by_id(session, order.client.tenant_id, record.identity_id)
    if identity is None:
        raise NotFound("The achievement's issuer is not there any more.")
    if identity.profile.mode is not order.client.mode:
        raise NotPermitted(f"This key is for {order.client.mode} credentials; the achievement's issuer signs {identity.profile.mode} ones.")
    key = identities.active_key(session, identity.id, AT_ISSUE.suite.algorithm)
    if key is None:
        raise Conflict("The issuer has no active signing key: an administrator makes one with `proscenium keys create`.")
    if order.body.awarded_at and order.body.awarded_at > moment + FUTURE_TOLERANCE:
        fault = Fault("/awarded_at", "expected a moment that is not in the future")
        raise SchemaViolation("An award cannot be dated in the future.", (fault,))
    return Plan(record, identity, key, moment)


def refuse_invalid(installation: Installation, order: IssueOrder, plan: Plan) -> None:
    """Raise SchemaViolation when what would be signed ends before it begins or is not of its format: nothing is written yet."""
    nowhere = StatusEntry(f"{installation.public_url}/status/reserved", 0)
    award = compose_award(installation, order, plan, f"{installation.public_url}/c/reserved", nowhere)
    _refuse_disorder(award)
    validate(AT_ISSUE.credential_format, AT_ISSUE.credential_format.build(award))


def compose_award(installation: Installation, order: IssueOrder, plan: Plan, credential_url: str, status: StatusEntry) -> Award:
    """Return everything that the credential will say. The salt is empty: `reserve` draws one."""
    body = order.body
    awarded_at = in_utc(body.awarded_at) or plan.moment
    valid_from = in_utc(body.valid_from) or awarded_at
    return Award(
        credential_url=credential_url,
        achievement_url=achievement_url(installation.public_url, plan.achievement.slug, plan.achievement.version),
        achievement=with_addresses(installation, plan.achievement),
        issuer=plan.identity.profile,
        recipient=order.recipient,
        awarded_at=awarded_at,
        valid_from=valid_from,
        status=status,
        identity_salt="",
        valid_until=in_utc(body.valid_until) or _end(plan, valid_from),
        results=body.model_results(),
        evidence=body.model_evidence(),
        credits_earned=body.credits_earned,
        activity_started_at=in_utc(body.activity_started_at),
        activity_ended_at=in_utc(body.activity_ended_at),
    )


def _refuse_disorder(award: Award) -> None:
    """Raise SchemaViolation where something ends before it begins."""
    faults = []
    if award.valid_until is not None and award.valid_until <= award.valid_from:
        faults.append(Fault("/valid_until", f"expected a moment after {write_moment(award.valid_from)}, when validity begins"))
    started, ended = award.activity_started_at, award.activity_ended_at
    if started is not None and ended is not None and ended < started:
        faults.append(Fault("/activity_ended_at", "expected a moment that is not before `activity_started_at`"))
    if faults:
        raise SchemaViolation("Something ends before it begins.", tuple(faults))


def _published(session: Session, order: IssueOrder) -> AchievementRecord:
    tenant_id, name = order.client.tenant_id, order.body.achievement
    record = achievements.by_slug(session, tenant_id, name) or achievements.by_id(session, tenant_id, name)
    if record is None or record.published_at is None:
        raise SchemaViolation(
            f"There is no published achievement {name!r}.",
            (Fault("/achievement", "expected the slug or id of a published achievement: GET /v1/achievements lists them"),),
        )
    return record


def _end(plan: Plan, valid_from: datetime) -> datetime | None:
    days = plan.achievement.valid_for_days
    try:
        return valid_from + timedelta(days=days) if days is not None else None
    except OverflowError as error:
        fault = Fault("/valid_from", f"expected a moment after which there are {days} more days")
        raise SchemaViolation("A credential cannot begin at the end of time.", (fault,)) from error


def with_addresses(installation: Installation, achievement: Achievement) -> Achievement:
    """Return the achievement with its parts' addresses written out."""
    whole, parts = (
        tuple(replace(part, url=f"{installation.public_url}{part.url}") for part in group)
        for group in (achievement.is_part_of, achievement.has_part)
    )
    return replace(achievement, is_part_of=whole, has_part=parts)
