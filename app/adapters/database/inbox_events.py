"""Events of learning systems as they came in: each once, by its integration and the digest of its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from app.adapters.database.records import all_records, changed, columns_of, record, values_of
from app.adapters.database.session import Session
from app.adapters.database.tables import client, integration
from app.adapters.database.tables import inbox_event as table
from app.adapters.database.upserts import insert_unless_there
from app.model.inbox import OPEN_STATES, EventState, InboxEvent
from app.model.issuer import Mode

_EVENTS = select(*columns_of(table, InboxEvent))
EMPTY: Mapping[str, Any] = {"payload_box": None, "wrapped_key": None, "subject_digest": None}
"""What is stored of an event that says nothing any more."""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events a list is to have; what is not set does not count. `mode` is that of the integration's client."""

    state: EventState | None = None
    integration_id: str | None = None
    credential_id: str | None = None
    mode: Mode | None = None


def add(session: Session, row: InboxEvent) -> bool:
    """Store an event; return whether it is new. One with the same key is the same event: it stays as it is."""
    return insert_unless_there(session, table, values_of(row), "integration_id", "key_digest")


def by_key(session: Session, integration_id: str, key_digest: str) -> InboxEvent | None:
    """Return the integration's event of that key."""
    return record(session, InboxEvent, _EVENTS.where(table.c.integration_id == integration_id, table.c.key_digest == key_digest))


def by_id(session: Session, tenant_id: str, event_id: str) -> InboxEvent | None:
    """Return the tenant's event of that id."""
    return record(session, InboxEvent, _EVENTS.where(table.c.tenant_id == tenant_id, table.c.id == event_id))


def page(session: Session, tenant_id: str, chosen: EventFilter, after: str | None, limit: int) -> tuple[InboxEvent, ...]:
    """Return the tenant's events, the newest first, from the one after that id on."""
    wanted = {"state": chosen.state, "integration_id": chosen.integration_id, "credential_id": chosen.credential_id}
    asked = (table.c[name] == value for name, value in wanted.items() if value is not None)
    statement = _EVENTS.where(table.c.tenant_id == tenant_id, *asked)
    if chosen.mode is not None:
        statement = statement.join(integration, integration.c.id == table.c.integration_id)
        statement = statement.join(client, client.c.id == integration.c.client_id).where(client.c.mode == chosen.mode)
    if after is not None:
        statement = statement.where(table.c.id < after)
    return all_records(session, InboxEvent, statement.order_by(table.c.id.desc()).limit(limit))


def settle(session: Session, event: InboxEvent, values: Mapping[str, Any]) -> bool:
    """Store what became of an attempt, unless another one ended meanwhile; return whether it was stored."""
    mine = update(table).where(table.c.tenant_id == event.tenant_id, table.c.id == event.id, table.c.state.in_(OPEN_STATES))
    return changed(session, mine.where(table.c.replays == event.replays).values(**values)) == 1


def reopen(session: Session, event: InboxEvent) -> bool:
    """Begin anew with an event that ended without a credential; return whether it stood as `event` says."""
    as_seen = (table.c.state == event.state, table.c.replays == event.replays, table.c.credential_id.is_(None))
    mine = update(table).where(table.c.tenant_id == event.tenant_id, table.c.id == event.id, *as_seen)
    begun = {
        "state": EventState.RECEIVED,
        "replays": event.replays + 1,
        "attempts": 0,
        "trouble": None,
        "finished_at": None,
        "rule_id": None,
    }
    return changed(session, mine.values(**begun)) == 1


def drop_payloads_before(session: Session, moment: datetime) -> int:
    """Empty every event of before that moment whose learner never became known; return how many. The rows stay."""
    old = update(table).where(table.c.wrapped_key.is_not(None), table.c.received_at < moment)
    return changed(session, old.values(**EMPTY))
