"""Bits that were once published as set, as the journal outside of the database has them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
SAYS = "a bit that was published as set stays set"


def upgrade() -> None:
    op.create_table(
        "restored_bit",
        sa.Column("list_id", TEXT, nullable=False),
        sa.Column("idx", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("list_id", "idx", name="pk_restored_bit"),
        sa.CheckConstraint("idx >= 0", name=op.f("ck_restored_bit_idx")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "list_id"], ["status_list.tenant_id", "status_list.id"], name="fk_restored_bit_tenant_id_list_id"
        ),
    )
    postgres = op.get_bind().dialect.name == "postgresql"
    each, action = (
        ("FOR EACH ROW", f"EXECUTE FUNCTION refuse_change('{SAYS}')") if postgres else ("", f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END")
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(sa.text(f"CREATE TRIGGER guard_restored_bit_{change.lower()} BEFORE {change} ON restored_bit {each} {action}"))


def downgrade() -> None:
    op.drop_table("restored_bit")
