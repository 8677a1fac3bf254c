"""Who may: clients and their secrets, people, their roles, sessions and one-time links. Of every secret only a digest is kept."""

from sqlalchemy import Index, Table, UniqueConstraint

from app.adapters.database.tables.columns import (
    Code,
    Json,
    Moment,
    PlainText,
    metadata,
    of_tenant,
    optional,
    referable,
    required,
    whose,
)
from app.model.access import Role
from app.model.issuer import Mode

client = Table(
    "client",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("name", PlainText),
    required("mode", Code(Mode)),
    required("scopes", Json),
    required("created_at", Moment),
    referable(),
    whose(),
)

client_secret = Table(
    "client_secret",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("client_id", PlainText),
    required("prefix", PlainText),
    required("sha256", PlainText),
    required("created_at", Moment),
    optional("expires_at", Moment),
    optional("revoked_at", Moment),
    UniqueConstraint("sha256"),
    of_tenant("client", "client_id"),
    Index(None, "tenant_id", "client_id"),
)

person = Table(
    "person",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("name", PlainText),
    required("created_at", Moment),
    optional("disabled_at", Moment),
    referable(),
    UniqueConstraint("tenant_id", "name"),
    whose(),
)

person_role = Table(
    "person_role",
    metadata,
    required("tenant_id", PlainText, key=True),
    required("person_id", PlainText, key=True),
    required("role", Code(Role), key=True),
    of_tenant("person", "person_id"),
)

web_session = Table(
    "web_session",
    metadata,
    required("digest", PlainText, key=True),
    required("tenant_id", PlainText),
    required("person_id", PlainText),
    required("created_at", Moment),
    required("expires_at", Moment),
    optional("ended_at", Moment),
    optional("seen_at", Moment),
    of_tenant("person", "person_id"),
    Index(None, "tenant_id", "person_id"),
)

one_time_link = Table(
    "one_time_link",
    metadata,
    required("digest", PlainText, key=True),
    required("tenant_id", PlainText),
    required("person_id", PlainText),
    required("created_at", Moment),
    required("expires_at", Moment),
    optional("used_at", Moment),
    of_tenant("person", "person_id"),
    Index(None, "tenant_id", "person_id"),
)
