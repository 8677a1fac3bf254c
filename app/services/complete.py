"""T2 of issuing: signs what an intent says, exactly, and records it; or voids it.

Whoever finds an open intent may complete it: Ed25519 and RS256 are deterministic, the bytes and the moment are written down, and
only the first to record it counts. A voided intent's slot stays burnt.
"""

from dataclasses import dataclass
from datetime import datetime

from app.adapters.database import (
    audit,
    awards,
    credentials,
    idempotency,
    identities,
    intents,
    outbox,
    recipients,
    representations,
    status_lists,
)
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.errors import (
    Conflict,
    DocumentError,
    Fault,
    InProgress,
    ProofError,
    SchemaViolation,
    SealExpired,
    SigningError,
    StorageUnavailable,
)
from app.model.award import AwardState
from app.model.events import OutboxRow, StatusEvent
from app.model.happening import Happening
from app.model.record import AuditEvent, CredentialRow, Intent, IntentState, IssuerKey, KeyState
from app.model.secured import Secured
from app.services.answers import answer_body
from app.services.installation import Installation
from app.services.orders import Issued
from app.services.person_key import PersonKey, person_key_of
from app.services.representations import Representation, representation_named
from app.services.signing_options import signing_options
from app.services.supersede import supersede

_ACTOR = "issuing"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed file that is not recorded yet."""

    intent: Intent
    kind: Representation
    person: PersonKey
    secured: Secured


def complete(installation: Installation, intent: Intent) -> Issued:
    """Return the answer to the request that wrote this intent: signed and recorded now, or by somebody else before.

    Raises SchemaViolation when the document cannot be signed safely, Conflict when what it was to replace changed meanwhile (in both
    cases the intent is voided), SigningError when the key cannot be used (the intent stays open: a retry takes it up; unless it is
    SealExpired: then another seal has to be there first).
    """
    try:
        signed = sign_intent(installation, intent)
    except (DocumentError, ProofError) as error:
        installation.database.write(lambda session: void(session, installation, intent))
        faults = error.faults or (Fault("", error.detail),)
        raise SchemaViolation("The credential cannot be signed as it is: not all of it would reach the signature.", faults) from error
    except SigningError as error:
        installation.count(Happening.SIGNING_FAILED, error.code)
        if isinstance(error, SealExpired):
            installation.database.write(lambda session: void(session, installation, intent))
        raise
    try:
        issued = installation.database.write(lambda session: record_signed(session, installation, signed))
    except Conflict:
        installation.database.write(lambda session: void(session, installation, intent))
        raise
    if not issued.replayed:
        installation.count(Happening.ISSUED, signed.kind.name)
    return issued


def sign_intent(installation: Installation, intent: Intent) -> Signed:
    """Return the signed file that the intent asks for.

    Raises DocumentError, SigningError, Gone; InProgress where its key was revoked meanwhile: the intent is voided, a retry takes another.
    """
    kind, key, person = installation.database.read(lambda session: _materials(session, installation, intent))
    if key.state is KeyState.REVOKED:
        installation.database.write(lambda session: void(session, installation, intent))
        raise InProgress("The key that was to sign this was revoked in this very moment. Retry: another one signs.")
    options = signing_options(installation, key, intent.moment)
    secured = kind.secure(person.open("unsigned", intent.unsigned_box), installation.signer_for(key), options)
    return Signed(intent, kind, person, secured)


def record_signed(session: Session, installation: Installation, signed: Signed) -> Issued:
    """Record the file and give its credential out, unless it is out already; where somebody was faster, return what they recorded."""
    intent, moment = signed.intent, installation.clock()
    if intents.finish(session, intent.id, IntentState.SIGNED, moment):
        store_file(session, installation, signed)
        if credentials.set_issued(session, intent.tenant_id, intent.credential_id, moment):
            return _give_out(session, installation, signed)
        audit.record(session, _event(intent, installation, f"representation.made:{signed.kind.name}"))
    return Issued(intent.credential_id, 200, _answer(session, installation, intent), replayed=True)


def _give_out(session: Session, installation: Installation, signed: Signed) -> Issued:
    intent = signed.intent
    row = credentials.by_id(session, intent.tenant_id, intent.credential_id)
    if row is None:
        raise StorageUnavailable("The credential vanished while it was signed.")
    if row.replaces_id is not None:
        supersede(session, installation, row, signed.person)
    awards.set_state(session, intent.tenant_id, row.award_id, AwardState.ISSUED)
    outbox.add(session, issued_effect(row, installation.clock()))
    audit.record(session, _event(intent, installation, "credential.issued"))
    body = _answer(session, installation, intent)
    idempotency.finish(session, intent.tenant_id, row.id, 201, signed.person.close("answer", body))
    return Issued(row.id, 201, body, replayed=False)


def issued_effect(row: CredentialRow, moment: datetime) -> OutboxRow:
    """Return what must follow a credential's issue, once: whoever listens for it is told."""
    kind = "credential.issued"
    return OutboxRow(new_id("out", moment), row.tenant_id, f"{kind}:{row.id}", kind, {"credential": row.id}, moment, moment)


