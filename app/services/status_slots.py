"""Hands out status slots: each once, in an order that says nothing of when it was handed out."""

import secrets
from dataclasses import dataclass

from app.adapters.database import instance, status_lists
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.model.record import IssuerIdentity
from app.model.status_list import StatusListRow
from app.services.installation import Installation
from app.services.journal_lists import journal_opened
from app.status.slots import permuted

LIST_SIZE = 131_072
"""Entries of a list: the least that Bitstring Status List 1.0 allows, for herd privacy."""

_PERMUTATION_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Slot:
    """One position in one list."""

    list_id: str
    index: int


def take_slot(session: Session, installation: Installation, identity: IssuerIdentity, purpose: str = "revocation") -> Slot:
    """Return a slot that nobody had before; opens a further list when the open one is full."""
    row = status_lists.open_for(session, identity.id, purpose) or open_list(session, installation, identity, purpose)
    sequence = status_lists.allocate(session, row.id)
    if sequence is None:
        row = open_list(session, installation, identity, purpose)
        sequence = status_lists.allocate(session, row.id)
    if sequence is None:  # pragma: no cover - a list just made inside this transaction has room
        raise AssertionError(row.id)
    return Slot(row.id, permuted(sequence, row.size, row.perm_key))


def open_list(session: Session, installation: Installation, identity: IssuerIdentity, purpose: str) -> StatusListRow:
    """Return a further list, from which slots are taken from now on. Raises Conflict where one is open."""
    row = StatusListRow(
        id=new_id("stl", installation.clock()),
        tenant_id=identity.tenant_id,
        identity_id=identity.id,
        purpose=purpose,
        size=LIST_SIZE,
        epoch=int(instance.get(session, instance.EPOCH) or 0),
        next_seq=0,
        perm_key=secrets.token_bytes(_PERMUTATION_KEY_BYTES),
        sealed=False,
        version=0,
    )
    status_lists.add(session, row)
    journal_opened(installation, row, installation.clock())
    return row
