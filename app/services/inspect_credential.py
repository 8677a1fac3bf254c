"""Shows the people at the desk everything about one credential: what it says, what became of it, who did what and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from app.adapters.database import audit, recipients
from app.errors import Gone
from app.model.award import Award
from app.model.record import AuditEvent, Credential
from app.schemas.award_document import read_award
from app.services.history import HistoryEntry, history_of
from app.services.installation import Installation
from app.services.links import links_of
from app.services.name_actors import actors_named
from app.services.person_key import PersonKey, person_key_of
from app.services.read_credentials import credential_of_tenant

_FIRST: Final = "credential.reserved"
"""Comes before whatever else happened in the same moment."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """One credential. `award` is what it says; None where the learner's personal data was erased, and then there are no links.

    `names` has the names of those who did something, by (kind, id): members of staff and calling systems.
    """

    credential: Credential
    award: Award | None
    links: Mapping[str, str]
    history: tuple[HistoryEntry, ...]
    names: Mapping[tuple[str, str], str]


def inspect_credential(installation: Installation, tenant_id: str, credential_id: str) -> Inspected:
    """Return the tenant's credential, or raise NotFound."""
    credential = credential_of_tenant(installation, tenant_id, credential_id)
    award = _said(installation, credential)
    history = _whole_history(installation, credential)
    return Inspected(
        credential=credential,
        award=award,
        links=links_of(installation.public_url, installation.data_keys, credential),
        history=history,
        names=actors_named(installation, tenant_id, {(entry.actor_kind, entry.actor_id) for entry in history}),
    )


def _whole_history(installation: Installation, credential: Credential) -> tuple[HistoryEntry, ...]:
    """Return changes and audit events as one history, the oldest first; an audit event that only repeats a change is left out."""
    row = credential.row
    changes = history_of(installation, row.tenant_id, row.id)
    told = {f"credential.{entry.change}" for entry in changes} | {"credential.reissue_prepared"}
    events = installation.database.read(lambda session: audit.of_object(session, row.tenant_id, "credential", row.id))
    others = (_entry(event) for event in events if event.action not in told)
    return tuple(sorted((*others, *changes), key=lambda entry: (entry.at, entry.change != _FIRST)))


def _entry(event: AuditEvent) -> HistoryEntry:
    return HistoryEntry(event.at, event.action, "", event.actor_kind, event.actor_id, None, None)


def _said(installation: Installation, credential: Credential) -> Award | None:
    """Return what the credential says, or None after an erasure."""
    try:
        box = credential.snapshot_box
        return read_award(orjson.loads(_person(installation, credential).open("award", box)))
    except Gone:
        return None


def _person(installation: Installation, credential: Credential) -> PersonKey:
    row = credential.row
    recipient = installation.database.read(lambda session: recipients.by_id(session, row.tenant_id, row.recipient_id))
    if recipient is None:
        raise Gone("The learner of this credential is not there any more.")
    return person_key_of(installation.data_keys, recipient)
