"""Recipients, awards, credentials and their signed files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision: str | None = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    _recipient()
    _recipient_identifier()
    _recipient_search()
    _award()
    _credential()
    _representation()


def downgrade() -> None:
    op.drop_table("representation")
    op.drop_table("credential")
    op.drop_table("award")
    op.drop_table("recipient_search")
    op.drop_table("recipient_identifier")
    op.drop_table("recipient")


def _recipient() -> None:
    op.create_table(
        "recipient",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recipient"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_recipient_tenant_id_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_recipient_tenant_id"),
    )


def _recipient_identifier() -> None:
    op.create_table(
        "recipient_identifier",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("recipient_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "digest", name="pk_recipient_identifier"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipient_id"], ["recipient.tenant_id", "recipient.id"], name="fk_recipient_identifier_tenant_id_recipient_id"
        ),
    )
    op.create_index("ix_recipient_identifier_tenant_id_recipient_id", "recipient_identifier", ["tenant_id", "recipient_id"])


def _recipient_search() -> None:
    op.create_table(
        "recipient_search",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("recipient_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "digest", "recipient_id", name="pk_recipient_search"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipient_id"], ["recipient.tenant_id", "recipient.id"], name="fk_recipient_search_tenant_id_recipient_id"
        ),
    )
    op.create_index("ix_recipient_search_tenant_id_recipient_id", "recipient_search", ["tenant_id", "recipient_id"])


def _award() -> None:
    op.create_table(
        "award",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("identity_id", TEXT, nullable=False),
        sa.Column("achievement_id", TEXT, nullable=False),
        sa.Column("version_id", TEXT, nullable=False),
        sa.Column("recipient_id", TEXT, nullable=False),
        sa.Column("natural_key_digest", TEXT, nullable=True),
        sa.Column("source_ref", TEXT, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("snapshot_box", sa.LargeBinary(), nullable=False),
        sa.Column("awarded_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("under_review", sa.Boolean(), nullable=False),
        sa.Column("visibility", TEXT, nullable=False),
        sa.Column("offering_id", TEXT, nullable=True),
        sa.Column("pathway_id", TEXT, nullable=True),
        sa.Column("batch_row_id", TEXT, nullable=True),
        sa.Column("mandate_id", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_award"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_award_tenant_id_id"),
        sa.UniqueConstraint("tenant_id", "natural_key_digest", name="uq_award_tenant_id_natural_key_digest"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "achievement_id"], ["achievement.tenant_id", "achievement.id"], name="fk_award_tenant_id_achievement_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "identity_id"], ["issuer_identity.tenant_id", "issuer_identity.id"], name="fk_award_tenant_id_identity_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipient_id"], ["recipient.tenant_id", "recipient.id"], name="fk_award_tenant_id_recipient_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "version_id"], ["achievement_version.tenant_id", "achievement_version.id"], name="fk_award_tenant_id_version_id"
        ),
    )
    op.create_index("ix_award_tenant_id_achievement_id", "award", ["tenant_id", "achievement_id"])
    op.create_index("ix_award_tenant_id_recipient_id", "award", ["tenant_id", "recipient_id"])
    op.create_index("ix_award_tenant_id_source_ref", "award", ["tenant_id", "source_ref"])


def _credential() -> None:
    op.create_table(
        "credential",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("award_id", TEXT, nullable=False),
        sa.Column("identity_id", TEXT, nullable=False),
        sa.Column("recipient_id", TEXT, nullable=False),
        sa.Column("public_id", TEXT, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("valid_from", MOMENT, nullable=False),
        sa.Column("valid_until", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("issued_at", MOMENT, nullable=True),
        sa.Column("replaces_id", TEXT, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_credential"),
        sa.CheckConstraint("ordinal >= 0", name=op.f("ck_credential_ordinal")),
        sa.UniqueConstraint("award_id", "ordinal", name="uq_credential_award_id_ordinal"),
        sa.UniqueConstraint("public_id", name="uq_credential_public_id"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_credential_tenant_id_id"),
        sa.ForeignKeyConstraint(["tenant_id", "award_id"], ["award.tenant_id", "award.id"], name="fk_credential_tenant_id_award_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "id"], ["status_slot.tenant_id", "status_slot.credential_id"], name="fk_credential_tenant_id_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "identity_id"], ["issuer_identity.tenant_id", "issuer_identity.id"], name="fk_credential_tenant_id_identity_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipient_id"], ["recipient.tenant_id", "recipient.id"], name="fk_credential_tenant_id_recipient_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "replaces_id"], ["credential.tenant_id", "credential.id"], name="fk_credential_tenant_id_replaces_id"
        ),
    )
    op.create_index("ix_credential_tenant_id_issued_at", "credential", ["tenant_id", "issued_at"])
    op.create_index("ix_credential_tenant_id_recipient_id", "credential", ["tenant_id", "recipient_id"])
    op.create_index("ix_credential_tenant_id_replaces_id", "credential", ["tenant_id", "replaces_id"])


def _representation() -> None:
    op.create_table(
        "representation",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("credential_id", TEXT, nullable=False),
        sa.Column("format", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("media_type", TEXT, nullable=True),
        sa.Column("body_box", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", TEXT, nullable=True),
        sa.Column("key_id", TEXT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_representation"),
        sa.UniqueConstraint("credential_id", "format", "language", name="uq_representation_credential_id_format_language"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_representation_tenant_id_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "credential_id"], ["credential.tenant_id", "credential.id"], name="fk_representation_tenant_id_credential_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "key_id"], ["issuer_key.tenant_id", "issuer_key.id"], name="fk_representation_tenant_id_key_id"
        ),
    )
    op.create_index("ix_representation_tenant_id_key_id", "representation", ["tenant_id", "key_id"])
