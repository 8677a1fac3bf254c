"""Signs status lists and keeps them as they are served. A list is derived from its events, never edited.

Versions only go up. A list is signed again soon after a change (many changes share a signature), and when half of its validity is
over, also when nothing changed.

Spec: Bitstring Status List 1.0, https://www.w3.org/TR/vc-bitstring-status-list/
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.adapters.database import identities, status_lists
from app.adapters.database.session import Session
from app.crypto.hashes import sha256_hex
from app.errors import Conflict, KeyStoreUnavailable, NotFound, SigningError, StorageUnavailable
from app.model.journal import JournaledList
from app.model.record import IssuerKey
from app.model.secured import Document
from app.model.status_list import StatusListRow, StatusPublication
from app.proofs.suite import SecureOptions
from app.schemas.strict_json import read_object
from app.services.envelopes import AT_ISSUE
from app.services.installation import Installation
from app.services.journal_lists import journaled_list
from app.services.links import status_list_url
from app.status.bitstring import decode_bits, set_in
from app.status.status_list import ListContent, list_document

MOST_ATTEMPTS = 10

_NO_LIST = "There is no status list of that name."
_TOO_MANY = "The status list is published by too many at once. Try again."


@dataclass(frozen=True, slots=True)
class _Standing:
    """A list, and what was published of it last."""

    row: StatusListRow
    latest: StatusPublication | None


@dataclass(frozen=True, slots=True)
class _Draft:
    """The next publication of a list before it is signed, and which bits the one before did not have."""

    row: StatusListRow
    key: IssuerKey
    document: Document
    newly_set: tuple[int, ...]


def current_list(installation: Installation, list_id: str) -> StatusPublication:
    """Return the list as it is served now: the stored one, or a new one where there is none or its time comes.

    A change is in it `status_delay_seconds` later at most; within that time one signature serves all changes. Raises NotFound.
    While nothing can be written or signed, the last published list goes on being served.
    """
    standing = _standing(installation, list_id)
    if standing.latest is not None and not _is_due(standing, installation):
        return standing.latest
    try:
        return _refreshed(installation, standing)
    except (StorageUnavailable, SigningError):
        if standing.latest is None:
            raise
        return standing.latest


def publish_due_lists(installation: Installation) -> int:
    """Publish every list that is behind, was never published, or is past half of its validity; return how many.

    Raises SigningError, StorageUnavailable: the first trouble, once every other list had its turn.
    """
    published = 0
    troubles: list[SigningError | StorageUnavailable] = []
    moment, half = installation.clock(), timedelta(days=installation.status_list_days) / 2
    for list_id in installation.database.read(lambda session: status_lists.possibly_due(session, moment - half, moment + half)):
        standing = _standing(installation, list_id)
        if not _is_due(standing, installation):
            continue
        try:
            _refreshed(installation, standing)
            published += 1
        except (SigningError, StorageUnavailable) as trouble:
            troubles.append(trouble)
    if troubles:
        raise troubles[0]
    return published


def publish_list(installation: Installation, list_id: str) -> StatusPublication:
    """Sign the list with every event that is stored by now, and keep it as the next version. Raises NotFound, SigningError.

    Where another publication took that version, it may lack our event: then ours is made again, as the version after it.
    """
    for _ in range(MOST_ATTEMPTS):
        publication = _next_one(installation, list_id)
        if publication is not None:
            return publication
    raise StorageUnavailable(_TOO_MANY)


def _refreshed(installation: Installation, standing: _Standing) -> StatusPublication:
    """Return the list that follows the one that is due: ours, or that of whoever was faster if it is not due again."""
    for _ in range(MOST_ATTEMPTS):
        publication = _next_one(installation, standing.row.id, after=standing.row.version)
        if publication is not None:
            return publication
        standing = _standing(installation, standing.row.id)
        if standing.latest is not None and not _is_due(standing, installation):
            return standing.latest
    raise StorageUnavailable(_TOO_MANY)


def _next_one(installation: Installation, list_id: str, after: int | None = None) -> StatusPublication | None:
    """Sign the list and keep it as the next version; return None where somebody published that version in the meantime.

    `after` is the version that it is to follow; None: whichever is the last one.

    The moment is taken before the events are read: a later one is then never taken for one that the list holds.
    """
    moment = installation.clock().replace(microsecond=0)
    draft = installation.database.read(lambda session: _draft(session, installation, list_id, moment))
    if after not in {None, draft.row.version}:
        return None
    secured = AT_ISSUE.suite.secure(draft.document, installation.signer_for(draft.key), SecureOptions(moment=moment))
    publication = StatusPublication(
        list_id=list_id,
        version=draft.row.version + 1,
        body=secured.body,
        sha256=sha256_hex(secured.body),
        valid_until=moment + timedelta(days=installation.status_list_days),
        created_at=moment,
        changes=draft.row.changes,
    )
    entry = journaled_list(draft.row, publication, draft.newly_set)
    return publication if _kept(installation, publication, entry) else None


def _draft(session: Session, installation: Installation, list_id: str, moment: datetime) -> _Draft:
    row = status_lists.by_id(session, list_id)
    if row is None:
        raise NotFound(_NO_LIST)
    identity = identities.by_id(session, row.tenant_id, row.identity_id)
    key = identities.active_key(session, row.identity_id, AT_ISSUE.suite.algorithm)
    if identity is None or key is None:
        raise KeyStoreUnavailable("The status list's issuer has no active key: an administrator makes one with `proscenium keys create`.")
    set_indexes = status_lists.set_indexes(session, row.id)
    content = ListContent(
        list_url=status_list_url(installation.public_url, row.id),
        issuer=identity.profile.did,
        set_indexes=set_indexes,
        size=row.size,
        purpose=row.purpose,
        valid_from=moment,
        valid_until=moment + timedelta(days=installation.status_list_days),
        ttl_milliseconds=installation.status_ttl_seconds * 1000,
    )
    newly_set = set_indexes - _journaled_before(session, row, moment)
    return _Draft(row, key, list_document(content), tuple(sorted(newly_set)))


def _journaled_before(session: Session, row: StatusListRow, moment: datetime) -> frozenset[int]:
    """Return the indexes that need not be journaled again: those of the last publication, if it is the last version and still fresh.

    A list that is signed again because of its age, or after a restore, is journaled whole: so a journal that was lost comes back.
    """
    latest = status_lists.latest_publication(session, row.id)
    if latest is None or latest.version != row.version or _is_old(latest, moment):
        return frozenset()
    return frozenset(set_in(decode_bits(read_object(latest.body)["credentialSubject"]["encodedList"])))


def _kept(installation: Installation, publication: StatusPublication, entry: JournaledList) -> bool:
    """Keep the publication; return False where somebody published that version in the meantime.

    The journal has it before the commit, so before anybody can see it: what cannot be journaled is not published.
    """

    def work(session: Session) -> None:
        status_lists.publish(session, publication)
        installation.journal.append(entry)

    try:
        installation.database.write(work)
    except Conflict:
        return False
    return True


def _standing(installation: Installation, list_id: str) -> _Standing:
    def work(session: Session) -> _Standing:
        row = status_lists.by_id(session, list_id)
        if row is None:
            raise NotFound(_NO_LIST)
        return _Standing(row, status_lists.latest_publication(session, list_id))

    return installation.database.read(work)


def _is_due(standing: _Standing, installation: Installation) -> bool:
    """Return whether a list is to be published: never was, is old, or is behind and was not signed within the delay."""
    row, latest, moment = standing.row, standing.latest, installation.clock()
    if latest is None or latest.version < row.version or _is_old(latest, moment):
        return True
    age = moment - latest.created_at
    waits = timedelta(0) <= age < timedelta(seconds=installation.status_delay_seconds)
    return latest.changes < row.changes and not waits


def _is_old(publication: StatusPublication, moment: datetime) -> bool:
    return moment >= publication.created_at + (publication.valid_until - publication.created_at) / 2
