"""The signed file of one of our credentials, as everybody's verdict is made from it."""

import re
from dataclasses import dataclass

from app.adapters.database import credentials, recipients, representations
from app.adapters.database.credentials import NEVER_GIVEN_OUT
from app.adapters.database.session import Session
from app.errors import Erased, Gone, NotFound
from app.model.award import AwardState
from app.model.lifecycle import Reason
from app.model.record import Credential, CredentialState
from app.services.envelopes import AT_ISSUE
from app.services.installation import Installation
from app.services.links import credential_url
from app.services.person_key import person_key_of

_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A credential of ours and the bytes that were signed when it was issued."""

    credential: Credential
    body: bytes
    media_type: str


def own_file(installation: Installation, public_id: str) -> OwnFile:
    """Return the file that was signed at issue. Raises NotFound, or Gone where the personal data was erased or the learner rejected it."""
    if not _PUBLIC_ID.fullmatch(public_id):
        raise NotFound("There is no credential at this address.")

    def work(session: Session) -> OwnFile:
        row = credentials.by_public_id(session, public_id)
        if row is None or row.state in NEVER_GIVEN_OUT:
            raise NotFound("There is no credential at this address.")
        credential = credentials.full(session, row.tenant_id, row.id)
        file = representations.by_format(session, row.tenant_id, row.id, AT_ISSUE.name)
        recipient = recipients.by_id(session, row.tenant_id, row.recipient_id)
        if recipient is not None and recipient.erased_at is not None:
            raise Erased(f"A file that the learner kept can still be checked, at {installation.public_url}/verify.")
        if credential is None or recipient is None or file is None or file.body_box is None or file.media_type is None:
            raise Gone("The file of this credential is not kept any more.")
        rejected = row.state is CredentialState.REVOKED and row.reason == Reason.HOLDER_REJECTED
        if rejected or credential.award.state is AwardState.REJECTED:
            raise Gone("The learner did not accept this credential.")
        body = person_key_of(installation.data_keys, recipient).open(f"file/{file.id}", file.body_box)
        return OwnFile(credential, body, file.media_type)

    return installation.database.read(work)


def public_id_in(installation: Installation, url: str) -> str:
    """Return the public id in the address of a page of ours, or raise NotFound."""
    prefix = credential_url(installation.public_url, "")
    if not url.startswith(prefix):
        raise NotFound("This address of ours is not that of a credential.")
    return re.split(r"[/?#]", url.removeprefix(prefix), maxsplit=1)[0]
