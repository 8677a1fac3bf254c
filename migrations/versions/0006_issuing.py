"""Intents, idempotency, outbox, audit events, facts of the installation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    _intent()
    _idempotency()
    _outbox()
    _audit_event()
    _instance_fact()


def downgrade() -> None:
    op.drop_table("instance_fact")
    op.drop_table("audit_event")
    op.drop_table("outbox")
    op.drop_table("idempotency")
    op.drop_table("intent")


def _intent() -> None:
    op.create_table(
        "intent",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("credential_id", TEXT, nullable=False),
        sa.Column("representation_id", TEXT, nullable=False),
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("suite", TEXT, nullable=False),
        sa.Column("profile_sha256", TEXT, nullable=False),
        sa.Column("unsigned_box", sa.LargeBinary(), nullable=False),
        sa.Column("unsigned_sha256", TEXT, nullable=False),
        sa.Column("moment", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_intent"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "credential_id"], ["credential.tenant_id", "credential.id"], name="fk_intent_tenant_id_credential_id"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "key_id"], ["issuer_key.tenant_id", "issuer_key.id"], name="fk_intent_tenant_id_key_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "representation_id"],
            ["representation.tenant_id", "representation.id"],
            name="fk_intent_tenant_id_representation_id",
        ),
    )
    op.create_index(
        "ix_intent_reserved",
        "intent",
        ["representation_id"],
        unique=True,
        sqlite_where=sa.text("state = 'reserved'"),
        postgresql_where=sa.text("state = 'reserved'"),
    )
    op.create_index("ix_intent_tenant_id_credential_id", "intent", ["tenant_id", "credential_id"])


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("client_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("request_sha256", TEXT, nullable=False),
        sa.Column("credential_id", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=True),
        sa.Column("response_box", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "client_id", "key", name="pk_idempotency"),
        sa.ForeignKeyConstraint(["tenant_id", "client_id"], ["client.tenant_id", "client.id"], name="fk_idempotency_tenant_id_client_id"),
    )
    op.create_index("ix_idempotency_tenant_id_credential_id", "idempotency", ["tenant_id", "credential_id"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("effect_key", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("trouble", TEXT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("effect_key", name="uq_outbox_effect_key"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_outbox_tenant_id"),
    )
    op.create_index(
        "ix_outbox_undone", "outbox", ["due_at", "id"], sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
    )


def _audit_event() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_kind", TEXT, nullable=False),
        sa.Column("actor_id", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("object_kind", TEXT, nullable=False),
        sa.Column("object_id", TEXT, nullable=False),
        sa.Column("request_id", TEXT, nullable=True),
        sa.Column("before_sha256", TEXT, nullable=True),
        sa.Column("after_sha256", TEXT, nullable=True),
        sa.Column("entry_sha256", TEXT, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("prev_sha256", TEXT, nullable=True),
        sa.Column("chain_sha256", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
        sa.UniqueConstraint("seq", name="uq_audit_event_seq"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_audit_event_tenant_id"),
    )
    op.create_index("ix_audit_event_tenant_id_object_kind_object_id", "audit_event", ["tenant_id", "object_kind", "object_id"])


def _instance_fact() -> None:
    op.create_table(
        "instance_fact",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_instance_fact"),
    )
