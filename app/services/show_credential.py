"""Shows one credential to whoever has its link: judged now, by the same verifier as anybody else's."""

from dataclasses import dataclass

from app.adapters.database import credentials
from app.model.issuer import Mode
from app.model.record import CredentialRow
from app.model.report import Report
from app.services.installation import Installation
from app.services.links import credential_url
from app.services.own_file import own_file
from app.services.verify import verify_own


@dataclass(frozen=True, slots=True)
class CredentialPage:
    """What the page shows. `demo`: it is only a test. `replaced_by_url`: the page of the corrected credential."""

    report: Report
    public_id: str
    page_url: str
    demo: bool
    replaced_by_url: str | None


def show_credential(installation: Installation, public_id: str) -> CredentialPage:
    """Return the page's content, or raise NotFound, or Gone when the personal data was erased or the learner rejected it."""
    file = own_file(installation, public_id)
    page_url = credential_url(installation.public_url, public_id)
    return CredentialPage(
        report=verify_own(installation, file),
        public_id=public_id,
        page_url=page_url,
        demo=file.credential.identity.profile.mode is Mode.TEST,
        replaced_by_url=_successor_url(installation, file.credential.row),
    )


def _successor_url(installation: Installation, row: CredentialRow) -> str | None:
    successor = installation.database.read(lambda session: credentials.successor_of(session, row.tenant_id, row.id))
    return credential_url(installation.public_url, successor.public_id) if successor else None
