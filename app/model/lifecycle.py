"""What becomes of a credential after it was issued: changes, and the closed lists of reasons for them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reason(StrEnum):
    """Why a credential was revoked, suspended or reinstated. The code is public; whatever else there is to say is a private note."""

    ISSUED_IN_ERROR = "issued_in_error"
    ACADEMIC_MISCONDUCT = "academic_misconduct"
    SUPERSEDED = "superseded"
    HOLDER_REQUEST = "holder_request"
    HOLDER_REJECTED = "holder_rejected"
    KEY_COMPROMISE = "key_compromise"
    OTHER = "other"


class ReissueReason(StrEnum):
    """Why a further credential of the same award was made."""

    NAME_CORRECTION = "name_correction"
    DATA_CORRECTION = "data_correction"
    RENEWAL = "renewal"


class Change(StrEnum):
    """What happened to a credential. `reissued` stands with the new one, `superseded` with the one that it replaces."""

    REVOKED = "revoked"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REISSUED = "reissued"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class CredentialChange:
    """One change of one credential, kept for ever. The boxes are ciphertext under the learner's key.

    `revision` is that of the credential after the change. `of_revision` stands with `reissued`: the revision that the replaced
    credential had when the new one was prepared; had it changed since, the new one would not have been given out.
    """

    id: str
    tenant_id: str
    credential_id: str
    change: Change
    reason: str
    actor_kind: str
    actor_id: str
    at: datetime
    revision: int
    of_revision: int | None = None
    note_box: bytes | None = None
    authority_box: bytes | None = None
