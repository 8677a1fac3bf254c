"""Tenants, organisations, issuer identities and their keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    _tenant()
    _organisation()
    _issuer_identity()
    _issuer_key()


def downgrade() -> None:
    op.drop_table("issuer_key")
    op.drop_table("issuer_identity")
    op.drop_table("organisation")
    op.drop_table("tenant")


def _tenant() -> None:
    op.create_table(
        "tenant",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenant"),
        sa.UniqueConstraint("slug", name="uq_tenant_slug"),
    )


def _organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=False),
        sa.Column("country", TEXT, nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("registration", TEXT, nullable=True),
        sa.Column("eidas_id", TEXT, nullable=True),
        sa.Column("homepage", TEXT, nullable=True),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_organisation_tenant_id_id"),
        sa.UniqueConstraint("tenant_id", "slug", name="uq_organisation_tenant_id_slug"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_organisation_tenant_id"),
    )


def _issuer_identity() -> None:
    op.create_table(
        "issuer_identity",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("organisation_id", TEXT, nullable=False),
        sa.Column("slug", TEXT, nullable=False),
        sa.Column("did", TEXT, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issuer_identity"),
        sa.UniqueConstraint("did", name="uq_issuer_identity_did"),
        sa.UniqueConstraint("slug", name="uq_issuer_identity_slug"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_issuer_identity_tenant_id_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "organisation_id"],
            ["organisation.tenant_id", "organisation.id"],
            name="fk_issuer_identity_tenant_id_organisation_id",
        ),
    )


def _issuer_key() -> None:
    op.create_table(
        "issuer_key",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("identity_id", TEXT, nullable=False),
        sa.Column("kid", TEXT, nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("uri", TEXT, nullable=False),
        sa.Column("verification_method", TEXT, nullable=False),
        sa.Column("controller", TEXT, nullable=False),
        sa.Column("jwk", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_issuer_key"),
        sa.UniqueConstraint("identity_id", "kid", name="uq_issuer_key_identity_id_kid"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_issuer_key_tenant_id_id"),
        sa.UniqueConstraint("verification_method", name="uq_issuer_key_verification_method"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "identity_id"], ["issuer_identity.tenant_id", "issuer_identity.id"], name="fk_issuer_key_tenant_id_identity_id"
        ),
    )
    op.create_index("ix_issuer_key_identity_id_algorithm_state", "issuer_key", ["identity_id", "algorithm", "state"])
