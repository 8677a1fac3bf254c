"""Revokes what a revoked key signed since it may be in strange hands, and publishes the lists that say so.

It may be interrupted and begun again at any point.

First the lists are signed with the key that signs now, for nobody trusts the old signature any more. Then open intents under the
key are given up, and only then its files are looked for: an intent that was signed in the meantime is among them, and one that is
written later is refused when it comes to be signed. So it goes with what instances of the VC-API signed with a status.
"""

from dataclasses import dataclass

from app.adapters.database import credentials, signed_files, vc_api
from app.adapters.database.session import Session
from app.model.lifecycle import Reason
from app.model.record import IssuerIdentity, IssuerKey
from app.services.audited import service_actor
from app.services.change_credential import ChangeOrder, revoke_in
from app.services.installation import Installation
from app.services.retire_key import void_open
from app.services.rotate_keys import publish_lists
from app.services.vc_api_issuances import revoke_issuances

CHUNK = 200
"""How many credentials one transaction revokes."""

_NAME = "key-compromise"


@dataclass(frozen=True, slots=True)
class Revoked:
    """How many credentials were revoked, and how many intents were given up, in this run."""

    credentials: int
    intents: int


def revoke_signed(installation: Installation, identity: IssuerIdentity, key: IssuerKey, chunk: int = CHUNK) -> Revoked:
    """Return what was left to do, once it is done and public. Raises SigningError, StorageUnavailable."""
    publish_lists(installation, identity)
    voided = void_open(installation, key)
    since = key.public.revoked_at or key.created_at
    ids = installation.database.read(lambda session: signed_files.in_force_since(session, key, since))
    revoked = sum(_revoke(installation, key.tenant_id, ids[first : first + chunk]) for first in range(0, len(ids), chunk))
    signed = installation.database.read(lambda session: vc_api.signed_since(session, key, since))
    actor = service_actor(key.tenant_id, _NAME)
    revoked += sum(revoke_issuances(installation, actor, signed[first : first + chunk]) for first in range(0, len(signed), chunk))
    if revoked or voided:
        publish_lists(installation, identity)
    return Revoked(revoked, voided)


def _revoke(installation: Installation, tenant_id: str, ids: tuple[str, ...]) -> int:
    """Revoke those of the credentials that are in force, in one transaction; return how many."""
    actor = service_actor(tenant_id, _NAME)

    def work(session: Session) -> int:
        # All are locked before the first status list is: whoever revokes one of them at the same time goes the same way round.
        rows = [credentials.locked(session, tenant_id, credential_id) for credential_id in ids]
        standing = [row for row in rows if row is not None and row.state in signed_files.IN_FORCE]
        for row in standing:
            revoke_in(session, installation, ChangeOrder(actor, row.id, Reason.KEY_COMPROMISE), row)
        return len(standing)

    return installation.database.write(work)
