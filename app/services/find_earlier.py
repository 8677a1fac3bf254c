"""Finds what became of an earlier request for the same thing: under the same Idempotency-Key, or for the same award.

Semantics: docs/decisions/0004-issuing-once.md.
"""

from dataclasses import replace
from datetime import datetime

from app.adapters.database import awards, credentials, idempotency, intents, recipients
from app.adapters.database.erasure import GONE_STATUS
from app.adapters.database.session import Session
from app.crypto.hashes import keyed_digest
from app.errors import Erased, KeyReused, Malformed, NotFound
from app.model.record import AwardRow, Credential, CredentialState, IdempotencyRow, RecipientRow
from app.services.answers import answer_body
from app.services.installation import Installation
from app.services.orders import Issued, IssueOrder, KeyedRequest, Pending, Plan
from app.services.person_key import person_key_of
from app.services.recipients import identity_of

_ERASED = (
    "The learner of this award was erased here: it is not issued again. What was issued stays as it was; a new award (another "
    "achievement or source_ref) makes a new learner."
)


def earlier_request(session: Session, installation: Installation, order: KeyedRequest) -> Issued | Pending | None:
    """Return what this client's earlier request under this key came to, or None; raise KeyReused for another body."""
    if order.idempotency_key is None:
        return None
    row = idempotency.find(session, order.client.tenant_id, order.client.id, stored_key(installation, order))
    if row is None:
        return None
    if row.status == GONE_STATUS:
        raise Erased(_ERASED)
    if row.request_sha256 != order.body_sha256:
        raise KeyReused("This Idempotency-Key was used with another body. Use a new key for a new request.")
    return replayed(session, installation, row)


def stored_key(installation: Installation, order: KeyedRequest) -> str:
    """Return the keyed digest under which a request is remembered: callers put all sorts of things into their keys."""
    index_key = installation.data_keys.index_key(order.client.tenant_id)
    return keyed_digest(index_key, "idempotency", order.client.id, order.idempotency_key or "")


def idempotency_row(installation: Installation, order: KeyedRequest, credential_id: str, moment: datetime) -> IdempotencyRow:
    """Return the row that remembers this request under its key. The order must have one."""
    return IdempotencyRow(
        tenant_id=order.client.tenant_id,
        client_id=order.client.id,
        key=stored_key(installation, order),
        request_sha256=order.body_sha256,
        credential_id=credential_id,
        created_at=moment,
    )


def earlier_award(session: Session, installation: Installation, order: IssueOrder, plan: Plan) -> Credential | Pending | None:
    """Return the first credential of the award that the order asks for again, or None."""
    digest = natural_key(installation, order, plan)
    award = awards.by_natural_key(session, order.client.tenant_id, digest) if digest else None
    return _first_of(session, award) if award else None


def natural_key(installation: Installation, order: IssueOrder, plan: Plan) -> str | None:
    """Return the keyed digest of (issuer, achievement, recipient, source_ref), or None where the recipient has no identity."""
    identity = identity_of(installation, order.client, order.recipient)
    if identity is None:
        if order.idempotency_key is None:
            raise Malformed("A recipient without external_id and email can only be issued to under an Idempotency-Key header.")
        return None
    key = installation.data_keys.index_key(order.client.tenant_id)
    parts = (plan.identity.id, plan.record.achievement_id, identity.kind, identity.digest, order.body.source_ref or "")
    return keyed_digest(key, "award", *parts)


def replayed(session: Session, installation: Installation, row: IdempotencyRow) -> Issued | Pending:
    """Return the stored answer, or the intent that is still to be finished."""
    if row.status is None:
        intent = intents.by_credential(session, row.tenant_id, row.credential_id)
        if intent is None:
            raise NotFound("The earlier request under this key left nothing behind.")
        return Pending(intent)
    credential = credentials.by_id(session, row.tenant_id, row.credential_id)
    recipient = recipients.by_id(session, row.tenant_id, credential.recipient_id) if credential else None
    if recipient is None:
        raise NotFound("The credential that was issued under this key is not there any more.")
    body = _kept(session, installation, recipient, row)
    return Issued(row.credential_id, row.status, body, replayed=True)


def _kept(session: Session, installation: Installation, recipient: RecipientRow, row: IdempotencyRow) -> bytes:
    """Return the answer that was kept; of a learner who was erased before, the credential as it stands now."""
    if row.response_box is not None:
        return person_key_of(installation.data_keys, recipient).open("answer", row.response_box)
    credential = credentials.full(session, row.tenant_id, row.credential_id)
    if credential is None:
        raise NotFound("The credential that was changed under this key is not there any more.")
    return answer_body(installation, credential)


def remember(session: Session, installation: Installation, row: IdempotencyRow, body: bytes) -> None:
    """Keep the answer of a repeated award under the key of the request that repeated it."""
    credential = credentials.by_id(session, row.tenant_id, row.credential_id)
    recipient = recipients.by_id(session, row.tenant_id, credential.recipient_id) if credential else None
    if recipient is None or recipient.wrapped_key is None or idempotency.find(session, row.tenant_id, row.client_id, row.key) is not None:
        return
    box = person_key_of(installation.data_keys, recipient).close("answer", body)
    idempotency.add(session, replace(row, status=200, response_box=box))


def _first_of(session: Session, award: AwardRow) -> Credential | Pending | None:
    row = credentials.original_of_award(session, award.tenant_id, award.id)
    recipient = recipients.by_id(session, award.tenant_id, award.recipient_id)
    if recipient is not None and recipient.erased_at is not None:
        raise Erased(_ERASED)
    if row is None:
        return None
    intent = intents.by_credential(session, award.tenant_id, row.id)
    if intent and row.state is CredentialState.RESERVED:
        return Pending(intent)
    return credentials.full(session, award.tenant_id, row.id)
