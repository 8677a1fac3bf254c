"""Names learners for the people at the desk: decrypted to be shown, never kept."""

from collections.abc import Collection, Mapping

import orjson

from app.adapters.database import recipients
from app.model.award import Recipient
from app.model.record import RecipientRow
from app.services.installation import Installation
from app.services.person_key import person_key_of


def learners_named(installation: Installation, tenant_id: str, recipient_ids: Collection[str]) -> Mapping[str, Recipient | None]:
    """Return the tenant's learners of these ids as they are known now; None for one whose personal data was erased."""
    found = installation.database.read(lambda session: recipients.by_ids(session, tenant_id, recipient_ids))
    return {recipient_id: _opened(installation, row) for recipient_id, row in found.items()}


def _opened(installation: Installation, row: RecipientRow) -> Recipient | None:
    if row.box is None or row.wrapped_key is None:
        return None
    return Recipient(**orjson.loads(person_key_of(installation.data_keys, row).open("recipient", row.box)))
