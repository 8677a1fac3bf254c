"""Tells a credential's whole history to its institution: what happened, when, by whom, why, and on whose authority."""

from dataclasses import dataclass
from datetime import datetime

from app.adapters.database import changes, credentials, recipients
from app.adapters.database.credentials import NEVER_GIVEN_OUT
from app.adapters.database.session import Session
from app.errors import NotFound
from app.model.lifecycle import CredentialChange
from app.model.record import RecipientRow
from app.services.installation import Installation
from app.services.person_key import person_key_of


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change. `note` and `authority` are private; both are None once the learner's data were erased."""

    at: datetime
    change: str
    reason: str
    actor_kind: str
    actor_id: str
    note: str | None
    authority: str | None


def history_of(installation: Installation, tenant_id: str, credential_id: str) -> tuple[HistoryEntry, ...]:
    """Return what happened to the tenant's credential since its issue, the oldest first. Raises NotFound."""

    def work(session: Session) -> tuple[HistoryEntry, ...]:
        row = credentials.by_id(session, tenant_id, credential_id)
        given_out = row is not None and row.state not in NEVER_GIVEN_OUT
        recipient = recipients.by_id(session, tenant_id, row.recipient_id) if row and given_out else None
        if recipient is None:
            raise NotFound("There is no credential of that id.")
        return tuple(_entry(installation, recipient, change) for change in changes.of_credential(session, tenant_id, credential_id))

    return installation.database.read(work)


def _entry(installation: Installation, recipient: RecipientRow, change: CredentialChange) -> HistoryEntry:
    return HistoryEntry(
        at=change.at,
        change=change.change,
        reason=change.reason,
        actor_kind=change.actor_kind,
        actor_id=change.actor_id,
        note=_opened(installation, recipient, "note", change.note_box),
        authority=_opened(installation, recipient, "authority", change.authority_box),
    )


def _opened(installation: Installation, recipient: RecipientRow, use: str, box: bytes | None) -> str | None:
    if box is None or recipient.wrapped_key is None:
        return None
    return person_key_of(installation.data_keys, recipient).open(use, box).decode()
