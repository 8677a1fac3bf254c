"""Tells a person everything that is held about them: one JSON document, with every file that was signed for them.

Spec: Regulation (EU) 2016/679, articles 15 (access) and 20 (portability)
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Final

import orjson

from app.adapters.database import audit, changes, credentials, erasure, recipients, representations
from app.adapters.database.session import Session
from app.errors import NotFound, NotPermitted
from app.model.access import Actor
from app.model.record import Credential, RecipientRow, RepresentationRow
from app.model.secured import Document
from app.schemas.moments import write_moment
from app.services.audited import Deed, write_down
from app.services.export_events import events_about
from app.services.installation import Installation
from app.services.links import credential_url, status_list_url
from app.services.person_key import PersonKey, person_key_of, refuse_erased
from app.services.read_audit import audit_event_answer

_BYTES: Final = frozenset({"application/pdf", "image/png"})


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whose data it is, and the key that opens them."""

    installation: Installation
    row: RecipientRow
    person: PersonKey


def export_recipient(installation: Installation, actor: Actor, recipient_id: str) -> Document:
    """Return what is held about the person; that it was given out is written down first.

    Raises NotFound; NotPermitted where the person has credentials of another mode than the actor's; Gone after an erasure.
    """
    document = installation.database.read(lambda session: _document(session, installation, actor, recipient_id))

    def work(session: Session) -> None:
        refuse_erased(recipients.held(session, actor.tenant_id, recipient_id))
        write_down(session, actor, Deed("recipient.exported", "recipient", recipient_id), installation.clock())

    installation.database.write(work)
    return document


def _document(session: Session, installation: Installation, actor: Actor, recipient_id: str) -> Document:
    row = recipients.by_id(session, actor.tenant_id, recipient_id)
    if row is None:
        raise NotFound("There is no recipient of that id.")
    if actor.mode is not None and erasure.modes_of(session, row.tenant_id, row.id) - {actor.mode}:
        raise NotPermitted(f"This key is for {actor.mode} credentials; this person has others too.")
    subject = _Subject(installation, row, person_key_of(installation.data_keys, row))
    data = orjson.loads(subject.person.open("recipient", row.box or b""))
    found = [
        credential
        for credential_id in credentials.ids_of_recipient(session, row.tenant_id, row.id)
        if (credential := credentials.full(session, row.tenant_id, credential_id)) is not None
    ]
    return {
        "recipient": {"id": row.id, "language": row.language, "created_at": write_moment(row.created_at), "data": data},
        "identifiers": [{"kind": kind, "value": data.get(kind)} for kind in recipients.identifier_kinds(session, row.tenant_id, row.id)],
        "awards": [_award(subject, credential) for credential in _first_of_each_award(found)],
        "credentials": [_credential(session, subject, credential) for credential in found],
        "events": events_about(session, installation, row),
        "audit": _audit(session, row, found),
    }


def _first_of_each_award(found: list[Credential]) -> list[Credential]:
    return list({credential.award.id: credential for credential in reversed(found)}.values())


def _award(subject: _Subject, credential: Credential) -> Document:
    award, achievement = credential.award, credential.achievement.achievement
    return {
        "id": award.id,
        "state": award.state,
        "achievement": {"slug": achievement.slug, "version": achievement.version, "name": dict(achievement.title)},
        "issuer": credential.identity.profile.did,
        "source_ref": award.source_ref,
        "awarded_at": write_moment(award.awarded_at),
        "created_at": write_moment(award.created_at),
        "visibility": award.visibility,
        "snapshot": _opened(subject.person, "award", award.snapshot_box),
    }


def _credential(session: Session, subject: _Subject, credential: Credential) -> Document:
    row, public_url = credential.row, subject.installation.public_url
    return {
        "id": row.id,
        "award": row.award_id,
        "address": credential_url(public_url, row.public_id),
        "state": row.state,
        "reason": row.reason,
        "replaces": row.replaces_id,
        "status": {"list": status_list_url(public_url, row.status_list_id), "index": row.status_index},
        "created_at": write_moment(row.created_at),
        "issued_at": write_moment(row.issued_at) if row.issued_at else None,
        "valid_from": write_moment(row.valid_from),
        "valid_until": write_moment(row.valid_until) if row.valid_until else None,
        "snapshot": _opened(subject.person, "award", row.snapshot_box),
        "history": _history(session, subject, credential),
        "files": [
            _file(subject.person, file)
            for file in representations.of_credential(session, row.tenant_id, row.id)
            if file.body_box is not None
        ],
    }


def _history(session: Session, subject: _Subject, credential: Credential) -> list[Document]:
    return [
        {
            "at": write_moment(change.at),
            "change": change.change,
            "reason": change.reason,
            "note": _text(subject.person, "note", change.note_box),
            "authority": _text(subject.person, "authority", change.authority_box),
        }
        for change in changes.of_credential(session, credential.row.tenant_id, credential.row.id)
    ]


def _file(person: PersonKey, file: RepresentationRow) -> Document:
    """Return a file: JSON as it is, other text as text, paper and pictures in base64."""
    body = person.open(f"file/{file.id}", file.body_box or b"")
    is_text = file.media_type not in _BYTES
    return {
        "format": file.format,
        "language": file.language,
        "media_type": file.media_type,
        "sha256": file.sha256,
        "created_at": write_moment(file.created_at) if file.created_at else None,
        "encoding": "utf-8" if is_text else "base64",
        "content": _content(body, is_text=is_text),
    }


def _content(body: bytes, *, is_text: bool) -> object:
    if not is_text:
        return b64encode(body).decode()
    return orjson.loads(body) if body.startswith(b"{") else body.decode()


def _audit(session: Session, row: RecipientRow, found: list[Credential]) -> list[Document]:
    """Return who did what, by ids: of the person and of their credentials."""
    things = [("recipient", row.id), *(("credential", credential.row.id) for credential in found)]
    events = [event for kind, thing in things for event in audit.of_object(session, row.tenant_id, kind, thing)]
    return [audit_event_answer(event).model_dump(mode="json", exclude_none=True) for event in sorted(events, key=lambda event: event.id)]


def _opened(person: PersonKey, use: str, box: bytes | None) -> Document | None:
    return orjson.loads(person.open(use, box)) if box else None


def _text(person: PersonKey, use: str, box: bytes | None) -> str | None:
    return person.open(use, box).decode() if box else None
