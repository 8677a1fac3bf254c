"""The catalogue as clients see and publish it."""

from dataclasses import replace

from app.adapters.database import achievements, audit, identities
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.errors import Conflict, Fault, NotFound, SchemaViolation
from app.issuers.micro_credential import missing_elements
from app.model.achievement import Achievement, AchievementKind
from app.model.issuer import IssuerProfile
from app.model.record import AchievementRecord, AuditEvent, Client, IssuerIdentity
from app.schemas.responses import AchievementAnswer, AchievementPageAnswer, FaultAnswer, ProfileCheckAnswer
from app.services.answers import achievement_answer
from app.services.installation import Installation

Stored = tuple[AchievementRecord, IssuerIdentity]


def list_achievements(installation: Installation, client: Client) -> AchievementPageAnswer:
    """Return the newest version of each achievement of the client's tenant."""

    def work(session: Session) -> list[Stored]:
        return [(record, _identity(session, record)) for record in achievements.all_of_tenant(session, client.tenant_id)]

    found = installation.database.read(work)
    return AchievementPageAnswer(items=tuple(achievement_answer(installation, record, identity) for record, identity in found))


def read_achievement(installation: Installation, client: Client, name: str) -> AchievementAnswer:
    """Return the newest version of one achievement, by id or slug, or raise NotFound."""
    record, identity = installation.database.read(lambda session: _newest(session, client.tenant_id, name))
    return achievement_answer(installation, record, identity)


def check_profile(installation: Installation, client: Client, name: str, profile: str) -> ProfileCheckAnswer:
    """Return which mandatory elements of the profile the newest version lacks."""
    record, identity = installation.database.read(lambda session: _newest(session, client.tenant_id, name))
    missing = missing_elements(record.achievement, identity.profile)
    told = tuple(FaultAnswer(pointer=fault.pointer, detail=fault.detail) for fault in missing)
    return ProfileCheckAnswer(profile=profile, conforms=not missing, missing=told)


def publish_achievement(installation: Installation, client: Client, name: str, request_id: str | None) -> AchievementAnswer:
    """Publish the newest version of an achievement. Raises NotFound, Conflict when it is published, SchemaViolation."""

    def work(session: Session) -> Stored:
        record, identity = _newest(session, client.tenant_id, name)
        if record.published_at is not None:
            raise Conflict("This version is published already. A change makes a new version.")
        published = publish_version(session, installation, record, identity)
        audit.record(session, _event(installation, client, published, request_id))
        return published, identity

    return achievement_answer(installation, *installation.database.write(work))


def publish_version(session: Session, installation: Installation, record: AchievementRecord, identity: IssuerIdentity) -> AchievementRecord:
    """Publish one version, or raise SchemaViolation that names every element it lacks, or Conflict where somebody was faster."""
    faults = publishing_faults(record.achievement, identity.profile)
    if faults:
        raise SchemaViolation(f"{record.achievement.slug} lacks mandatory elements of a European micro-credential.", faults)
    moment = installation.clock()
    if not achievements.publish(session, record.version_id, moment):
        raise Conflict("This version was published in the meantime.")
    return replace(record, published_at=moment)


def publishing_faults(achievement: Achievement, issuer: IssuerProfile) -> tuple[Fault, ...]:
    """Return what keeps an achievement from being published. Only micro-credentials must have every mandatory element."""
    if achievement.kind is not AchievementKind.MICRO_CREDENTIAL:
        return ()
    return missing_elements(achievement, issuer)


def _newest(session: Session, tenant_id: str, name: str) -> Stored:
    record = achievements.newest(session, tenant_id, name)
    if record is None:
        raise NotFound(f"There is no achievement {name!r}.")
    return record, _identity(session, record)


def _identity(session: Session, record: AchievementRecord) -> IssuerIdentity:
    identity = identities.by_id(session, record.tenant_id, record.identity_id)
    if identity is None:
        raise NotFound("The achievement's issuer is not there any more.")
    return identity


def _event(installation: Installation, client: Client, record: AchievementRecord, request_id: str | None) -> AuditEvent:
    moment = installation.clock()
    return AuditEvent(
        id=new_id("evt", moment),
        tenant_id=record.tenant_id,
        at=moment,
        actor_kind="client",
        actor_id=client.id,
        action="achievement.published",
        object_kind="achievement_version",
        object_id=record.version_id,
        request_id=request_id,
        after_sha256=record.sha256,
    )
