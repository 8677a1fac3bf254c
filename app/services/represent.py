"""Gives out the files of a credential; those not made at issue are made when first asked for: what is signed with an intent of its own.

Each is made from the snapshot that was taken when the award was granted, stored, and byte-identical from then on. After a revocation
only what exists is given out, after an erasure nothing. What there is to be had stands in `representations`.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import orjson

from app.adapters.database import credentials, identities, intents, recipients, representations
from app.adapters.database.session import Session
from app.crypto.hashes import sha256_hex
from app.errors import (
    Conflict,
    CredentialServiceError,
    DocumentError,
    Gone,
    NotFound,
    SchemaViolation,
    SigningError,
    StorageUnavailable,
    UncoveredScript,
)
from app.model.record import Client, Credential, CredentialState, Intent, IntentState, IssuerKey, RepresentationRow
from app.model.secured import Secured
from app.schemas.award_document import read_award
from app.services.audited import Deed, service_actor, write_down
from app.services.complete import complete
from app.services.compose import File, Materials
from app.services.installation import Installation
from app.services.links import can_be_had, opens
from app.services.person_key import PersonKey, person_key_of, refuse_erased
from app.services.read_credentials import full_credential
from app.services.representations import REPRESENTATIONS, Representation, SignedBy, representation_named
from app.services.signing_options import refuse_ended
from app.services.write_intent import Signing, write_intent

__all__ = ["File", "make_representations", "representation_for_client", "representation_for_holder"]

_ENDED = "This credential is not given out any more; only the files that were made before can be had."
_ACTOR = "issuing"
_GIVEN_OUT = frozenset({CredentialState.ISSUED, CredentialState.SUSPENDED})


@dataclass(frozen=True, slots=True)
class _Order:
    """A file that is still to be made: of which credential, and with which key (None: nobody signs it) at which moment."""

    credential: Credential
    kind: Representation
    person: PersonKey
    key: IssuerKey | None
    moment: datetime


def representation_for_client(installation: Installation, client: Client, credential_id: str, name: str) -> File:
    """Return a file for a system of the credential's tenant."""
    return _file(installation, full_credential(installation, client, credential_id), representation_named(name))


def representation_for_holder(installation: Installation, public_id: str, name: str, token: str) -> File:
    """Return a file for whoever holds the holder token; without it there is nothing (NotFound), as for an unknown id."""
    row = installation.database.read(lambda session: credentials.by_public_id(session, public_id))
    if row is None or not opens(installation.data_keys, row, token):
        raise NotFound("There is no such file, or the token in the address is not the right one.")
    credential = installation.database.read(lambda session: credentials.full(session, row.tenant_id, row.id))
    if credential is None:
        raise NotFound("There is no such file.")
    return _file(installation, credential, representation_named(name))


def make_representations(installation: Installation, tenant_id: str, credential_id: str) -> None:
    """Make every file of the tenant's credential that is not there yet and can be had; of one that is not given out any more, none.

    Returns when it is so; what our fonts cannot show is left out.
    Raises Conflict without an active key, SigningError, DocumentError, SchemaViolation, after whatever else can be made was;
    StorageUnavailable, Overloaded.
    """
    credential = installation.database.read(lambda session: credentials.full(session, tenant_id, credential_id))
    if credential is None or credential.row.state not in _GIVEN_OUT:
        return
    with suppress(Gone):
        troubles = [_trouble_making(installation, credential, kind) for kind in REPRESENTATIONS if can_be_had(credential, kind)]
        for trouble in filter(None, troubles):
            raise trouble


def _trouble_making(installation: Installation, credential: Credential, kind: Representation) -> CredentialServiceError | None:
    try:
        with suppress(UncoveredScript):
            _kept(installation, credential, kind)
    except (Conflict, SigningError, DocumentError, SchemaViolation) as trouble:
        return trouble
    return None


def _file(installation: Installation, credential: Credential, kind: Representation) -> File:
    row, person = _kept(installation, credential, kind)
    body = person.open(f"file/{row.id}", row.body_box or b"")
    return File(body, row.media_type or kind.media_type, row.sha256 or "", f"{credential.row.public_id}.{kind.file}")


def _kept(installation: Installation, credential: Credential, kind: Representation) -> tuple[RepresentationRow, PersonKey]:
    """Return the stored file, made now where it is not there yet, and the key that opens it."""
    row, person = installation.database.read(lambda session: _stored(session, installation, credential, kind))
    if row.body_box is None:
        if credential.row.state not in _GIVEN_OUT:
            raise Gone(_ENDED)
        _make(installation, credential, kind, person)
        row, person = installation.database.read(lambda session: _stored(session, installation, credential, kind))
    if row.body_box is None:
        raise StorageUnavailable("The file was not kept. Ask again.")
    return row, person


def _stored(
    session: Session, installation: Installation, credential: Credential, kind: Representation
) -> tuple[RepresentationRow, PersonKey]:
    row = representations.by_format(session, credential.row.tenant_id, credential.row.id, kind.name)
    recipient = recipients.by_id(session, credential.row.tenant_id, credential.row.recipient_id)
    if row is None or recipient is None:
        raise NotFound("There is no such file.")
    return row, person_key_of(installation.data_keys, recipient)


