"""Frameworks, occupational profiles, achievements and their versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    _framework()
    _occupational_profile()
    _achievement()
    _achievement_version()


def downgrade() -> None:
    op.drop_table("achievement_version")
    op.drop_table("achievement")
    op.drop_table("occupational_profile")
    op.drop_table("framework")


def _framework() -> None:
    op.create_table(
        "framework",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_framework"),
        sa.UniqueConstraint("tenant_id", "slug", "version", name="uq_framework_tenant_id_slug_version"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_framework_tenant_id"),
    )


def _occupational_profile() -> None:
    op.create_table(
        "occupational_profile",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("framework", TEXT, nullable=False),
        sa.Column("framework_version", TEXT, nullable=False),
        sa.Column("uri", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("competences", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_occupational_profile"),
        sa.UniqueConstraint("tenant_id", "slug", name="uq_occupational_profile_tenant_id_slug"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_occupational_profile_tenant_id"),
    )


def _achievement() -> None:
    op.create_table(
        "achievement",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("identity_id", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_achievement"),
        sa.UniqueConstraint("slug", name="uq_achievement_slug"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_achievement_tenant_id_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "identity_id"], ["issuer_identity.tenant_id", "issuer_identity.id"], name="fk_achievement_tenant_id_identity_id"
        ),
    )


def _achievement_version() -> None:
    op.create_table(
        "achievement_version",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("achievement_id", TEXT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_achievement_version"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_achievement_version_version")),
        sa.UniqueConstraint("achievement_id", "version", name="uq_achievement_version_achievement_id_version"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_achievement_version_tenant_id_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "achievement_id"],
            ["achievement.tenant_id", "achievement.id"],
            name="fk_achievement_version_tenant_id_achievement_id",
        ),
    )
    op.create_index(
        "ix_achievement_version_draft",
        "achievement_version",
        ["achievement_id"],
        unique=True,
        sqlite_where=sa.text("published_at IS NULL"),
        postgresql_where=sa.text("published_at IS NULL"),
    )