def store_file(session: Session, installation: Installation, signed: Signed) -> None:
    """Store the bytes of a signed file in the row that was reserved for it, encrypted under the learner's key."""
    intent, secured = signed.intent, signed.secured
    box = signed.person.close(f"file/{intent.representation_id}", secured.body)
    representations.store(session, intent, secured, box, installation.clock())


def void(session: Session, installation: Installation, intent: Intent) -> None:
    """Give an intent up.

    Its credential, unless that is out already, is voided: its slot is burnt and its bit set, award (but a reissue's, which is out) and
    Idempotency-Key are free again.
    """
    moment = installation.clock()
    if not intents.finish(session, intent.id, IntentState.VOIDED, moment):
        return
    if not credentials.set_voided(session, intent.tenant_id, intent.credential_id):
        audit.record(session, _event(intent, installation, "representation.voided"))
        return
    row = credentials.by_id(session, intent.tenant_id, intent.credential_id)
    if row is not None:
        status_lists.add_event(
            session, StatusEvent(row.status_list_id, row.status_index, value=True, actor=_ACTOR, at=moment, reason="voided")
        )
    if row is not None and row.replaces_id is None:
        awards.void_of_credential(session, intent.tenant_id, intent.credential_id)
    idempotency.forget(session, intent.tenant_id, intent.credential_id)
    audit.record(session, _event(intent, installation, "credential.voided"))


def _materials(session: Session, installation: Installation, intent: Intent) -> tuple[Representation, IssuerKey, PersonKey]:
    file = representations.by_id(session, intent.tenant_id, intent.representation_id)
    key = identities.key_by_id(session, intent.tenant_id, intent.key_id)
    credential = credentials.by_id(session, intent.tenant_id, intent.credential_id)
    recipient = recipients.by_id(session, intent.tenant_id, credential.recipient_id) if credential else None
    if file is None or key is None or recipient is None:
        raise StorageUnavailable(f"The intent {intent.id} names rows that are not there.")
    return representation_named(file.format), key, person_key_of(installation.data_keys, recipient)


def _answer(session: Session, installation: Installation, intent: Intent) -> bytes:
    credential = credentials.full(session, intent.tenant_id, intent.credential_id)
    if credential is None:
        raise StorageUnavailable(f"The credential {intent.credential_id} is not there.")
    return answer_body(installation, credential)


def _event(intent: Intent, installation: Installation, action: str) -> AuditEvent:
    moment = installation.clock()
    return AuditEvent(
        id=new_id("evt", moment),
        tenant_id=intent.tenant_id,
        at=moment,
        actor_kind="service",
        actor_id=_ACTOR,
        action=action,
        object_kind="credential",
        object_id=intent.credential_id,
        after_sha256=intent.unsigned_sha256,
    )
