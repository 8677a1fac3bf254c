"""Puts a reissued credential in the place of the old one: in the transaction that gives the new one out, so that never both count."""

from collections.abc import Mapping
from dataclasses import asdict

import orjson

from app.adapters.database import changes, credentials, recipients
from app.adapters.database.session import Session
from app.errors import Conflict, StorageUnavailable
from app.model.access import Actor, ActorKind
from app.model.award import Recipient
from app.model.lifecycle import Change, CredentialChange, Reason
from app.model.record import CredentialRow, CredentialState
from app.schemas.award_document import read_award
from app.services.change_credential import ChangeOrder, remember_change, set_bit
from app.services.installation import Installation
from app.services.person_key import PersonKey
from app.services.recipients import correct_recipient


def supersede(session: Session, installation: Installation, row: CredentialRow, person: PersonKey) -> None:
    """Revoke what `row` replaces, as superseded, and keep what was corrected about the learner.

    A credential that had been revoked before stays revoked, for its own reason. Raises Conflict where it changed since the new one
    was prepared: somebody decided otherwise meanwhile, and their decision counts.
    """
    reissued = changes.reissue_of(session, row.tenant_id, row.id)
    old = credentials.locked(session, row.tenant_id, row.replaces_id or "")
    if reissued is None or old is None or old.revision != reissued.of_revision:
        raise Conflict("The credential changed while its successor was made: look at it, and decide anew.")
    if old.state is CredentialState.ISSUED:
        _end(session, installation, old, reissued)
    recipient = recipients.by_id(session, row.tenant_id, row.recipient_id)
    if recipient is not None:
        correct_recipient(session, installation, recipient, _corrections(session, person, old, row))


def _corrections(session: Session, person: PersonKey, old: CredentialRow, new: CredentialRow) -> Mapping[str, str]:
    """Return what the new credential says otherwise about the learner: nothing else of what is known of them may change."""
    before, after = (_said(session, person, row) for row in (old, new))
    return {name: value for name, value in asdict(after).items() if value != getattr(before, name)}


def _said(session: Session, person: PersonKey, row: CredentialRow) -> Recipient:
    credential = credentials.full(session, row.tenant_id, row.id)
    if credential is None:
        raise StorageUnavailable(f"The credential {row.id} is not there.")
    return read_award(orjson.loads(person.open("award", credential.snapshot_box))).recipient


def _end(session: Session, installation: Installation, old: CredentialRow, reissued: CredentialChange) -> None:
    moved = credentials.change(session, old, CredentialState.SUPERSEDED, Reason.SUPERSEDED)
    if moved is None:
        raise Conflict("The credential changed in this very moment.")
    actor = Actor(ActorKind(reissued.actor_kind), reissued.actor_id, old.tenant_id)
    order = ChangeOrder(actor, old.id, Reason.SUPERSEDED)
    set_bit(session, installation, old, order)
    remember_change(session, installation, order, moved, Change.SUPERSEDED)
