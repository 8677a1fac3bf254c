"""What makes issuing happen once: intents, idempotency, outbox; who did it: audit; and what this installation knows of itself."""

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
    required,
    whose,
)
from app.model.record import IntentState

intent = Table(
    "intent",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("credential_id", PlainText),
    required("representation_id", PlainText),
    required("key_id", PlainText),
    required("suite", PlainText),
    required("profile_sha256", PlainText),
    required("unsigned_box", LargeBinary),
    required("unsigned_sha256", PlainText),
    required("moment", Moment),
    required("state", Code(IntentState)),
    required("created_at", Moment),
    optional("finished_at", Moment),
    of_tenant("credential", "credential_id"),
    of_tenant("representation", "representation_id"),
    of_tenant("issuer_key", "key_id"),
    Index(None, "tenant_id", "credential_id"),
)

still_reserved = intent.c.state == IntentState.RESERVED
Index("ix_intent_reserved", intent.c.representation_id, unique=True, sqlite_where=still_reserved, postgresql_where=still_reserved)

idempotency = Table(
    "idempotency",
    metadata,
    required("tenant_id", PlainText, key=True),
    required("client_id", PlainText, key=True),
    required("key", PlainText, key=True),
    required("request_sha256", PlainText),
    required("credential_id", PlainText),
    required("created_at", Moment),
    optional("status", WholeNumber),
    optional("response_box", LargeBinary),
    of_tenant("client", "client_id"),
    Index(None, "tenant_id", "credential_id"),
)

outbox = Table(
    "outbox",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("effect_key", PlainText),
    required("kind", PlainText),
    required("payload", Json),
    required("created_at", Moment),
    required("due_at", Moment),
    required("attempts", WholeNumber),
    optional("trouble", PlainText),
    optional("done_at", Moment),
    UniqueConstraint("effect_key"),
    whose(),
)

undone = outbox.c.done_at.is_(None)
Index("ix_outbox_undone", outbox.c.due_at, outbox.c.id, sqlite_where=undone, postgresql_where=undone)

audit_event = Table(
    "audit_event",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("at", Moment),
    required("actor_kind", PlainText),
    required("actor_id", PlainText),
    required("action", PlainText),
    required("object_kind", PlainText),
    required("object_id", PlainText),
    optional("request_id", PlainText),
    optional("before_sha256", PlainText),
    optional("after_sha256", PlainText),
    required("entry_sha256", PlainText),
    optional("seq", WholeNumber),
    optional("prev_sha256", PlainText),
    optional("chain_sha256", PlainText),
    UniqueConstraint("seq"),
    whose(),
    Index(None, "tenant_id", "object_kind", "object_id"),
    Index(None, "tenant_id", "id"),
)

unchained = audit_event.c.seq.is_(None)
Index("ix_audit_event_unchained", audit_event.c.at, audit_event.c.id, sqlite_where=unchained, postgresql_where=unchained)

instance_fact = Table("instance_fact", metadata, required("key", PlainText, key=True), required("value", PlainText))
