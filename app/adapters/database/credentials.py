"""Credentials: each owns one status slot, and says so by the slot's row and no other."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from app.adapters.database import achievements, awards, identities, recipients, representations, status_lists
from app.adapters.database.records import all_records, changed, columns_of, first, record, rows, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import award, recipient_search, status_slot
from app.adapters.database.tables import credential as table
from app.model.record import Credential, CredentialRow, CredentialState

_SLOT = ("status_list_id", "status_index")
_CREDENTIALS = select(
    *columns_of(table, CredentialRow, *_SLOT), status_slot.c.list_id.label("status_list_id"), status_slot.c.idx.label("status_index")
).join_from(table, status_slot)

_ENDED = (CredentialState.REVOKED, CredentialState.SUPERSEDED)
"""Of these there are only the files that were made before."""
NEVER_GIVEN_OUT = (CredentialState.RESERVED, CredentialState.VOIDED)


@dataclass(frozen=True, slots=True)
class CredentialFilter:
    """Which credentials a list is to have; what is not set does not count.

    `issued_after` is included, `issued_before` is not. Of `search_digests` a learner must have every one. Without a state there
    are no reserved and no voided ones.
    """

    achievement_id: str | None = None
    state: CredentialState | None = None
    issued_after: datetime | None = None
    issued_before: datetime | None = None
    search_digests: frozenset[str] = frozenset()
    source_ref: str | None = None


def add(session: Session, row: CredentialRow) -> None:
    """Store a credential and the slot that it takes. Raises Conflict when the slot or the public id is taken."""
    status_lists.add_slot(session, row.tenant_id, row.status_list_id, row.status_index, row.id)
    write(session, insert(table).values(**values_of(row, *_SLOT)))


def by_id(session: Session, tenant_id: str, credential_id: str) -> CredentialRow | None:
    """Return the tenant's credential of that id."""
    return record(session, CredentialRow, _CREDENTIALS.where(table.c.tenant_id == tenant_id, table.c.id == credential_id))


def by_public_id(session: Session, public_id: str) -> CredentialRow | None:
    """Return the credential of that public id, whosever it is: who has the id may see it."""
    return record(session, CredentialRow, _CREDENTIALS.where(table.c.public_id == public_id))


def original_of_award(session: Session, tenant_id: str, award_id: str) -> CredentialRow | None:
    """Return the first credential of the award."""
    mine = _CREDENTIALS.where(table.c.tenant_id == tenant_id, table.c.award_id == award_id)
    return record(session, CredentialRow, mine.order_by(table.c.ordinal).limit(1))


def successor_of(session: Session, tenant_id: str, credential_id: str) -> CredentialRow | None:
    """Return the credential that was given out in place of that one."""
    replacing = _CREDENTIALS.where(table.c.tenant_id == tenant_id, table.c.replaces_id == credential_id)
    given_out = replacing.where(table.c.state.not_in(NEVER_GIVEN_OUT)).order_by(table.c.ordinal.desc()).limit(1)
    return record(session, CredentialRow, given_out)


def ids_of_recipient(session: Session, tenant_id: str, recipient_id: str) -> tuple[str, ...]:
    """Return the ids of the learner's credentials that were given out, the oldest first."""
    mine = (table.c.tenant_id == tenant_id, table.c.recipient_id == recipient_id, table.c.state.not_in(NEVER_GIVEN_OUT))
    return tuple(row["id"] for row in rows(session, select(table.c.id).where(*mine).order_by(table.c.id)))


def of_recipient(session: Session, tenant_id: str, recipient_id: str) -> tuple[CredentialRow, ...]:
    """Return the learner's credentials that were given out, the oldest first."""
    mine = (table.c.tenant_id == tenant_id, table.c.recipient_id == recipient_id, table.c.state.not_in(NEVER_GIVEN_OUT))
    return all_records(session, CredentialRow, _CREDENTIALS.where(*mine).order_by(table.c.id))


def locked(session: Session, tenant_id: str, credential_id: str) -> CredentialRow | None:
    """Return the tenant's credential of that id; whoever else asks so waits until this transaction has ended."""
    mine = _CREDENTIALS.where(table.c.tenant_id == tenant_id, table.c.id == credential_id)
    return record(session, CredentialRow, mine.with_for_update(of=table))


def prepared_successor(session: Session, tenant_id: str, credential_id: str) -> CredentialRow | None:
    """Return the credential that is being made in place of that one, where one is."""
    mine = _CREDENTIALS.where(table.c.tenant_id == tenant_id, table.c.replaces_id == credential_id)
    return record(session, CredentialRow, mine.where(table.c.state == CredentialState.RESERVED).limit(1))


def latest_ordinal(session: Session, tenant_id: str, award_id: str) -> int:
    """Return the highest ordinal among the award's credentials, given out or not."""
    found = first(
        session, select(func.max(table.c.ordinal).label("latest")).where(table.c.tenant_id == tenant_id, table.c.award_id == award_id)
    )
    return int(found["latest"]) if found and found["latest"] is not None else -1


