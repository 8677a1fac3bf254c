"""T1 of issuing: everything that is about to be signed is written down before the key is touched.

One transaction holds the idempotency row, the ids of every envelope, the status slot, the exact unsigned bytes, the key and
the audit event. A crash afterwards leaves an intent that recovery signs as it stands, or voids.

Spec: docs/decisions/0004-issuing-once.md.
"""

import secrets
from dataclasses import dataclass, replace

import orjson

from app.adapters.database import awards, credentials, idempotency, identities
from app.adapters.database.ids import new_id, new_public_id
from app.adapters.database.session import Session
from app.model.award import Award, AwardState, StatusEntry
from app.model.record import AwardRow, Credential, CredentialRow, CredentialState
from app.schemas.award_document import award_document
from app.services.audited import Deed, client_actor, write_down
from app.services.award_parts import awarded_parts, named_organisations
from app.services.envelopes import AT_ISSUE
from app.services.find_earlier import earlier_award, earlier_request, idempotency_row, natural_key
from app.services.installation import Installation
from app.services.links import credential_url, status_list_url
from app.services.orders import Issued, IssueOrder, Pending, Plan, Reservation
from app.services.person_key import PersonKey
from app.services.plan_award import compose_award
from app.services.recipients import settle_recipient
from app.services.status_slots import take_slot
from app.services.write_intent import Signing, reserve_files, write_intent

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class _Draft:
    """Rows of one reservation while they are made."""

    order: IssueOrder
    plan: Plan
    person: PersonKey
    award: Award
    award_row: AwardRow
    credential_row: CredentialRow


def reserve(session: Session, installation: Installation, order: IssueOrder, plan: Plan) -> Reservation | Credential | Issued | Pending:
    """Return the written intent, or what an earlier request for the same came to."""
    earlier = earlier_request(session, installation, order) or earlier_award(session, installation, order, plan)
    if earlier is not None:
        return earlier
    draft = _draft(session, installation, order, plan)
    awards.add(session, draft.award_row)
    credentials.add(session, draft.credential_row)
    file = reserve_files(session, draft.credential_row, draft.award.recipient.language, plan.moment)
    unsigned = orjson.dumps(AT_ISSUE.credential_format.build(draft.award))
    intent = write_intent(session, Signing(file, AT_ISSUE, plan.key, draft.person), unsigned, plan.moment)
    if order.idempotency_key is not None:
        idempotency.add(session, idempotency_row(installation, order, draft.credential_row.id, plan.moment))
    actor = client_actor(order.client, order.request_id)
    write_down(session, actor, Deed("credential.reserved", "credential", draft.credential_row.id), plan.moment)
    credential = Credential(draft.credential_row, draft.award_row, plan.record, plan.identity)
    return Reservation(credential, draft.award, intent, unsigned, draft.person)


def _draft(session: Session, installation: Installation, order: IssueOrder, plan: Plan) -> _Draft:
    recipient, person = settle_recipient(session, installation, order.client, order.recipient)
    slot = take_slot(session, installation, plan.identity)
    public_id = new_public_id()
    entry = StatusEntry(status_list_url(installation.public_url, slot.list_id), slot.index)
    composed = compose_award(installation, order, plan, credential_url(installation.public_url, public_id), entry)
    parts = awarded_parts(session, order.client, person, composed.achievement, plan.moment)
    achievements = (composed.achievement, *(part.achievement for part in parts))
    award = replace(
        composed,
        identity_salt=secrets.token_hex(SALT_BYTES),
        organisations=named_organisations(session, order.client.tenant_id, achievements),
        parts=parts,
        europass=identities.active_seal(session, plan.identity.id) is not None,
    )
    award_row = AwardRow(
        id=new_id("awd", plan.moment),
        tenant_id=order.client.tenant_id,
        identity_id=plan.identity.id,
        achievement_id=plan.record.achievement_id,
        version_id=plan.record.version_id,
        recipient_id=recipient.id,
        natural_key_digest=natural_key(installation, order, plan),
        source_ref=order.body.source_ref,
        state=AwardState.DRAFT,
        snapshot_box=person.close("award", orjson.dumps(award_document(award))),
        awarded_at=award.awarded_at,
        created_at=plan.moment,
    )
    credential_row = CredentialRow(
        id=new_id("crd", installation.clock()),
        tenant_id=order.client.tenant_id,
        award_id=award_row.id,
        identity_id=plan.identity.id,
        recipient_id=recipient.id,
        public_id=public_id,
        ordinal=0,
        state=CredentialState.RESERVED,
        status_list_id=slot.list_id,
        status_index=slot.index,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        created_at=plan.moment,
    )
    return _Draft(order, plan, person, award, award_row, credential_row)
