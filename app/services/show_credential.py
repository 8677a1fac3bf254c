"""Shows one credential to whoever has its link: judged now, by the same verifier as anybody else's."""

from dataclasses import dataclass
from datetime import datetime

from app.adapters.database import changes, credentials
from app.adapters.database.session import Session
from app.model.issuer import Mode
from app.model.record import CredentialRow, CredentialState
from app.model.report import Report
from app.services.installation import Installation
from app.services.links import credential_url
from app.services.own_file import own_file
from app.services.verify import verify_own


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a credential, why (a public code) and when."""

    state: CredentialState
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CredentialPage:
    """What the page shows.

    `demo`: it is only a test. `replaced_by_url`: the page of the credential in its place; `replaces_url`: of the one in whose place it
    stands. `standing`: what became of it, where it is not simply issued.
    """

    report: Report
    public_id: str
    page_url: str
    demo: bool
    replaced_by_url: str | None
    replaces_url: str | None = None
    standing: Standing | None = None


def show_credential(installation: Installation, public_id: str) -> CredentialPage:
    """Return the page's content, or raise NotFound, or Gone when the personal data was erased or the learner rejected it."""
    file = own_file(installation, public_id)
    page_url = credential_url(installation.public_url, public_id)
    return CredentialPage(
        report=verify_own(installation, file),
        public_id=public_id,
        page_url=page_url,
        demo=file.credential.identity.profile.mode is Mode.TEST,
        replaced_by_url=_page_url(installation, file.credential.row, file.credential.successor_id),
        replaces_url=_page_url(installation, file.credential.row, file.credential.row.replaces_id),
        standing=installation.database.read(lambda session: _standing(session, file.credential.row)),
    )


def _page_url(installation: Installation, row: CredentialRow, other_id: str | None) -> str | None:
    """Return the page of another credential of the same tenant."""
    if other_id is None:
        return None
    other = installation.database.read(lambda session: credentials.by_id(session, row.tenant_id, other_id))
    return credential_url(installation.public_url, other.public_id) if other else None


def _standing(session: Session, row: CredentialRow) -> Standing | None:
    """Return what the latest change made of it; None for one that is simply issued."""
    if row.state is CredentialState.ISSUED or row.reason is None:
        return None
    latest = changes.of_credential(session, row.tenant_id, row.id)[-1:]
    return next((Standing(row.state, row.reason, change.at) for change in latest), None)
