"""Shows one credential to whoever has its link: judged now, by the same verifier as anybody else's."""

from dataclasses import dataclass

from app.model.issuer import Mode
from app.model.report import Report
from app.services.installation import Installation
from app.services.links import credential_url
from app.services.own_file import own_file
from app.services.verify import own_record, verify_bytes


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
    record = own_record(installation, page_url)
    return CredentialPage(
        report=verify_bytes(installation, file.body, file.media_type),
        public_id=public_id,
        page_url=page_url,
        demo=file.credential.identity.profile.mode is Mode.TEST,
        replaced_by_url=record.superseded_by if record else None,
    )
