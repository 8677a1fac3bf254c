"""Gives the demo's issuers test seals, so that every credential can be had as a sealed European Digital Credential at once."""

from app.adapters.database import identities
from app.adapters.database.session import Session
from app.dids.key import is_did_key
from app.model.record import IssuerIdentity
from app.services.audited import operator_actor
from app.services.installation import Installation
from app.services.seals import create_test_seal


def prepare_demo_seals(installation: Installation) -> None:
    """Make a test seal for every issuer that never had a seal; where somebody ended one, it stays so. Raises SigningError."""
    for identity in installation.database.read(_without_seal):
        create_test_seal(installation, operator_actor(identity.tenant_id), identity.profile.slug)


def _without_seal(session: Session) -> tuple[IssuerIdentity, ...]:
    found = identities.all_of_them(session)
    return tuple(each for each in found if not is_did_key(each.profile.did) and not identities.seals_of(session, each.id))
