"""Clients and their secrets; people, roles, sessions and one-time links."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    _client()
    _client_secret()
    _person()
    _person_role()
    _web_session()
    _one_time_link()


def downgrade() -> None:
    op.drop_table("one_time_link")
    op.drop_table("web_session")
    op.drop_table("person_role")
    op.drop_table("person")
    op.drop_table("client_secret")
    op.drop_table("client")


def _client() -> None:
    op.create_table(
        "client",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_client"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_client_tenant_id_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_client_tenant_id"),
    )


def _client_secret() -> None:
    op.create_table(
        "client_secret",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("client_id", TEXT, nullable=False),
        sa.Column("prefix", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_client_secret"),
        sa.UniqueConstraint("sha256", name="uq_client_secret_sha256"),
        sa.ForeignKeyConstraint(["tenant_id", "client_id"], ["client.tenant_id", "client.id"], name="fk_client_secret_tenant_id_client_id"),
    )
    op.create_index("ix_client_secret_tenant_id_client_id", "client_secret", ["tenant_id", "client_id"])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_person_tenant_id_id"),
        sa.UniqueConstraint("tenant_id", "name", name="uq_person_tenant_id_name"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_person_tenant_id"),
    )


def _person_role() -> None:
    op.create_table(
        "person_role",
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("person_id", TEXT, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", "role", name="pk_person_role"),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.id"], name="fk_person_role_tenant_id_person_id"),
    )


def _web_session() -> None:
    op.create_table(
        "web_session",
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("person_id", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_web_session"),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.id"], name="fk_web_session_tenant_id_person_id"),
    )
    op.create_index("ix_web_session_tenant_id_person_id", "web_session", ["tenant_id", "person_id"])


def _one_time_link() -> None:
    op.create_table(
        "one_time_link",
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("person_id", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_one_time_link"),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["person.tenant_id", "person.id"], name="fk_one_time_link_tenant_id_person_id"),
    )
    op.create_index("ix_one_time_link_tenant_id_person_id", "one_time_link", ["tenant_id", "person_id"])
