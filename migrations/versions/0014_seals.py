"""Certificates of keys that seal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision: str | None = "0013"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOMENT = sa.Text().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("issuer_key", sa.Column("certificate_chain", TEXT, nullable=True))
    op.add_column("issuer_key", sa.Column("certificate_sha256", TEXT, nullable=True))
    op.add_column("issuer_key", sa.Column("certificate_valid_until", MOMENT, nullable=True))
    op.create_index("ix_issuer_key_certificate_sha256", "issuer_key", ["certificate_sha256"], unique=True)


def downgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM issuer_key WHERE certificate_sha256 IS NOT NULL")):
        raise ValueError("There are seals: without their certificates they would be keys that sign badges, so there is no way back.")
    op.drop_index("ix_issuer_key_certificate_sha256", "issuer_key")
    for name in ("certificate_valid_until", "certificate_sha256", "certificate_chain"):
        op.drop_column("issuer_key", name)
