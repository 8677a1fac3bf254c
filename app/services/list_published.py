"""Lists what can be awarded, for the people at the desk."""

from app.adapters.database import achievements
from app.model.record import AchievementRecord
from app.services.installation import Installation


def published_achievements(installation: Installation, tenant_id: str) -> tuple[AchievementRecord, ...]:
    """Return the newest published version of each achievement of the tenant, by slug."""
    found = installation.database.read(lambda session: achievements.all_of_tenant(session, tenant_id))
    return tuple(record for record in found if record.published_at is not None)
