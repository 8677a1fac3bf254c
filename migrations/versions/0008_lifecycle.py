"""What becomes of credentials: their changes, corrected snapshots, and which changes a published list holds."""

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
