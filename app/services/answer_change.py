"""Changes a credential for a calling system, and answers it: under an Idempotency-Key the same answer, however often."""

from dataclasses import dataclass, replace

from app.adapters.database import credentials, idempotency, recipients
from app.adapters.database.session import Session
from app.errors import InProgress
from app.model.lifecycle import Change
from app.model.record import Credential
from app.services.answers import answer_body
from app.services.change_credential import ChangeOrder, change_in
from app.services.find_earlier import earlier_request, idempotency_row
from app.services.installation import Installation
from app.services.orders import Issued, Keyed, Pending
from app.services.person_key import person_key_of


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """What a calling system asks for: which change, how it may be asked for again."""

    order: ChangeOrder
    change: Change
    keyed: Keyed


def answer_change(installation: Installation, request: ChangeRequest) -> Issued:
    """Return the answer: the credential as it is after the change, or what the same request was answered before.

    Raises as `change_credential.revoke`; KeyReused where the key was used for something else.
    """
    return installation.database.write(lambda session: _answer(session, installation, request))


def _answer(session: Session, installation: Installation, request: ChangeRequest) -> Issued:
    # The lock comes first: of two requests under one key, the second one finds what the first one left.
    credentials.locked(session, request.order.actor.tenant_id, request.order.credential_id)
    earlier = earlier_request(session, installation, request.keyed)
    if isinstance(earlier, Pending):
        raise InProgress("A request under this Idempotency-Key still runs. Retry in a moment.")
    if earlier is not None:
        return earlier
    credential = change_in(session, installation, request.order, request.change)
    body = answer_body(installation, credential)
    _keep(session, installation, request, credential, body)
    return Issued(credential.row.id, 200, body, replayed=False)


def _keep(session: Session, installation: Installation, request: ChangeRequest, credential: Credential, body: bytes) -> None:
    """Keep the answer under the learner's key; without one (erased), that there was an answer. Raises Conflict where the key is taken."""
    if request.keyed.idempotency_key is None:
        return
    row = idempotency_row(installation, request.keyed, credential.row.id, installation.clock())
    recipient = recipients.by_id(session, credential.row.tenant_id, credential.row.recipient_id)
    box = None
    if recipient is not None and recipient.wrapped_key is not None:
        box = person_key_of(installation.data_keys, recipient).close("answer", body)
    idempotency.add(session, replace(row, status=200, response_box=box))
