"""Codes of the record in words: where a credential stands, and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from app.model.access import ActorKind
from app.model.award import ResultStatus
from app.model.issuer import Mode
from app.model.lifecycle import Change, Reason, ReissueReason
from app.model.record import Credential, CredentialState
from app.services.answers import has_expired
from app.web.desk.table import Cell
from app.wording import Wording

STATES: Final[Mapping[CredentialState, str]] = {
    CredentialState.ISSUED: "page.desk.state.issued",
    CredentialState.SUSPENDED: "page.desk.state.suspended",
    CredentialState.REVOKED: "page.desk.state.revoked",
    CredentialState.SUPERSEDED: "page.desk.state.superseded",
}
"""The states that are shown, and what they are called."""

REASONS: Final[Mapping[str, str]] = {
    **{reason: f"reason.{reason}" for reason in Reason},
    ReissueReason.NAME_CORRECTION: "page.desk.reason.name-correction",
    ReissueReason.DATA_CORRECTION: "page.desk.reason.data-correction",
    ReissueReason.RENEWAL: "page.desk.reason.renewal",
}
"""Why a credential ended, in the words of its public page; and why another one takes its place, which only the desk says."""

RESULT_STATUSES: Final[Mapping[ResultStatus, str]] = {
    ResultStatus.COMPLETED: "page.desk.result.completed",
    ResultStatus.FAILED: "page.desk.result.failed",
    ResultStatus.PROVISIONAL: "page.desk.result.provisional",
    ResultStatus.IN_PROGRESS: "page.desk.result.in-progress",
    ResultStatus.ON_HOLD: "page.desk.result.on-hold",
    ResultStatus.ENROLLED: "page.desk.result.enrolled",
    ResultStatus.WITHDREW: "page.desk.result.withdrew",
}
"""The outcomes of an assessment, in the order in which a form offers them."""

_DEEDS: Final[Mapping[str, str]] = {
    "credential.reserved": "page.desk.deed.reserved",
    "credential.issued": "page.desk.deed.issued",
    "representation.made": "page.desk.deed.file",
    Change.REVOKED: "page.desk.deed.revoked",
    Change.SUSPENDED: "page.desk.deed.suspended",
    Change.REINSTATED: "page.desk.deed.reinstated",
    Change.REISSUED: "page.desk.deed.reissued",
    Change.SUPERSEDED: "page.desk.deed.superseded",
}

_ACTORS: Final[Mapping[str, str]] = {
    ActorKind.CLIENT: "page.desk.actor.client",
    ActorKind.PERSON: "page.desk.actor.person",
    ActorKind.OPERATOR: "page.desk.actor.operator",
    ActorKind.INTEGRATION: "page.desk.actor.integration",
    ActorKind.SERVICE: "page.desk.actor.service",
}

MODES: Final[Mapping[Mode, str]] = {Mode.TEST: "page.desk.mode.test", Mode.LIVE: "page.desk.mode.live"}

_SCOPES: Final[Mapping[str, str]] = {
    "credentials:issue": "page.desk.scope.issue",
    "credentials:read": "page.desk.scope.read",
    "credentials:revoke": "page.desk.scope.revoke",
    "achievements:read": "page.desk.scope.achievements-read",
    "achievements:write": "page.desk.scope.achievements-write",
    "recipients:manage": "page.desk.scope.recipients",
    "integrations:manage": "page.desk.scope.integrations",
    "vc-api:issue": "page.desk.scope.vc-api-issue",
    "vc-api:status": "page.desk.scope.vc-api-status",
    "audit:read": "page.desk.scope.audit",
}


def scope_words(scope: str, wording: Wording) -> str:
    """Return what a calling system may do, in words; a scope that has none, as it stands."""
    return wording.text(_SCOPES[scope]) if scope in _SCOPES else scope


def actor_cell(kind: str, name: str | None, wording: Wording) -> Cell:
    """Return who did something: by name, where there is one, and what kind of actor it is."""
    words = wording.text(_ACTORS[kind])
    return Cell(name, asides=(words,), foreign=True) if name else Cell(words)


def deed_words(code: str, wording: Wording) -> str:
    """Return what was done, in words; what is behind a colon tells of which thing. A code without words stands as it is."""
    plain, _, thing = code.partition(":")
    return wording.text(_DEEDS[plain], thing=thing) if plain in _DEEDS else code


def state_cell(credential: Credential, moment: datetime, wording: Wording) -> Cell:
    """Return where a credential stands, in words; that its validity is over is computed."""
    state = credential.row.state
    if state is CredentialState.ISSUED and has_expired(credential, moment):
        return Cell(wording.text("page.desk.state.expired"), tone="expired")
    return Cell(wording.text(STATES[state]), tone=state)


def reason_words(code: str, wording: Wording) -> str:
    """Return a reason in words; a code that has none, as it stands."""
    return wording.text(REASONS[code]) if code in REASONS else code
