"""What becomes of credentials: their changes, corrected snapshots, and which changes a published list holds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
FINAL = "OLD.state IN ('revoked', 'superseded', 'voided') AND NEW.state <> OLD.state"
SAYS = "a credential that ended stays ended"


def upgrade() -> None:
    op.add_column("credential", sa.Column("revision", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    op.add_column("credential", sa.Column("snapshot_box", sa.LargeBinary(), nullable=True))
    op.add_column("status_list", sa.Column("changes", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    op.add_column("status_publication", sa.Column("changes", sa.BigInteger(), nullable=False, server_default=sa.text("0")))
    _credential_change()
    _guard()


def downgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    op.execute(sa.text("DROP TRIGGER guard_credential_end" + (" ON credential" if postgres else "")))
    op.drop_table("credential_change")
    op.drop_column("status_publication", "changes")
    op.drop_column("status_list", "changes")
    op.drop_column("credential", "snapshot_box")
    op.drop_column("credential", "revision")


def _credential_change() -> None:
    op.create_table(
        "credential_change",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.Column("credential_id", TEXT, nullable=False),
        sa.Column("change", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("actor_kind", TEXT, nullable=False),
        sa.Column("actor_id", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("of_revision", sa.BigInteger(), nullable=True),
        sa.Column("note_box", sa.LargeBinary(), nullable=True),
        sa.Column("authority_box", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_credential_change"),
        sa.UniqueConstraint("credential_id", "revision", name="uq_credential_change_credential_id_revision"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "credential_id"], ["credential.tenant_id", "credential.id"], name="fk_credential_change_tenant_id_credential_id"
        ),
    )
    op.create_index("ix_credential_change_tenant_id_credential_id", "credential_change", ["tenant_id", "credential_id"])


def _guard() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    action = f"EXECUTE FUNCTION refuse_change('{SAYS}')" if postgres else f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    each = "FOR EACH ROW" if postgres else ""
    op.execute(sa.text(f"CREATE TRIGGER guard_credential_end BEFORE UPDATE OF state ON credential {each} WHEN ({FINAL}) {action}"))
