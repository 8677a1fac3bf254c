"""Status lists: slots, events, publications."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    _status_list()
    _status_slot()
    _status_event()
    _status_publication()


def downgrade() -> None:
    op.drop_table("status_publication")
    op.drop_table("status_event")
    op.drop_table("status_slot")
    op.drop_table("status_list")


def _status_list() -> None:
    op.create_table(
        "status_list",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("identity_id", TEXT, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("next_seq", sa.BigInteger(), nullable=False),
        sa.Column("perm_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_status_list"),
        sa.CheckConstraint("version >= 0", name=op.f("ck_status_list_version")),
        sa.CheckConstraint("next_seq >= 0 AND next_seq <= size", name=op.f("ck_status_list_next_seq")),
        sa.CheckConstraint("size >= 131072", name=op.f("ck_status_list_size")),
        sa.UniqueConstraint("tenant_id", "id", name="uq_status_list_tenant_id_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "identity_id"], ["issuer_identity.tenant_id", "issuer_identity.id"], name="fk_status_list_tenant_id_identity_id"
        ),
    )
    op.create_index(
        "ix_status_list_open",
        "status_list",
        ["identity_id", "purpose"],
        unique=True,
        sqlite_where=sa.text("sealed IS 0"),
        postgresql_where=sa.text("sealed IS false"),
    )


def _status_slot() -> None:
    op.create_table(
        "status_slot",
        sa.Column("list_id", TEXT, nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("credential_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("list_id", "idx", name="pk_status_slot"),
        sa.CheckConstraint("idx >= 0", name=op.f("ck_status_slot_idx")),
        sa.UniqueConstraint("credential_id", name="uq_status_slot_credential_id"),
        sa.UniqueConstraint("tenant_id", "credential_id", name="uq_status_slot_tenant_id_credential_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "list_id"], ["status_list.tenant_id", "status_list.id"], name="fk_status_slot_tenant_id_list_id"
        ),
    )


def _status_event() -> None:
    op.create_table(
        "status_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=True),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("list_id", TEXT, nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Boolean(), nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_status_event"),
        sa.ForeignKeyConstraint(["list_id", "idx"], ["status_slot.list_id", "status_slot.idx"], name="fk_status_event_list_id_idx"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "list_id"], ["status_list.tenant_id", "status_list.id"], name="fk_status_event_tenant_id_list_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_status_event_list_id_idx_seq", "status_event", ["list_id", "idx", "seq"])


def _status_publication() -> None:
    op.create_table(
        "status_publication",
        sa.Column("list_id", TEXT, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("valid_until", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("list_id", "version", name="pk_status_publication"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "list_id"], ["status_list.tenant_id", "status_list.id"], name="fk_status_publication_tenant_id_list_id"
        ),
    )
