"""Status lists: a slot is taken once and for ever, a bit is what its latest event says, a publication is what was signed."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from app.adapters.database.tables.columns import Moment, PlainText, WholeNumber, counter, metadata, of_tenant, optional, referable, required

LEAST_ENTRIES = 131_072
"""Entries of the shortest list, for herd privacy. Spec: Bitstring Status List 1.0, https://www.w3.org/TR/vc-bitstring-status-list/"""

status_list = Table(
    "status_list",
    metadata,
    required("id", PlainText, key=True),
    required("tenant_id", PlainText),
    required("identity_id", PlainText),
    required("purpose", PlainText),
    required("size", WholeNumber),
    required("epoch", WholeNumber),
    required("next_seq", WholeNumber),
    required("perm_key", LargeBinary),
    required("sealed", Boolean),
    required("version", WholeNumber),
    counter("changes"),
    referable(),
    CheckConstraint(f"size >= {LEAST_ENTRIES}", name="size"),
    CheckConstraint("next_seq >= 0 AND next_seq <= size", name="next_seq"),
    CheckConstraint("version >= 0", name="version"),
    of_tenant("issuer_identity", "identity_id"),
)

still_open = status_list.c.sealed.is_(False)
Index(
    "ix_status_list_open",
    status_list.c.identity_id,
    status_list.c.purpose,
    unique=True,
    sqlite_where=still_open,
    postgresql_where=still_open,
)

status_slot = Table(
    "status_slot",
    metadata,
    required("list_id", PlainText, key=True),
    required("idx", WholeNumber, key=True),
    required("tenant_id", PlainText),
    required("credential_id", PlainText),
    UniqueConstraint("credential_id"),
    UniqueConstraint("tenant_id", "credential_id"),
    CheckConstraint("idx >= 0", name="idx"),
    of_tenant("status_list", "list_id"),
)

status_event = Table(
    "status_event",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    required("tenant_id", PlainText),
    required("list_id", PlainText),
    required("idx", WholeNumber),
    required("value", Boolean),
    optional("reason", PlainText),
    required("actor", PlainText),
    required("at", Moment),
    of_tenant("status_list", "list_id"),
    ForeignKeyConstraint(["list_id", "idx"], ["status_slot.list_id", "status_slot.idx"]),
    Index(None, "list_id", "idx", "seq"),
    sqlite_autoincrement=True,
)

status_publication = Table(
    "status_publication",
    metadata,
    required("list_id", PlainText, key=True),
    required("version", WholeNumber, key=True),
    required("tenant_id", PlainText),
    required("body", LargeBinary),
    required("sha256", PlainText),
    required("valid_until", Moment),
    required("created_at", Moment),
    counter("changes"),
    of_tenant("status_list", "list_id"),
)

restored_bit = Table(
    "restored_bit",
    metadata,
    required("list_id", PlainText, key=True),
    required("idx", WholeNumber, key=True),
    required("tenant_id", PlainText),
    CheckConstraint("idx >= 0", name="idx"),
    of_tenant("status_list", "list_id"),
)
"""Bits that the journal had as set when a backup was restored, also of slots that the backup does not know."""
