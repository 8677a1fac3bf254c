"""Writes down what is about to be signed: the ids of a credential's files, and the intent with the exact unsigned bytes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.adapters.database import intents, representations
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.hashes import sha256_hex
from app.model.record import CredentialRow, Intent, IntentState, IssuerKey, RepresentationRow
from app.schemas.contexts import PINNED
from app.services.envelopes import AT_ISSUE
from app.services.person_key import PersonKey
from app.services.representations import REPRESENTATIONS


class Signable(Protocol):
    """A kind of file that is signed: how, and what besides the award and the contexts decides its bytes."""

    @property
    def suite_name(self) -> str:
        """What secures it."""
        ...

    @property
    def profile(self) -> str:
        """What decides the bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Signing:
    """What is to be signed: which file of whom, of which kind, with which key."""

    file: RepresentationRow
    kind: Signable
    key: IssuerKey
    person: PersonKey


def reserve_files(session: Session, row: CredentialRow, language: str, moment: datetime) -> RepresentationRow:
    """Reserve the id of every file that the credential may come to have; return the one that is signed at issue."""
    files = {
        each.name: RepresentationRow(new_id("rep", moment), row.tenant_id, row.id, format=each.name, language=language)
        for each in REPRESENTATIONS
    }
    for file in files.values():
        representations.reserve(session, file)
    return files[AT_ISSUE.name]


def write_intent(session: Session, signing: Signing, unsigned: bytes, moment: datetime) -> Intent:
    """Store and return the intent to sign these bytes. Raises Conflict when the same file is already about to be signed."""
    intent = Intent(
        id=new_id("int", moment),
        tenant_id=signing.file.tenant_id,
        credential_id=signing.file.credential_id,
        representation_id=signing.file.id,
        key_id=signing.key.id,
        suite=signing.kind.suite_name,
        profile_sha256=profile_sha256(signing.kind),
        unsigned_box=signing.person.close("unsigned", unsigned),
        unsigned_sha256=hashlib.sha256(unsigned).hexdigest(),
        moment=moment.replace(microsecond=0),
        state=IntentState.RESERVED,
        created_at=moment,
    )
    intents.add(session, intent)
    return intent


def profile_sha256(kind: Signable) -> str:
    """Return the digest of what, besides the award, decides the bytes: contexts, format and suite."""
    pins = "".join(f"{context.url} {context.sha256}\n" for context in PINNED)
    return sha256_hex(f"{pins}{kind.profile}".encode())
