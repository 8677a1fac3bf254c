"""Sessions that end when nobody uses them."""

import sqlalchemy as sa
from alembic import op

from app.adapters.database.tables.columns import Moment

revision = "0011"
down_revision: str | None = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("web_session", sa.Column("seen_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("web_session", "seen_at")