def change(session: Session, row: CredentialRow, state: CredentialState, reason: str | None) -> CredentialRow | None:
    """Move a credential from where `row` found it; return it as it is now, None where it changed in the meantime."""
    mine = update(table).where(table.c.tenant_id == row.tenant_id, table.c.id == row.id, table.c.revision == row.revision)
    moved = replace(row, state=state, reason=reason, revision=row.revision + 1)
    return moved if changed(session, mine.values(state=state, reason=reason, revision=moved.revision)) == 1 else None


def set_issued(session: Session, tenant_id: str, credential_id: str, moment: datetime) -> bool:
    """Give a reserved credential out; return whether it was reserved."""
    return _leave_reserved(session, (tenant_id, credential_id), {"state": CredentialState.ISSUED, "issued_at": moment})


def set_voided(session: Session, tenant_id: str, credential_id: str) -> bool:
    """Give a reserved credential up; return whether it was reserved. Its slot stays taken."""
    return _leave_reserved(session, (tenant_id, credential_id), {"state": CredentialState.VOIDED})


def full(session: Session, tenant_id: str, credential_id: str) -> Credential | None:
    """Return the tenant's credential of that id, with its award, achievement and issuer."""
    row = by_id(session, tenant_id, credential_id)
    return None if row is None else _completed(session, tenant_id, (row,))[0]


def page(session: Session, tenant_id: str, wanted: CredentialFilter, after: str | None, limit: int) -> tuple[Credential, ...]:
    """Return the tenant's credentials that are wanted, the newest first: at most `limit`, from the one after the id `after` on.

    A cursor stays good: credentials made in the meantime come before it, so that nothing is told twice and nothing is left out.
    """
    statement = _CREDENTIALS.join(award).where(table.c.tenant_id == tenant_id, *_conditions(tenant_id, wanted))
    if after is not None:
        statement = statement.where(table.c.id < after)
    return _completed(session, tenant_id, all_records(session, CredentialRow, statement.order_by(table.c.id.desc()).limit(limit)))


def _conditions(tenant_id: str, wanted: CredentialFilter) -> Iterable[ColumnElement[bool]]:
    yield table.c.state == wanted.state if wanted.state else table.c.state.not_in(NEVER_GIVEN_OUT)
    if wanted.achievement_id is not None:
        yield award.c.achievement_id == wanted.achievement_id
    if wanted.source_ref is not None:
        yield award.c.source_ref == wanted.source_ref
    if wanted.issued_after is not None:
        yield table.c.issued_at >= wanted.issued_after
    if wanted.issued_before is not None:
        yield table.c.issued_at < wanted.issued_before
    for digest in sorted(wanted.search_digests):
        yield table.c.recipient_id.in_(_with_word(tenant_id, digest))


def _with_word(tenant_id: str, digest: str) -> Select[Any]:
    words = recipient_search.c
    return select(words.recipient_id).where(words.tenant_id == tenant_id, words.digest == digest)


def _leave_reserved(session: Session, key: tuple[str, str], values: dict[str, Any]) -> bool:
    tenant_id, credential_id = key
    mine = update(table).where(table.c.tenant_id == tenant_id, table.c.id == credential_id, table.c.state == CredentialState.RESERVED)
    return changed(session, mine.values(**values)) == 1


def _completed(session: Session, tenant_id: str, found: tuple[CredentialRow, ...]) -> tuple[Credential, ...]:
    """Return the rows with what their readers want beside them; one query for all of a kind."""
    granted = awards.by_ids(session, tenant_id, {row.award_id for row in found})
    versions = achievements.by_version_ids(session, tenant_id, {one.version_id for one in granted.values()})
    issuers = identities.by_ids(session, tenant_id, {row.identity_id for row in found})
    successors = _successors(session, tenant_id, {row.id for row in found})
    erased = recipients.erased_of(session, tenant_id, {row.recipient_id for row in found})
    sealing = identities.sealing(session, tenant_id)
    limited = {row.id for row in found if row.state in _ENDED or row.identity_id not in sealing}
    files = representations.formats_made(session, tenant_id, limited)
    return tuple(
        Credential(
            row,
            granted[row.award_id],
            versions[granted[row.award_id].version_id],
            issuers[row.identity_id],
            successors.get(row.id),
            files.get(row.id, frozenset()) if row.id in limited else None,
            row.recipient_id in erased,
            row.identity_id in sealing,
        )
        for row in found
    )


def _successors(session: Session, tenant_id: str, credential_ids: Collection[str]) -> Mapping[str, str]:
    """Return which credential stands in the place of which."""
    mine = (table.c.tenant_id == tenant_id, table.c.replaces_id.in_(credential_ids), table.c.state.not_in(NEVER_GIVEN_OUT))
    found = rows(session, select(table.c.replaces_id, table.c.id).where(*mine).order_by(table.c.ordinal))
    return {row["replaces_id"]: row["id"] for row in found}
