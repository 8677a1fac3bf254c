"""What learning systems reported of a person, for the person."""

from app.adapters.database import erasure
from app.adapters.database.session import Session
from app.errors import Gone
from app.model.inbox import InboxEvent
from app.model.record import RecipientRow
from app.model.secured import Document
from app.schemas.moments import write_moment
from app.services.inbox_payloads import open_payload
from app.services.installation import Installation


def events_about(session: Session, installation: Installation, row: RecipientRow) -> list[Document]:
    """Return every event that is about the person, with what it said where that is still kept, the oldest first."""
    return [
        {
            "id": event.id,
            "state": event.state,
            "received_at": write_moment(event.received_at),
            "credential": event.credential_id,
            "said": _said(session, installation, event),
        }
        for event in erasure.events_about(session, row.tenant_id, row.id)
    ]


def _said(session: Session, installation: Installation, event: InboxEvent) -> Document | None:
    try:
        return open_payload(session, installation, event)
    except Gone:
        return None
