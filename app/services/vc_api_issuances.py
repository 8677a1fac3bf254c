"""Credentials that an instance of the VC-API signs with a status: written down before the key is touched, then signed or voided.

Nothing of the credential is kept: its id as a keyed digest, the digest of the signed bytes (on that of unsigned ones guesses could be
tried; nobody guesses a signature), the slot, the moment. A crash between leaves an issuance that nobody was given: it is voided, its slot
is burnt and its bit set.

Spec: docs/decisions/0024-vc-api.md; docs/decisions/0004-issuing-once.md.
"""

from datetime import datetime

from app.adapters.database import key_states, status_lists, vc_api
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.hashes import keyed_digest
from app.errors import InProgress
from app.model.access import Actor
from app.model.events import StatusEvent
from app.model.secured import Document
from app.model.vc_api import Issuance, IssuanceState
from app.services.audited import Deed, service_actor, write_down
from app.services.installation import Installation
from app.services.links import status_list_url
from app.services.status_slots import take_slot
from app.services.vc_api_access import Door
from app.services.vc_api_document import with_entry

OBJECT = "vc_api_issuance"
_ACTOR = "vc-api"


def reserve_issuance(
    session: Session, installation: Installation, door: Door, document: Document, name: str | None
) -> tuple[Issuance, Document]:
    """Return what was written down, and the document as it is to be signed, with its entry. `name`: the credential's id, if it has one.

    Raises InProgress where the door's key signs no more: whoever revoked it may have looked already for what it signed.
    """
    if not key_states.held_active(session, door.key):
        raise InProgress("The key that was to sign this was replaced or revoked in this very moment. Retry: another one signs.")
    slot = take_slot(session, installation, door.identity)
    moment = installation.clock()
    unsigned = with_entry(document, status_list_url(installation.public_url, slot.list_id), slot.index)
    issuance_id = new_id("vci", moment)
    row = Issuance(
        id=issuance_id,
        tenant_id=door.instance.tenant_id,
        instance_id=door.instance.id,
        key_id=door.key.id,
        list_id=slot.list_id,
        index=slot.index,
        state=IssuanceState.RESERVED,
        created_at=moment,
        name_digest=name_digest(installation, door.instance.tenant_id, name) if name else None,
    )
    status_lists.add_slot(session, row.tenant_id, row.list_id, row.index, row.id)
    vc_api.add_issuance(session, row)
    write_down(session, door.actor, Deed("vc_api.reserved", OBJECT, row.id), moment)
    return row, unsigned


def finish_issuance(session: Session, installation: Installation, door: Door, row: Issuance, sha256: str) -> None:
    """Record that it was signed, and the digest of what was.

    Raises InProgress where it was voided meanwhile: nothing was given out, a retry takes another slot.
    """
    if not vc_api.finish_issuance(session, row.id, IssuanceState.SIGNED, sha256):
        raise InProgress("The credential took so long to sign that its slot was given up. Retry.")
    write_down(session, door.actor, Deed("vc_api.issued", OBJECT, row.id, after_sha256=sha256), installation.clock())


def void_issuance(session: Session, installation: Installation, row: Issuance) -> bool:
    """Give an open issuance up; return whether it was open."""
    if not vc_api.finish_issuance(session, row.id, IssuanceState.VOIDED):
        return False
    moment = installation.clock()
    status_lists.add_event(session, StatusEvent(row.list_id, row.index, value=True, actor=_ACTOR, at=moment, reason="voided"))
    write_down(session, service_actor(row.tenant_id, _ACTOR), Deed("vc_api.voided", OBJECT, row.id), moment)
    return True


def revoke_issuance(session: Session, installation: Installation, actor: Actor, row: Issuance) -> None:
    """Set the bit of an issuance for good."""
    moment = installation.clock()
    status_lists.add_event(session, StatusEvent(row.list_id, row.index, value=True, actor=actor.id, at=moment))
    write_down(session, actor, Deed("vc_api.revoked", OBJECT, row.id), moment)


def revoke_issuances(installation: Installation, actor: Actor, rows: tuple[Issuance, ...]) -> int:
    """Revoke those that are not, and void those that nobody was given yet, in one transaction; return how many were revoked."""

    def work(session: Session) -> int:
        known = {list_id: status_lists.set_indexes(session, list_id) for list_id in sorted({row.list_id for row in rows})}
        standing = [row for row in rows if not void_issuance(session, installation, row) and row.index not in known[row.list_id]]
        for row in standing:
            revoke_issuance(session, installation, actor, row)
        return len(standing)

    return installation.database.write(work)


def void_abandoned(installation: Installation, moment: datetime) -> int:
    """Give up every issuance that was written down by that moment and never finished; return how many."""
    left = installation.database.read(lambda session: vc_api.open_before(session, moment))
    return sum(_void(installation, row) for row in left)


def _void(installation: Installation, row: Issuance) -> bool:
    return installation.database.write(lambda session: void_issuance(session, installation, row))


def name_digest(installation: Installation, tenant_id: str, name: str) -> str:
    """Return by what a credential's id is found again, and which tells nothing of it."""
    return keyed_digest(installation.data_keys.index_key(tenant_id), "vc-api credential", name)
