"""What is achieved: frameworks of competences, occupational profiles, achievements and their versions."""

from sqlalchemy import Boolean, CheckConstraint, Index, Table, UniqueConstraint

from app.adapters.database.tables.columns import (
    Json,
    Moment,
    PlainText,
    WholeNumber,
    metadata,
    of_tenant,
    optional,
    referable,
    required,
    whose,
)

framework = Table(
    "framework",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("slug", PlainText),
    required("name", PlainText),
    required("version", PlainText),
    required("title", Json),
    required("url", PlainText),
    required("sample", Boolean),
    required("created_at", Moment),
    UniqueConstraint("tenant_id", "slug", "version"),
    whose(),
)

occupational_profile = Table(
    "occupational_profile",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("slug", PlainText),
    required("framework", PlainText),
    required("framework_version", PlainText),
    required("uri", PlainText),
    required("code", PlainText),
    required("labels", Json),
    required("competences", Json),
    optional("note", Json),
    required("sample", Boolean),
    required("created_at", Moment),
    UniqueConstraint("tenant_id", "slug"),
    whose(),
)

achievement = Table(
    "achievement",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("identity_id", PlainText),
    required("slug", PlainText),
    required("created_at", Moment),
    referable(),
    UniqueConstraint("slug"),
    of_tenant("issuer_identity", "identity_id"),
)

achievement_version = Table(
    "achievement_version",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("achievement_id", PlainText),
    required("version", WholeNumber),
    required("content", Json),
    required("sha256", PlainText),
    required("created_at", Moment),
    optional("published_at", Moment),
    referable(),
    UniqueConstraint("achievement_id", "version"),
    CheckConstraint("version >= 1", name="version"),
    of_tenant("achievement", "achievement_id"),
)

one_draft = achievement_version.c.published_at.is_(None)
Index("ix_achievement_version_draft", achievement_version.c.achievement_id, unique=True, sqlite_where=one_draft, postgresql_where=one_draft)
