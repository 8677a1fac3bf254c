"""Integrations with learning systems, their rules, and the events that they sent."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision: str | None = "0009"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    _integration()
    _issuing_rule()
    _inbox_event()


def downgrade() -> None:
    op.drop_table("inbox_event")
    op.drop_table("issuing_rule")
    op.drop_table("integration")


def _integration() -> None:
    op.create_table(
        "integration",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("client_id", TEXT, nullable=False),
        sa.Column("token_sha256", TEXT, nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("former_sha256", TEXT, nullable=True),
        sa.Column("former_until", MOMENT, nullable=True),
        sa.Column("peer_url", TEXT, nullable=True),
        sa.Column("peer_token_box", sa.LargeBinary(), nullable=True),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_integration"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_integration_tenant_id_id"),
        sa.UniqueConstraint("slug", name="uq_integration_slug"),
        sa.ForeignKeyConstraint(["tenant_id", "client_id"], ["client.tenant_id", "client.id"], name="fk_integration_tenant_id_client_id"),
    )


def _issuing_rule() -> None:
    op.create_table(
        "issuing_rule",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("integration_id", TEXT, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("course", TEXT, nullable=False),
        sa.Column("achievement", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("statuses", sa.Text(), nullable=False),
        sa.Column("minimum_score", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_issuing_rule"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "integration_id"], ["integration.tenant_id", "integration.id"], name="fk_issuing_rule_tenant_id_integration_id"
        ),
    )
    op.create_index("ix_issuing_rule_tenant_id_integration_id", "issuing_rule", ["tenant_id", "integration_id"])


def _inbox_event() -> None:
    op.create_table(
        "inbox_event",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("integration_id", TEXT, nullable=False),
        sa.Column("key_digest", TEXT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("payload_box", sa.LargeBinary(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("recipient_id", TEXT, nullable=True),
        sa.Column("subject_digest", TEXT, nullable=True),
        sa.Column("rule_id", TEXT, nullable=True),
        sa.Column("credential_id", TEXT, nullable=True),
        sa.Column("trouble", TEXT, nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("replays", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_inbox_event"),
        sa.UniqueConstraint("integration_id", "key_digest", name="uq_inbox_event_integration_id_key_digest"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "integration_id"], ["integration.tenant_id", "integration.id"], name="fk_inbox_event_tenant_id_integration_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recipient_id"], ["recipient.tenant_id", "recipient.id"], name="fk_inbox_event_tenant_id_recipient_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "credential_id"], ["credential.tenant_id", "credential.id"], name="fk_inbox_event_tenant_id_credential_id"
        ),
    )
    op.create_index("ix_inbox_event_tenant_id_subject_digest", "inbox_event", ["tenant_id", "subject_digest"])
    op.create_index("ix_inbox_event_tenant_id_recipient_id", "inbox_event", ["tenant_id", "recipient_id"])
    op.create_index(
        "ix_inbox_event_unresolved",
        "inbox_event",
        ["received_at"],
        sqlite_where=sa.text("wrapped_key IS NOT NULL"),
        postgresql_where=sa.text("wrapped_key IS NOT NULL"),
    )
