"""Learning systems that post their events here, the rules for them, and every event that came in."""

from sqlalchemy import Index, LargeBinary, Table, UniqueConstraint

from app.adapters.database.tables.columns import (
    Code,
    Json,
    Moment,
    PlainText,
    WholeNumber,
    metadata,
    of_tenant,
    optional,
    referable,
    required,
)
from app.model.inbox import EventState

integration = Table(
    "integration",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("slug", PlainText),
    required("kind", PlainText),
    required("client_id", PlainText),
    required("token_sha256", PlainText),
    required("mapping", Json),
    required("created_at", Moment),
    optional("former_sha256", PlainText),
    optional("former_until", Moment),
    optional("peer_url", PlainText),
    optional("peer_token_box", LargeBinary),
    optional("disabled_at", Moment),
    referable(),
    UniqueConstraint("slug"),
    of_tenant("client", "client_id"),
)

issuing_rule = Table(
    "issuing_rule",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("integration_id", PlainText),
    required("position", WholeNumber),
    required("course", PlainText),
    required("achievement", PlainText),
    required("created_at", Moment),
    required("statuses", Json),
    optional("minimum_score", PlainText),
    of_tenant("integration", "integration_id"),
    Index(None, "tenant_id", "integration_id"),
)

inbox_event = Table(
    "inbox_event",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("integration_id", PlainText),
    required("key_digest", PlainText),
    required("state", Code(EventState)),
    required("received_at", Moment),
    optional("payload_box", LargeBinary),
    optional("wrapped_key", LargeBinary),
    optional("recipient_id", PlainText),
    optional("subject_digest", PlainText),
    optional("rule_id", PlainText),
    optional("credential_id", PlainText),
    optional("trouble", PlainText),
    required("attempts", WholeNumber),
    required("replays", WholeNumber),
    optional("finished_at", Moment),
    UniqueConstraint("integration_id", "key_digest"),
    of_tenant("integration", "integration_id"),
    of_tenant("recipient", "recipient_id"),
    of_tenant("credential", "credential_id"),
    Index(None, "tenant_id", "subject_digest"),
    Index(None, "tenant_id", "recipient_id"),
)

unresolved = inbox_event.c.wrapped_key.is_not(None)
Index("ix_inbox_event_unresolved", inbox_event.c.received_at, sqlite_where=unresolved, postgresql_where=unresolved)
