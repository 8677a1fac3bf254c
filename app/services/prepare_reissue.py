"""T1 of reissuing: a further credential of the same award, with a corrected snapshot, written down before the key is touched.

The replaced credential stays as it is until the new one is recorded; had it changed by then, the new one is given up.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

import orjson

from app.adapters.database import changes, credentials, idempotency, identities, intents, recipients
from app.adapters.database.ids import new_id, new_public_id
from app.adapters.database.session import Session
from app.errors import Conflict, Fault, NotFound, SchemaViolation
from app.issuers import validate
from app.model.access import Actor
from app.model.award import Award, Recipient, StatusEntry
from app.model.lifecycle import Change, CredentialChange, ReissueReason
from app.model.record import Credential, CredentialRow, CredentialState, Intent, IssuerKey
from app.schemas.award_document import award_document, read_award
from app.schemas.lifecycle_bodies import ReissueBody
from app.services.audited import Deed, write_down
from app.services.change_credential import permitted
from app.services.envelopes import AT_ISSUE
from app.services.find_earlier import earlier_request, idempotency_row
from app.services.installation import Installation
from app.services.links import credential_url, status_list_url
from app.services.orders import Issued, Keyed, Pending
from app.services.person_key import PersonKey, person_key_of, refuse_erased
from app.services.reserve import SALT_BYTES
from app.services.status_slots import take_slot
from app.services.write_intent import Signing, reserve_files, write_intent

_REISSUED_FROM = frozenset({CredentialState.ISSUED, CredentialState.REVOKED})


@dataclass(frozen=True, slots=True)
class ReissueOrder:
    """Who wants which credential made anew, how corrected, on whose authority. `keyed`: where a client may repeat it."""

    actor: Actor
    credential_id: str
    body: ReissueBody
    keyed: Keyed | None = None
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class _Materials:
    """What a reissue is made from."""

    credential: Credential
    person: PersonKey
    key: IssuerKey
    award: Award


def prepare_reissue(session: Session, installation: Installation, order: ReissueOrder) -> Intent | Issued | Pending:
    """Return the written intent, or what an earlier request for the same came to.

    Raises NotFound, NotPermitted, PreconditionFailed, Gone after an erasure; Conflict where there is nothing to replace.
    """
    # The lock comes first: of two requests under one key, the second one finds what the first one left.
    credentials.locked(session, order.actor.tenant_id, order.credential_id)
    earlier = earlier_request(session, installation, order.keyed) if order.keyed else None
    if earlier is not None:
        return earlier
    old = permitted(session, order.actor, order.credential_id, order.if_match).row
    refuse_erased(recipients.held(session, old.tenant_id, old.recipient_id))
    prepared = credentials.prepared_successor(session, old.tenant_id, old.id)
    intent = intents.by_credential(session, old.tenant_id, prepared.id) if prepared else None
    if intent is not None:
        return Pending(intent)
    return _written(session, installation, order, _materials(session, installation, order))


def corrected_award(session: Session, installation: Installation, order: ReissueOrder) -> tuple[Award, Award]:
    """Return what the credential says and what the new one would say, checked against its format. Raises as `prepare_reissue`."""
    materials = _materials(session, installation, order)
    nowhere = f"{installation.public_url}/c/reserved"
    corrected = _corrected(installation, materials.award, order.body, nowhere, StatusEntry(f"{installation.public_url}/status/reserved", 0))
    validate(AT_ISSUE.credential_format, AT_ISSUE.credential_format.build(corrected))
    return materials.award, corrected


def _materials(session: Session, installation: Installation, order: ReissueOrder) -> _Materials:
    credential = permitted(session, order.actor, order.credential_id, order.if_match)
    recipient = recipients.by_id(session, credential.row.tenant_id, credential.row.recipient_id)
    if recipient is None:
        raise NotFound("There is no credential of that id.")
    _refuse_unfit(credential)
    key = identities.active_key(session, credential.row.identity_id, AT_ISSUE.suite.algorithm)
    if key is None:
        raise Conflict("The issuer has no active signing key: an administrator makes one with `proscenium keys create`.")
    person = person_key_of(installation.data_keys, recipient)
    return _Materials(credential, person, key, read_award(orjson.loads(person.open("award", credential.snapshot_box))))


def _refuse_unfit(credential: Credential) -> None:
    if credential.successor_id is not None:
        raise Conflict(f"This credential was replaced already: reissue its successor {credential.successor_id}.")
    if credential.row.state not in _REISSUED_FROM:
        raise Conflict(f"The credential is {credential.row.state}: reinstate it before you reissue it.")


def _corrected(installation: Installation, award: Award, body: ReissueBody, url: str, status: StatusEntry) -> Award:
    """Return the award as the new credential says it: a correction keeps the dates, a renewal begins now and lasts as long as before."""
    results = body.corrected_results()
    corrected = replace(
        award,
        credential_url=url,
        status=status,
        identity_salt=secrets.token_hex(SALT_BYTES),
        recipient=_corrected_recipient(award.recipient, body),
        results=award.results if results is None else results,
    )
    if body.reason is not ReissueReason.RENEWAL:
        return corrected
    begins = installation.clock().replace(microsecond=0)
    return replace(corrected, valid_from=begins, valid_until=_renewed_end(award, begins))


def _renewed_end(award: Award, begins: datetime) -> datetime | None:
    if award.valid_until is None:
        return None
    try:
        return begins + (award.valid_until - award.valid_from)
    except OverflowError as error:
        fault = Fault("/reason", "expected a correction: a renewal would last beyond the end of time")
        raise SchemaViolation("A credential that lasts so long cannot be renewed.", (fault,)) from error


def _corrected_recipient(recipient: Recipient, body: ReissueBody) -> Recipient:
    return replace(recipient, **body.recipient.model_dump(exclude_none=True)) if body.recipient else recipient


def _written(session: Session, installation: Installation, order: ReissueOrder, materials: _Materials) -> Intent:
    moment = installation.clock()
    slot = take_slot(session, installation, materials.credential.identity)
    public_id = new_public_id()
    entry = StatusEntry(status_list_url(installation.public_url, slot.list_id), slot.index)
    award = _corrected(installation, materials.award, order.body, credential_url(installation.public_url, public_id), entry)
    old = materials.credential.row
    row = CredentialRow(
        id=new_id("crd", moment),
        tenant_id=old.tenant_id,
        award_id=old.award_id,
        identity_id=old.identity_id,
        recipient_id=old.recipient_id,
        public_id=public_id,
        ordinal=credentials.latest_ordinal(session, old.tenant_id, old.award_id) + 1,
        state=CredentialState.RESERVED,
        status_list_id=slot.list_id,
        status_index=slot.index,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        created_at=moment,
        replaces_id=old.id,
        snapshot_box=materials.person.close("award", orjson.dumps(award_document(award))),
    )
    credentials.add(session, row)
    file = reserve_files(session, row, award.recipient.language, moment)
    unsigned = orjson.dumps(AT_ISSUE.credential_format.build(award))
    intent = write_intent(session, Signing(file, AT_ISSUE, materials.key, materials.person), unsigned, moment)
    _remember(session, installation, order, row, materials)
    return intent


def _remember(session: Session, installation: Installation, order: ReissueOrder, row: CredentialRow, materials: _Materials) -> None:
    """Store why the new credential is made and who allowed it, under which key it may be asked for again, and who asked."""
    change = CredentialChange(
        id=new_id("chg", row.created_at),
        tenant_id=row.tenant_id,
        credential_id=row.id,
        change=Change.REISSUED,
        reason=order.body.reason,
        actor_kind=order.actor.kind,
        actor_id=order.actor.id,
        at=row.created_at,
        revision=row.revision,
        of_revision=materials.credential.row.revision,
        authority_box=materials.person.close("authority", order.body.authority.encode()),
    )
    changes.add(session, change)
    if order.keyed is not None and order.keyed.idempotency_key is not None:
        idempotency.add(session, idempotency_row(installation, order.keyed, row.id, row.created_at))
    write_down(session, order.actor, Deed("credential.reissue_prepared", "credential", row.id), row.created_at)
