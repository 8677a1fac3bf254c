"""Shows one published version of an achievement to everybody: its address is signed into credentials for ever."""

from dataclasses import dataclass

import orjson

from app.adapters.database import achievements, identities
from app.adapters.database.session import Session
from app.errors import NotFound
from app.issuers.achievement_node import achievement_document
from app.model.achievement import Achievement
from app.model.issuer import IssuerProfile
from app.model.record import AchievementRecord
from app.services.installation import Installation
from app.services.links import achievement_url
from app.services.plan_award import with_addresses


@dataclass(frozen=True, slots=True)
class AchievementPage:
    """What the page shows; `document` is the same as JSON."""

    achievement: Achievement
    document: bytes
    issuer: IssuerProfile
    page_url: str


def show_achievement(installation: Installation, slug: str, version: int) -> AchievementPage:
    """Return one published version, or raise NotFound."""

    def work(session: Session) -> tuple[AchievementRecord, IssuerProfile]:
        record = achievements.public_version(session, slug, version)
        identity = identities.by_id(session, record.tenant_id, record.identity_id) if record else None
        if record is None or identity is None:
            raise NotFound("There is no such achievement, or no such version of it.")
        return record, identity.profile

    record, issuer = installation.database.read(work)
    achievement = with_addresses(installation, record.achievement)
    page_url = achievement_url(installation.public_url, slug, version)
    document = orjson.dumps(achievement_document(achievement, issuer, page_url))
    return AchievementPage(achievement, document, issuer, page_url)


def newest_version(installation: Installation, slug: str) -> int:
    """Return the number of the newest published version, or raise NotFound."""
    record = installation.database.read(lambda session: achievements.public_version(session, slug, None))
    if record is None:
        raise NotFound("There is no such achievement.")
    return record.achievement.version
