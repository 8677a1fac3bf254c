"""Issuer instances of the VC-API, what they signed with a status, and challenges that wait for an answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision: str | None = "0012"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    _instance()
    _issuance()
    op.create_table(
        "vc_api_challenge",
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_vc_api_challenge"),
    )
    op.create_index("ix_vc_api_challenge_until", "vc_api_challenge", ["until"])


def downgrade() -> None:
    op.drop_table("vc_api_challenge")
    op.drop_table("vc_api_issuance")
    op.drop_table("vc_api_instance")


def _instance() -> None:
    op.create_table(
        "vc_api_instance",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("identity_id", TEXT, nullable=False),
        sa.Column("suite", TEXT, nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("with_status", sa.Boolean(), nullable=False),
        sa.Column("records", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_vc_api_instance"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_vc_api_instance_tenant_id_id"),
        sa.UniqueConstraint("name", name="uq_vc_api_instance_name"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "identity_id"],
            ["issuer_identity.tenant_id", "issuer_identity.id"],
            name="fk_vc_api_instance_tenant_id_identity_id",
        ),
    )


def _issuance() -> None:
    op.create_table(
        "vc_api_issuance",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("instance_id", TEXT, nullable=False),
        sa.Column("key_id", TEXT, nullable=False),
        sa.Column("list_id", TEXT, nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("name_digest", TEXT, nullable=True),
        sa.Column("sha256", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_vc_api_issuance"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "key_id"], ["issuer_key.tenant_id", "issuer_key.id"], name="fk_vc_api_issuance_tenant_id_key_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "list_id"], ["status_list.tenant_id", "status_list.id"], name="fk_vc_api_issuance_tenant_id_list_id"
        ),
    )
    op.create_index("ix_vc_api_issuance_tenant_id_name_digest", "vc_api_issuance", ["tenant_id", "name_digest"])
    op.create_index("ix_vc_api_issuance_state_created_at", "vc_api_issuance", ["state", "created_at"])
