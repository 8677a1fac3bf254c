"""Signs status lists and keeps them as they are served. A list is derived from its events, never edited.

Versions only go up; a list is signed again when half of its validity is over, also when nothing changed.
Spec: Bitstring Status List 1.0, https://www.w3.org/TR/vc-bitstring-status-list/
"""

from datetime import datetime, timedelta

from app.adapters.database import identities, status_lists
from app.adapters.database.session import Session
from app.crypto.hashes import sha256_hex
from app.errors import Conflict, KeyStoreUnavailable, NotFound, SigningError, StorageUnavailable
from app.model.record import IssuerKey
from app.model.secured import Document
from app.model.status_list import StatusListRow, StatusPublication
from app.proofs.suite import SecureOptions
from app.services.envelopes import AT_ISSUE
from app.services.installation import Installation
from app.services.links import status_list_url
from app.status.status_list import ListContent, list_document

MOST_ATTEMPTS = 10


def current_list(installation: Installation, list_id: str) -> StatusPublication:
    """Return the list as it is served now: the stored one, or a new one where there is none or its time comes.

    Raises NotFound. While nothing can be written or signed, the last published list goes on being served.
    """
    latest = _latest(installation, list_id)
    if latest is not None and not _is_due(latest, installation.clock()):
        return latest
    due = 1 if latest is None else latest.version + 1
    try:
        publication = _signed(installation, list_id)
        if publication.version == due and _kept(installation, publication):
            return publication
        return _latest(installation, list_id) or publication
    except (StorageUnavailable, SigningError):
        if latest is None:
            raise
        return latest


def publish_list(installation: Installation, list_id: str) -> StatusPublication:
    """Sign the list with every event that is stored by now, and keep it as the next version. Raises NotFound, SigningError.

    Where another publication took that version, it may lack our event: then ours is made again, as the version after it.
    """
    for _ in range(MOST_ATTEMPTS):
        publication = _signed(installation, list_id)
        if _kept(installation, publication):
            return publication
    raise StorageUnavailable("The status list is published by too many at once. Try again.")


def _signed(installation: Installation, list_id: str) -> StatusPublication:
    row, key, document = installation.database.read(lambda session: _unsigned(session, installation, list_id))
    moment = installation.clock().replace(microsecond=0)
    secured = AT_ISSUE.suite.secure(document, installation.signer_for(key), SecureOptions(moment=moment))
    return StatusPublication(
        list_id=row.id,
        version=row.version + 1,
        body=secured.body,
        sha256=sha256_hex(secured.body),
        valid_until=moment + timedelta(days=installation.status_list_days),
        created_at=moment,
        changes=row.changes,
    )


def _unsigned(session: Session, installation: Installation, list_id: str) -> tuple[StatusListRow, IssuerKey, Document]:
    row = status_lists.by_id(session, list_id)
    if row is None:
        raise NotFound("There is no status list of that name.")
    identity = identities.by_id(session, row.tenant_id, row.identity_id)
    key = identities.active_key(session, row.identity_id, AT_ISSUE.suite.algorithm)
    if identity is None or key is None:
        raise KeyStoreUnavailable("The status list's issuer has no active key: an administrator makes one with `proscenium keys create`.")
    moment = installation.clock().replace(microsecond=0)
    content = ListContent(
        list_url=status_list_url(installation.public_url, row.id),
        issuer=identity.profile.did,
        set_indexes=status_lists.set_indexes(session, row.id),
        size=row.size,
        purpose=row.purpose,
        valid_from=moment,
        valid_until=moment + timedelta(days=installation.status_list_days),
        ttl_milliseconds=installation.status_ttl_seconds * 1000,
    )
    return row, key, list_document(content)


def _kept(installation: Installation, publication: StatusPublication) -> bool:
    """Keep the publication; return False where somebody published that version in the meantime."""
    try:
        installation.database.write(lambda session: status_lists.publish(session, publication))
    except Conflict:
        return False
    return True


def _latest(installation: Installation, list_id: str) -> StatusPublication | None:
    return installation.database.read(lambda session: status_lists.latest_publication(session, list_id))


def _is_due(publication: StatusPublication, moment: datetime) -> bool:
    return moment >= publication.created_at + (publication.valid_until - publication.created_at) / 2
