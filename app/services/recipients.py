"""Finds or makes the one encrypted row of a learner."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import orjson

from app.adapters.database import recipients
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.hashes import keyed_digest, search_tokens
from app.model.award import Recipient
from app.model.record import Client, RecipientRow
from app.services.installation import Installation
from app.services.person_key import PersonKey, make_person_key, person_key_of


@dataclass(frozen=True, slots=True)
class Identity:
    """What makes a learner the same learner again: the kind of identifier, and its keyed digest."""

    kind: str
    digest: str


def identity_of(installation: Installation, client: Client, recipient: Recipient) -> Identity | None:
    """Return the learner's identity: `external_id` (within its client), else the e-mail address, else none."""
    if recipient.external_id is not None:
        kind, namespace, value = "external_id", client.id, recipient.external_id
    elif recipient.email is not None:
        kind, namespace, value = "email", "", recipient.email.lower()
    else:
        return None
    return Identity(kind, keyed_digest(installation.data_keys.index_key(client.tenant_id), "identity", kind, namespace, value))


def settle_recipient(session: Session, installation: Installation, client: Client, recipient: Recipient) -> tuple[RecipientRow, PersonKey]:
    """Return the learner's row and key: the known one, brought up to date, or a new one."""
    identity = identity_of(installation, client, recipient)
    known = recipients.by_identifier(session, client.tenant_id, identity.kind, identity.digest) if identity else None
    tokens = search_digests(installation, client.tenant_id, f"{recipient.name} {recipient.email or ''}")
    if known:
        person = person_key_of(installation.data_keys, known)
        if recipients.replace_box(session, known, person.close("recipient", _plain(recipient)), tokens):
            return known, person
        # Erased in this very moment: whoever comes afterwards is somebody new.
    moment = installation.clock()
    person = make_person_key(new_id("rcp", moment))
    row = RecipientRow(
        id=person.recipient_id,
        tenant_id=client.tenant_id,
        language=recipient.language,
        box=person.close("recipient", _plain(recipient)),
        wrapped_key=installation.data_keys.wrap(client.tenant_id, person.key),
        created_at=moment,
    )
    recipients.add(session, row, {identity.kind: identity.digest} if identity else {}, tokens)
    return row, person


def correct_recipient(session: Session, installation: Installation, row: RecipientRow, corrections: Mapping[str, str]) -> None:
    """Keep what was corrected about a learner, by the fields of `Recipient`; what is known besides stays as it is.

    Who was known by an e-mail address is known by the corrected one too, unless that is somebody else's. Raises Erased.
    """
    person = person_key_of(installation.data_keys, row)
    recipient = replace(Recipient(**orjson.loads(person.open("recipient", row.box or b""))), **corrections)
    tokens = search_digests(installation, row.tenant_id, f"{recipient.name} {recipient.email or ''}")
    recipients.replace_box(session, row, person.close("recipient", _plain(recipient)), tokens)
    if "email" in corrections and recipients.has_identifier(session, row.tenant_id, row.id, "email"):
        recipients.add_identifier(session, row, "email", email_digest(installation, row.tenant_id, corrections["email"]))


def email_digest(installation: Installation, tenant_id: str, email: str) -> str:
    """Return the keyed digest under which an e-mail address is one learner's."""
    return keyed_digest(installation.data_keys.index_key(tenant_id), "identity", "email", "", email.lower())


def search_digests(installation: Installation, tenant_id: str, text: str) -> frozenset[str]:
    """Return the keyed digests under which a learner with that name or address is found."""
    key = installation.data_keys.index_key(tenant_id)
    return frozenset(keyed_digest(key, "search", token) for token in search_tokens(text))


def _plain(recipient: Recipient) -> bytes:
    return orjson.dumps(recipient)
