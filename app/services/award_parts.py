"""What stands around an award when it is granted: the organisations it names, and the parts that its learner was awarded before.

Both go into the award's snapshot: whatever is written from it later says what held then.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

import orjson

from app.adapters.database import awards, credentials, organisations
from app.adapters.database.session import Session
from app.model.achievement import Achievement
from app.model.award import Award, AwardedPart, AwardState
from app.model.issuer import Organisation
from app.model.record import AwardRow, Client, CredentialRow, CredentialState
from app.schemas.award_document import read_award
from app.services.person_key import PersonKey

_GRANTED = frozenset({AwardState.ISSUED, AwardState.CLAIMED})


def awarded_parts(
    session: Session, client: Client, person: PersonKey, achievement: Achievement, moment: datetime
) -> tuple[AwardedPart, ...]:
    """Return the parts of the achievement that the learner holds: of each the newest credential that is in force at that moment."""
    if not achievement.has_part:
        return ()
    held = {award.achievement.slug: award for award in _held(session, client.tenant_id, person, moment)}
    return tuple(_part(held[part.slug]) for part in achievement.has_part if part.slug in held)


def named_organisations(session: Session, tenant_id: str, achievements: Iterable[Achievement]) -> tuple[Organisation, ...]:
    """Return the organisations that award or assure the quality of these achievements, each once."""
    slugs = {slug: None for achievement in achievements for slug in _slugs(achievement)}
    found = (organisations.by_slug(session, tenant_id, slug) for slug in slugs)
    return tuple(each for each in found if each is not None)


def _slugs(achievement: Achievement) -> Iterator[str]:
    yield achievement.awarding_body
    yield from (entry.agent for entry in achievement.quality_assurance)


def _held(session: Session, tenant_id: str, person: PersonKey, moment: datetime) -> Iterator[Award]:
    """Yield what the learner was awarded and still holds, the oldest first."""
    granted = {row.id: row for row in awards.of_recipient(session, tenant_id, person.recipient_id) if row.state in _GRANTED}
    for credential in credentials.of_recipient(session, tenant_id, person.recipient_id):
        award = granted.get(credential.award_id)
        lasts = credential.valid_until is None or moment < credential.valid_until
        if award is not None and lasts and credential.state is CredentialState.ISSUED:
            yield _snapshot(person, credential, award)


def _snapshot(person: PersonKey, credential: CredentialRow, award: AwardRow) -> Award:
    return read_award(orjson.loads(person.open("award", credential.snapshot_box or award.snapshot_box)))


def _part(award: Award) -> AwardedPart:
    return AwardedPart(award.achievement, award.awarded_at, award.credential_url, award.results, award.credits_earned)