def _make(installation: Installation, credential: Credential, kind: Representation, person: PersonKey) -> None:
    """Compose, write an intent, sign, store: as at issue, so that no signature is ever unknown. What nobody signs is just stored."""
    if _went_on(installation, credential, kind):
        return
    key = installation.database.read(lambda session: _key(session, credential, kind))
    if key is not None:
        refuse_ended(key, installation.clock())
    order = _Order(credential, kind, person, key, installation.clock().replace(microsecond=0))
    composed = _composed(installation, order)
    if composed is None:
        _went_on(installation, credential, kind)
        return
    if key is None:
        installation.database.write(lambda session: _keep(session, installation, order, Secured(composed, kind.media_type)))
        return
    signing = key
    intent = installation.database.write(lambda session: _intend(session, order, signing, composed))
    if intent is not None:
        complete(installation, intent)


def _composed(installation: Installation, order: _Order) -> bytes | None:
    """Return what is to be signed or stored; None where somebody else had composed it by the time that there was room to draw."""
    materials = _materials(installation, order)
    if not order.kind.is_drawn:
        return order.kind.compose(materials)
    with installation.drawing.place():
        begun = installation.database.read(lambda session: _is_begun(session, order))
        return None if begun else order.kind.compose(materials)


def _is_begun(session: Session, order: _Order) -> bool:
    row = order.credential.row
    file = representations.by_format(session, row.tenant_id, row.id, order.kind.name)
    return (file is not None and file.body_box is not None) or _earlier(session, order.credential, order.kind) is not None


def _went_on(installation: Installation, credential: Credential, kind: Representation) -> bool:
    """Return whether an earlier attempt had left an intent; it is complete now."""
    earlier = installation.database.read(lambda session: _earlier(session, credential, kind))
    if earlier is not None:
        complete(installation, earlier)
    return earlier is not None


def _earlier(session: Session, credential: Credential, kind: Representation) -> Intent | None:
    """Return the intent that an earlier attempt left, so that nothing is composed again."""
    file = representations.by_format(session, credential.row.tenant_id, credential.row.id, kind.name)
    intent = intents.by_representation(session, credential.row.tenant_id, file.id) if file is not None else None
    return intent if intent is not None and intent.state is IntentState.RESERVED else None


def _materials(installation: Installation, order: _Order) -> Materials:
    """Return what the file is made from; of the files that go into it, those that can be had."""
    award = read_award(orjson.loads(order.person.open("award", order.credential.snapshot_box)))
    files: dict[str, File] = {}
    for name in order.kind.needs:
        with suppress(Conflict, DocumentError, SchemaViolation):  # the issuer has no key for it, or no such file can say what was granted
            files[name] = _file(installation, order.credential, representation_named(name))
    return Materials(award, order.key, order.moment, files)


def _key(session: Session, credential: Credential, kind: Representation) -> IssuerKey | None:
    """Return the key that signs such a file now; None where nobody does. Raises Conflict: there is none."""
    identity = credential.identity
    slug = identity.profile.slug
    key, what = None, ""
    if kind.signed_by in {SignedBy.SEAL, SignedBy.SEAL_IF_ANY}:
        key = identities.active_seal(session, identity.id)
        what = f"seal: make or import one with `proscenium keys create-test-seal {slug}` or `proscenium keys import-seal`"
    elif kind.algorithm is not None:
        key = identities.active_key(session, identity.id, kind.algorithm)
        what = f"active {kind.algorithm} key: make one with `proscenium keys create`"
    if key is None and kind.signed_by in {SignedBy.SEAL, SignedBy.KEY}:
        raise Conflict(f"The issuer has no {what}.")
    return key


def _intend(session: Session, order: _Order, key: IssuerKey, unsigned: bytes) -> Intent | None:
    """Return the intent to make the file; None where somebody made it in the meantime: a file is never signed twice.

    Raises Gone where the credential ended in the meantime.
    """
    file = _to_be_made(session, order)
    if file is None:
        return None
    earlier = intents.by_representation(session, file.tenant_id, file.id)
    if earlier is not None and earlier.state is IntentState.RESERVED:
        return earlier
    return write_intent(session, Signing(file, order.kind, key, order.person), unsigned, order.moment)


def _keep(session: Session, installation: Installation, order: _Order, made: Secured) -> None:
    """Store a file that nobody signs, unless somebody did in the meantime. Raises Gone where the credential ended."""
    file = _to_be_made(session, order)
    if file is None:
        return
    moment = installation.clock()
    representations.store_unsigned(session, file, made, order.person.close(f"file/{file.id}", made.body), moment)
    deed = Deed(f"representation.made:{order.kind.name}", "credential", file.credential_id, after_sha256=sha256_hex(made.body))
    write_down(session, service_actor(file.tenant_id, _ACTOR), deed, moment)


def _to_be_made(session: Session, order: _Order) -> RepresentationRow | None:
    """Return the row of the file, which nobody else makes until this transaction ends; None where it is there."""
    row = order.credential.row
    present = credentials.locked(session, row.tenant_id, row.id)
    if present is None or present.state not in _GIVEN_OUT:
        raise Gone(_ENDED)
    refuse_erased(recipients.held(session, row.tenant_id, row.recipient_id))
    file = representations.by_format_locked(session, row.tenant_id, row.id, order.kind.name)
    if file is None:
        raise NotFound("There is no such file.")
    return file if file.body_box is None else None
