"""What a restore does to a database that comes from a backup, so that nothing that others have seen is taken back.

Spec: Bitstring Status List 1.0, https://www.w3.org/TR/vc-bitstring-status-list/
"""

from collections.abc import Collection, Mapping

from sqlalchemy import insert, select, update

from app.adapters.database import identities
from app.adapters.database.records import changed, rows, write
from app.adapters.database.session import Session
from app.adapters.database.tables import issuer_key, restored_bit, status_list, status_slot
from app.model.record import IssuerKey
from app.model.status_list import StatusListRow


def seal_all(session: Session) -> int:
    """Seal every open list, so that none of them hands out another slot; return how many were open."""
    return changed(session, update(status_list).where(status_list.c.sealed.is_(False)).values(sealed=True))


def raise_version(session: Session, list_id: str, floor: int) -> None:
    """Let the next publication of the list have a higher version than `floor`, also where it is unknown what was published last."""
    mine = update(status_list).where(status_list.c.id == list_id, status_list.c.version < floor)
    write(session, mine.values(version=floor))


def restore_bits(session: Session, row: StatusListRow, indexes: Collection[int]) -> None:
    """Set bits of a list for ever that were published as set before a restore. Raises Conflict where one was restored already."""
    values = [{"list_id": row.id, "idx": index, "tenant_id": row.tenant_id} for index in sorted(indexes)]
    write(session, insert(restored_bit), values)
    write(session, update(status_list).where(status_list.c.id == row.id).values(changes=status_list.c.changes + 1))


def credentials_at(session: Session, row: StatusListRow, indexes: Collection[int]) -> Mapping[int, str]:
    """Return the credentials that own these slots of the list, by index; nothing for slots that nobody took."""
    statement = select(status_slot.c.idx, status_slot.c.credential_id).where(status_slot.c.list_id == row.id)
    return {found["idx"]: found["credential_id"] for found in rows(session, statement) if found["idx"] in indexes}


def restore_key(session: Session, key: IssuerKey) -> None:
    """Store a key as the journal has it: a new row, or the state of the one that is there. Raises Conflict as `identities.add_key`."""
    if identities.key_by_id(session, key.tenant_id, key.id) is None:
        identities.add_key(session, key)
        return
    values = {"state": key.state, "revoked_at": key.public.revoked_at, "expires_at": key.public.expires_at}
    mine = update(issuer_key).where(issuer_key.c.tenant_id == key.tenant_id, issuer_key.c.id == key.id)
    write(session, mine.values(**values))
