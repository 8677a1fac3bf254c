"""Brings a catalogue file into the database, as often as you like: what stands there already is left alone.

A changed achievement becomes a new version; nothing that was published is ever changed. Whether everything may be published is
checked before anything is written; an import that was interrupted is finished by the next one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.adapters.database import achievements, audit, organisations, profiles, tenants
from app.adapters.database.achievements import AchievementDraft
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.errors import Fault, SchemaViolation
from app.model.issuer import IssuerProfile, Mode
from app.model.record import AchievementRecord, AuditEvent, IssuerIdentity, Tenant
from app.schemas.catalogue import Catalogue, CatalogueAchievement
from app.services.achievements import publish_version, publishing_faults
from app.services.create_issuer import IssuerOrder, settle_issuer
from app.services.installation import Installation


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to, in numbers; `tenant` is where it went."""

    tenant: Tenant
    organisations: int
    issuers: int
    new_versions: int
    unchanged: int


def import_catalogue(installation: Installation, catalogue: Catalogue, mode: Mode, step: Callable[[], object] = lambda: None) -> Imported:
    """Bring the catalogue in: tenant, organisations, issuers with keys, frameworks, profiles, achievements (published).

    `step` is called after each issuer, for progress. Raises SchemaViolation naming each achievement that may not be published, or each
    sample that would be signed as real; Conflict where a slug belongs to another tenant.
    """
    _refuse_live_samples(catalogue, mode)
    _refuse_incomplete(catalogue, mode)
    tenant = installation.database.write(lambda session: _groundwork(session, installation, catalogue))
    issuers = {}
    for issuer in catalogue.issuers:
        issuers[issuer.slug] = settle_issuer(installation, IssuerOrder(tenant.id, issuer.organisation, issuer.slug, mode))
        step()
    new = installation.database.write(lambda session: _achievements(session, installation, catalogue, issuers))
    return Imported(tenant, len(catalogue.organisations), len(issuers), new, len(catalogue.achievements) - new)


def _refuse_live_samples(catalogue: Catalogue, mode: Mode) -> None:
    """Raise SchemaViolation where a sample would be signed as real: nobody offers or awards it."""
    samples = tuple(
        Fault(f"/achievements/{entry.achievement.slug}", "a sample: remove `sample: true` once it is real, or import it with --mode test")
        for entry in catalogue.achievements
        if entry.achievement.sample and mode is Mode.LIVE
    )
    if samples:
        raise SchemaViolation("Sample content is never signed as real.", samples)


def _refuse_incomplete(catalogue: Catalogue, mode: Mode) -> None:
    """Raise SchemaViolation naming each mandatory element that an achievement lacks."""
    organisations = {organisation.slug: organisation for organisation in catalogue.organisations}
    profiles = {issuer.slug: IssuerProfile("", issuer.slug, mode, organisations[issuer.organisation]) for issuer in catalogue.issuers}
    faults = tuple(
        Fault(f"/achievements/{entry.achievement.slug}{fault.pointer}", fault.detail)
        for entry in catalogue.achievements
        for fault in publishing_faults(entry.achievement, profiles[entry.issuer])
    )
    if faults:
        raise SchemaViolation("Some achievements cannot be published: mandatory elements are missing.", faults)


def _groundwork(session: Session, installation: Installation, catalogue: Catalogue) -> Tenant:
    """Settle tenant, organisations, frameworks and profiles."""
    moment = installation.clock()
    tenant = tenants.by_slug(session, catalogue.tenant.slug)
    if tenant is None:
        tenant = Tenant(new_id("ten", moment), catalogue.tenant.slug)
        tenants.add(session, tenant, moment)
        audit.record(session, _event(tenant.id, "tenant.created", "tenant", tenant.id, moment))
    for organisation in catalogue.organisations:
        stored = organisations.put(session, tenant.id, organisation, moment)
        if stored.changed:
            audit.record(session, _event(tenant.id, "organisation.stored", "organisation", stored.id, moment))
    for framework in catalogue.frameworks:
        profiles.put_framework(session, tenant.id, framework, moment)
    for profile in catalogue.profiles:
        profiles.put(session, tenant.id, profile, moment)
    return tenant


def _achievements(session: Session, installation: Installation, catalogue: Catalogue, issuers: Mapping[str, IssuerIdentity]) -> int:
    """Store and publish every achievement that is new or changed; return how many were."""
    stored = [_stored(session, installation, entry, issuers[entry.issuer]) for entry in catalogue.achievements]
    fresh = [(record, identity) for record, identity in stored if record.published_at is None]
    for record, identity in fresh:
        publish_version(session, installation, record, identity)
        moment = installation.clock()
        audit.record(session, _event(record.tenant_id, "achievement.published", "achievement_version", record.version_id, moment))
    return len(fresh)


def _stored(
    session: Session, installation: Installation, entry: CatalogueAchievement, identity: IssuerIdentity
) -> tuple[AchievementRecord, IssuerIdentity]:
    draft = AchievementDraft(identity.tenant_id, identity.id, entry.achievement)
    return achievements.put_draft_or_same(session, draft, installation.clock()), identity


def _event(tenant_id: str, action: str, object_kind: str, object_id: str, moment: datetime) -> AuditEvent:
    return AuditEvent(new_id("evt", moment), tenant_id, moment, "operator", "cli", action, object_kind, object_id)
