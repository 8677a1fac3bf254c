"""The signed files of a credential: reserved with it, stored once, then the same bytes for ever."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update

from app.adapters.database.records import all_records, changed, columns_of, record, rows, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import representation as table
from app.model.record import Intent, RepresentationRow
from app.model.secured import Secured

_FILES = select(*columns_of(table, RepresentationRow))


def reserve(session: Session, row: RepresentationRow) -> None:
    """Store that there will be such a file. Raises Conflict when the credential has one of that format and language."""
    write(session, insert(table).values(**values_of(row)))


def store(session: Session, intent: Intent, secured: Secured, box: bytes, moment: datetime) -> bool:
    """Store the file that the intent asked for; return whether there was none before. A stored file is never replaced.

    Args:
        session: of a transaction.
        intent: which file of whom, and the key that signed it.
        secured: what was signed: its media type and digest are kept.
        box: its bytes, encrypted under the learner's key.
        moment: when it was made.
    """
    values = {"body_box": box, "key_id": intent.key_id, "created_at": moment}
    return _store(session, (intent.tenant_id, intent.representation_id), secured, values)


def store_unsigned(session: Session, row: RepresentationRow, made: Secured, box: bytes, moment: datetime) -> bool:
    """Store a file that nobody signs, such as a picture; else as `store`."""
    return _store(session, (row.tenant_id, row.id), made, {"body_box": box, "created_at": moment})


def by_id(session: Session, tenant_id: str, representation_id: str) -> RepresentationRow | None:
    """Return the tenant's file of that id, whether it is made or only reserved."""
    return record(session, RepresentationRow, _FILES.where(table.c.tenant_id == tenant_id, table.c.id == representation_id))


def by_format(session: Session, tenant_id: str, credential_id: str, name: str, language: str | None = None) -> RepresentationRow | None:
    """Return the credential's file of that format, made or reserved; without a language the first one, by language."""
    mine = _of(tenant_id, credential_id).where(table.c.format == name)
    return record(session, RepresentationRow, mine if language is None else mine.where(table.c.language == language))


def by_format_locked(session: Session, tenant_id: str, credential_id: str, name: str) -> RepresentationRow | None:
    """Return the credential's file of that format; whoever else asks so waits until this transaction has ended."""
    mine = _of(tenant_id, credential_id).where(table.c.format == name)
    return record(session, RepresentationRow, mine.with_for_update())


def of_credential(session: Session, tenant_id: str, credential_id: str) -> tuple[RepresentationRow, ...]:
    """Return every file of the credential, made or reserved, by format and language."""
    return all_records(session, RepresentationRow, _of(tenant_id, credential_id))


def formats_made(session: Session, tenant_id: str, credential_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return which files of those credentials are made, by the credential's id."""
    mine = (table.c.tenant_id == tenant_id, table.c.credential_id.in_(credential_ids), table.c.body_box.is_not(None))
    found = rows(session, select(table.c.credential_id, table.c.format).where(*mine)) if credential_ids else ()
    return {wanted: frozenset(row["format"] for row in found if row["credential_id"] == wanted) for wanted in credential_ids}


def _store(session: Session, key: tuple[str, str], made: Secured, values: Mapping[str, Any]) -> bool:
    tenant_id, representation_id = key
    mine = update(table).where(table.c.tenant_id == tenant_id, table.c.id == representation_id, table.c.body_box.is_(None))
    digest = hashlib.sha256(made.body).hexdigest()
    return changed(session, mine.values(media_type=made.media_type, sha256=digest, **values)) == 1


def _of(tenant_id: str, credential_id: str) -> "Select[tuple[object, ...]]":
    mine = _FILES.where(table.c.tenant_id == tenant_id, table.c.credential_id == credential_id)
    return mine.order_by(table.c.format, table.c.language)
