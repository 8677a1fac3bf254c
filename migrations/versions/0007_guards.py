"""What never changes: the database itself refuses to change published versions, slots, events, publications and audit entries."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None

AUDITED = "id, tenant_id, at, actor_kind, actor_id, action, object_kind, object_id, request_id, before_sha256, after_sha256, entry_sha256"
CHAINED = "seq, prev_sha256, chain_sha256"
PUBLISHED = "OLD.published_at IS NOT NULL"

GUARDS = (
    ("published_update", "UPDATE", "achievement_version", PUBLISHED, "a published version never changes"),
    ("published_delete", "DELETE", "achievement_version", PUBLISHED, "a published version is never removed"),
    ("slot_update", "UPDATE", "status_slot", None, "a status slot never changes"),
    ("slot_delete", "DELETE", "status_slot", None, "a status slot is never removed"),
    ("event_update", "UPDATE", "status_event", None, "a status event never changes"),
    ("event_delete", "DELETE", "status_event", None, "a status event is never removed"),
    ("publication_update", "UPDATE", "status_publication", None, "a published status list never changes"),
    ("audit_update", f"UPDATE OF {AUDITED}", "audit_event", None, "an audit event never changes"),
    ("audit_chain", f"UPDATE OF {CHAINED}", "audit_event", "OLD.seq IS NOT NULL", "the place of an audit event never changes"),
    ("audit_delete", "DELETE", "audit_event", None, "an audit event is never removed"),
)
"""Name, what is refused, table, when, and what the database says then."""

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(sa.text(REFUSE))
    for name, change, table, condition, says in GUARDS:
        when = f"WHEN ({condition})" if condition else ""
        each, action = (
            ("FOR EACH ROW", f"EXECUTE FUNCTION refuse_change('{says}')") if postgres else ("", f"BEGIN SELECT RAISE(ABORT, '{says}'); END")
        )
        op.execute(sa.text(f"CREATE TRIGGER guard_{name} BEFORE {change} ON {table} {each} {when} {action}"))


def downgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for name, _, table, _, _ in GUARDS:
        op.execute(sa.text(f"DROP TRIGGER guard_{name}" + (f" ON {table}" if postgres else "")))
    if postgres:
        op.execute(sa.text("DROP FUNCTION refuse_change()"))
