"""Carries an erasure out again in a database that comes from a backup from before it. Decision: docs/decisions/0021-restored-trails.md."""

from app.adapters.database import erasure, recipients
from app.adapters.database.session import Session
from app.model.journal import JournaledErasure
from app.services.audited import Deed, service_actor, write_down
from app.services.erase_recipient import forget
from app.services.installation import Installation

REASON = "from_journal"

_ACTOR = "restore"


def erase_again(session: Session, installation: Installation, erased: JournaledErasure) -> bool:
    """Erase whoever is there again; return whether they were.

    What was reported of them goes in any case: it may be older than the person's row, and would make the person anew.
    """
    erasure.forget_events(session, erased.tenant_id, erased.events, erased.at)
    erasure.hold(session, erased.tenant_id, erased.recipient_id)
    row = recipients.locked(session, erased.tenant_id, erased.recipient_id)
    if row is None or row.erased_at is not None:
        return False
    forget(session, installation, row, erased.at)
    deed = Deed(f"recipient.erased:{REASON}", "recipient", row.id)
    write_down(session, service_actor(row.tenant_id, _ACTOR), deed, installation.clock())
    return True
