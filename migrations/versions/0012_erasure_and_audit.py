"""Ways to find audit events: those without a place in the chain, and a tenant's, the newest first."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None

UNCHAINED = sa.text("seq IS NULL")


def upgrade() -> None:
    op.create_index("ix_audit_event_unchained", "audit_event", ["at", "id"], sqlite_where=UNCHAINED, postgresql_where=UNCHAINED)
    op.create_index("ix_audit_event_tenant_id_id", "audit_event", ["tenant_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_audit_event_tenant_id_id", table_name="audit_event")
    op.drop_index("ix_audit_event_unchained", table_name="audit_event")
