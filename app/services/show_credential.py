"""Shows one credential to whoever has its link: judged now, by the same verifier as anybody else's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.adapters.database import changes, credentials
from app.adapters.database.session import Session
from app.model.issuer import Mode
from app.model.record import Credential, CredentialRow, CredentialState
from app.model.report import Report
from app.services.installation import Installation
from app.services.links import credential_url, link_name, links_of, opens
from app.services.own_file import own_file
from app.services.representations import REPRESENTATIONS
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
    stands. `standing`: what became of it, where it is not simply issued. `files`: where its files are, by name, for the learner alone.
    """

    report: Report
    public_id: str
    page_url: str
    demo: bool
    replaced_by_url: str | None
    replaces_url: str | None = None
    standing: Standing | None = None
    files: Mapping[str, str] = field(default_factory=dict)


def show_credential(installation: Installation, public_id: str, token: str = "") -> CredentialPage:
    """Return the page's content, with its files for whoever holds the holder token.

    Raises NotFound, and Gone when the personal data was erased or the learner rejected it.
    """
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
        files=_files(installation, file.credential, token),
    )


def _files(installation: Installation, credential: Credential, token: str) -> Mapping[str, str]:
    """Return where the files are, by name; none where the token is not the holder's."""
    if not opens(installation.data_keys, credential.row, token):
        return {}
    links = links_of(installation.public_url, installation.data_keys, credential)
    return {kind.name: links[link_name(kind)] for kind in REPRESENTATIONS if link_name(kind) in links}


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
