"""Says what the journal keeps of lists and keys: enough to serve their addresses when the database that knew them is gone."""

from dataclasses import replace
from datetime import datetime

from app.model.journal import JournaledList
from app.model.record import IssuerKey
from app.model.status_list import StatusListRow, StatusPublication
from app.services.installation import Installation


def journal_opened(installation: Installation, row: StatusListRow, moment: datetime) -> None:
    """Write down that a list is opened, before its address is signed into a credential. Raises StorageUnavailable."""
    installation.journal.append(_entry(row, moment))


def journal_key(installation: Installation, key: IssuerKey) -> None:
    """Write down a key as it is from now on: when it becomes public, and whenever its state changes.

    Call it within the transaction that stores the change, after the last thing that may be refused; a line of which nothing came
    does no harm. Raises StorageUnavailable.
    """
    installation.journal.append(key)


def journaled_list(row: StatusListRow, publication: StatusPublication, newly_set: tuple[int, ...]) -> JournaledList:
    """Return what is written down of a publication."""
    return replace(_entry(row, publication.created_at), version=publication.version, sha256=publication.sha256, newly_set=newly_set)


def _entry(row: StatusListRow, moment: datetime) -> JournaledList:
    return JournaledList(row.id, row.tenant_id, row.identity_id, row.purpose, row.size, row.epoch, row.version, moment)
