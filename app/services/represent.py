"""Gives out the signed files of a credential; those not made at issue are made, with an intent of their own, when first asked for.

Each is made from the snapshot that was taken when the award was granted, stored, and byte-identical from then on. After a revocation
only what exists is given out, after an erasure nothing.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import orjson

from app.adapters.database import credentials, identities, intents, recipients, representations
from app.adapters.database.session import Session
from app.crypto.canonical import assert_safe
from app.errors import Conflict, Gone, NotFound, StorageUnavailable
from app.issuers import validate
from app.model.record import Client, Credential, CredentialState, Intent, IntentState, IssuerKey, RepresentationRow
from app.schemas.award_document import read_award
from app.services.complete import record_signed, sign_intent
from app.services.envelopes import ENVELOPES, Envelope, envelope_named
from app.services.installation import Installation
from app.services.links import opens
from app.services.person_key import PersonKey, person_key_of, refuse_erased
from app.services.read_credentials import full_credential
from app.services.write_intent import Signing, write_intent

_ENDED = "This credential is not given out any more; only the files that were made before can be had."
_GIVEN_OUT = frozenset({CredentialState.ISSUED, CredentialState.SUSPENDED})


@dataclass(frozen=True, slots=True)
class File:
    """A signed file as it is given out."""

    body: bytes
    media_type: str
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class _Order:
    """A file that is still to be made: of which credential, and with which key at which moment."""

    credential: Credential
    envelope: Envelope
    person: PersonKey
    key: IssuerKey
    moment: datetime


def representation_for_client(installation: Installation, client: Client, credential_id: str, name: str) -> File:
    """Return a file for a system of the credential's tenant."""
    return _file(installation, full_credential(installation, client, credential_id), envelope_named(name))


def representation_for_holder(installation: Installation, public_id: str, name: str, token: str) -> File:
    """Return a file for whoever holds the holder token; without it there is nothing (NotFound), as for an unknown id."""
    row = installation.database.read(lambda session: credentials.by_public_id(session, public_id))
    if row is None or not opens(installation.data_keys, row, token):
        raise NotFound("There is no such file, or the token in the address is not the right one.")
    credential = installation.database.read(lambda session: credentials.full(session, row.tenant_id, row.id))
    if credential is None:
        raise NotFound("There is no such file.")
    return _file(installation, credential, envelope_named(name))


def make_representations(installation: Installation, tenant_id: str, credential_id: str) -> None:
    """Make every file of the tenant's credential that is not there yet; of one that is not given out any more, none. Returns when it is so.

    Raises Conflict without an active key, SchemaViolation, SigningError, StorageUnavailable.
    """
    credential = installation.database.read(lambda session: credentials.full(session, tenant_id, credential_id))
    if credential is None or credential.row.state not in _GIVEN_OUT:
        return
    with suppress(Gone):
        for envelope in ENVELOPES:
            _kept(installation, credential, envelope)


def _file(installation: Installation, credential: Credential, envelope: Envelope) -> File:
    row, person = _kept(installation, credential, envelope)
    body = person.open(f"file/{row.id}", row.body_box or b"")
    return File(body, row.media_type or envelope.suite.name, row.sha256 or "", f"{credential.row.public_id}.{envelope.file}")


def _kept(installation: Installation, credential: Credential, envelope: Envelope) -> tuple[RepresentationRow, PersonKey]:
    """Return the stored file, made now where it is not there yet, and the key that opens it."""
    row, person = installation.database.read(lambda session: _stored(session, installation, credential, envelope))
    if row.body_box is None:
        if credential.row.state not in _GIVEN_OUT:
            raise Gone(_ENDED)
        row = _made(installation, credential, envelope, person)
    return row, person


def _stored(
    session: Session, installation: Installation, credential: Credential, envelope: Envelope
) -> tuple[RepresentationRow, PersonKey]:
    row = representations.by_format(session, credential.row.tenant_id, credential.row.id, envelope.name)
    recipient = recipients.by_id(session, credential.row.tenant_id, credential.row.recipient_id)
    if row is None or recipient is None:
        raise NotFound("There is no such file.")
    return row, person_key_of(installation.data_keys, recipient)


def _made(installation: Installation, credential: Credential, envelope: Envelope, person: PersonKey) -> RepresentationRow:
    """Write an intent, sign, store: as at issue, so that no signature is ever unknown."""
    key = installation.database.read(lambda session: _key(session, credential, envelope))
    order = _Order(credential, envelope, person, key, installation.clock().replace(microsecond=0))
    unsigned = _unsigned(order)
    intent = installation.database.write(lambda session: _intend(session, order, unsigned))
    if intent is not None:
        signed = sign_intent(installation, intent)
        installation.database.write(lambda session: record_signed(session, installation, signed))
    row, _ = installation.database.read(lambda session: _stored(session, installation, credential, envelope))
    if row.body_box is None:
        raise StorageUnavailable("The signed file was not kept. Ask again.")
    return row


def _key(session: Session, credential: Credential, envelope: Envelope) -> IssuerKey:
    """Return the key that signs such a file now. Raises Conflict: there is none."""
    identity = credential.identity
    if envelope.algorithm is None:
        key = identities.active_seal(session, identity.id)
        what = f"seal: make or import one with `proscenium keys create-test-seal {identity.profile.slug}` or `proscenium keys import-seal`"
    else:
        key = identities.active_key(session, identity.id, envelope.algorithm)
        what = f"active {envelope.algorithm} key: make one with `proscenium keys create`"
    if key is None:
        raise Conflict(f"The issuer has no {what}.")
    return key


def _intend(session: Session, order: _Order, unsigned: bytes) -> Intent | None:
    """Return the intent to make the file; None where somebody made it in the meantime: a file is never signed twice.

    Raises Gone where the credential ended in the meantime.
    """
    row = order.credential.row
    present = credentials.locked(session, row.tenant_id, row.id)
    if present is None or present.state not in _GIVEN_OUT:
        raise Gone(_ENDED)
    refuse_erased(recipients.held(session, row.tenant_id, row.recipient_id))
    file = representations.by_format_locked(session, row.tenant_id, row.id, order.envelope.name)
    if file is None:
        raise NotFound("There is no such file.")
    if file.body_box is not None:
        return None
    earlier = intents.by_representation(session, row.tenant_id, file.id)
    if earlier is not None and earlier.state is IntentState.RESERVED:
        return earlier
    return write_intent(session, Signing(file, order.envelope, order.key, order.person), unsigned, order.moment)


def _unsigned(order: _Order) -> bytes:
    """Return the document as the award's snapshot has it, not as catalogue or learner are today; nothing in it is decoration."""
    award = read_award(orjson.loads(order.person.open("award", order.credential.snapshot_box)))
    document = order.envelope.credential_format.build(award)
    validate(order.envelope.credential_format, document)
    assert_safe(document)
    return orjson.dumps(document)
