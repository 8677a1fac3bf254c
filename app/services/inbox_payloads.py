"""Where the bodies of events lie: under a key of their own until the learner is known, then under the learner's.

Erasing a learner empties every event of theirs: those under their key cannot be read any more, and those that never found their
recipient are found by the keyed digest of the identity. What never found anybody is emptied after some days.
"""

import json
from datetime import timedelta
from typing import Any

from app.adapters.database import inbox_events, recipients
from app.adapters.database.session import Session
from app.adapters.keystores.data_key import DataKeys
from app.errors import Gone
from app.model.inbox import InboxEvent
from app.model.secured import Document
from app.schemas.strict_json import JsonLimits, read_object
from app.services.installation import Installation
from app.services.person_key import PersonKey, person_key_of

_MOST = 5_242_880


def close_payload(installation: Installation, tenant_id: str, event_id: str, document: Document) -> tuple[bytes, bytes]:
    """Return the box of an event's body and the wrapped key that opens it."""
    own = PersonKey(event_id, DataKeys.new_person_key())
    return own.close(_use(event_id), json.dumps(document).encode()), installation.data_keys.wrap(tenant_id, own.key)


def open_payload(session: Session, installation: Installation, event: InboxEvent) -> Document:
    """Return the body of an event, or raise Gone: it was dropped, or its learner was erased."""
    key = _key_of(session, installation, event)
    if key is None or event.payload_box is None:
        raise Gone("What this event said was dropped, or erased with its learner.")
    return read_object(key.open(_use(event.id), event.payload_box), JsonLimits(max_bytes=_MOST))


def handed_over(session: Session, installation: Installation, event: InboxEvent, recipient_id: str) -> dict[str, Any]:
    """Return what is stored of the body from now on: a box under the learner's key; nothing where they were erased meanwhile."""
    empty: dict[str, Any] = {"payload_box": None, "wrapped_key": None, "subject_digest": None, "recipient_id": recipient_id}
    recipient = recipients.by_id(session, event.tenant_id, recipient_id)
    if recipient is None or recipient.wrapped_key is None or event.payload_box is None:
        return empty
    document = open_payload(session, installation, event)
    person = person_key_of(installation.data_keys, recipient)
    return empty | {"payload_box": person.close(_use(event.id), json.dumps(document).encode())}


def drop_old_payloads(installation: Installation) -> int:
    """Empty events whose learner never became known within the days that they are kept; return how many."""
    before = installation.clock() - timedelta(days=installation.inbox_days)
    return installation.database.write(lambda session: inbox_events.drop_payloads_before(session, before))


def _key_of(session: Session, installation: Installation, event: InboxEvent) -> PersonKey | None:
    if event.wrapped_key is not None:
        return PersonKey(event.id, installation.data_keys.unwrap(event.tenant_id, event.wrapped_key))
    recipient = recipients.by_id(session, event.tenant_id, event.recipient_id) if event.recipient_id else None
    return person_key_of(installation.data_keys, recipient) if recipient else None


def _use(event_id: str) -> str:
    return f"inbox/{event_id}"
