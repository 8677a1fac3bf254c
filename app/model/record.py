"""What is stored: the records that the database keeps, as services see them.

Ids are prefixed and time-ordered (`crd_` and a UUIDv7 in hex); moments are aware datetimes in UTC. What could name a person
is never plain here: `*_box` fields are ciphertext under the recipient's own key, `*_digest` fields are keyed digests.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.model.achievement import Achievement
from app.model.award import AwardState
from app.model.issuer import IssuerProfile, Mode
from app.model.seal import SealCertificate
from app.model.secured import Algorithm, PublicKey


class KeyState(StrEnum):
    """Where a signing key stands. Retired keys sign no more and stay listed; revoked ones say since when."""

    ACTIVE = "active"
    RETIRED = "retired"
    REVOKED = "revoked"


class CredentialState(StrEnum):
    """Where a single credential stands. `reserved` and `voided` were never given out; the last two are final."""

    RESERVED = "reserved"
    ISSUED = "issued"
    SUSPENDED = "suspended"
    VOIDED = "voided"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class IntentState(StrEnum):
    """Where an intent to sign stands."""

    RESERVED = "reserved"
    SIGNED = "signed"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Tenant:
    """One customer of the service; nothing is shared between two."""

    id: str
    slug: str


@dataclass(frozen=True, slots=True)
class Client:
    """A calling system (an LMS integration). Its secrets come and go; the client stays."""

    id: str
    tenant_id: str
    name: str
    mode: Mode
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class IssuerIdentity:
    """A DID that signs, and whose it is."""

    id: str
    tenant_id: str
    profile: IssuerProfile


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """One key; `uri` says where its private half lies, `kid` is its name in our addresses. One with a `certificate` seals, nothing else."""

    id: str
    tenant_id: str
    identity_id: str
    kid: str
    algorithm: Algorithm
    uri: str
    public: PublicKey
    state: KeyState
    created_at: datetime
    certificate: SealCertificate | None = None


@dataclass(frozen=True, slots=True)
class AchievementRecord:
    """A stored version of an achievement. Published ones (`published_at`) never change; `sha256` is of their canonical text."""

    version_id: str
    achievement_id: str
    tenant_id: str
    identity_id: str
    achievement: Achievement
    sha256: str
    created_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """A learner at rest: one box under a key of their own; the key is wrapped by the tenant's. Erased: no box, no key."""

    id: str
    tenant_id: str
    language: str
    box: bytes | None
    wrapped_key: bytes | None
    created_at: datetime
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IdempotencyRow:
    """What became of a request under an Idempotency-Key. `response_box` is the answer's body, once there is one."""

    tenant_id: str
    client_id: str
    key: str
    request_sha256: str
    credential_id: str
    created_at: datetime
    status: int | None = None
    response_box: bytes | None = None


@dataclass(frozen=True, slots=True)
class AwardRow:
    """An award at rest. `snapshot_box` is the whole award as it was granted: every envelope can be written from it."""

    id: str
    tenant_id: str
    identity_id: str
    achievement_id: str
    version_id: str
    recipient_id: str
    natural_key_digest: str | None
    source_ref: str | None
    state: AwardState
    snapshot_box: bytes
    awarded_at: datetime
    created_at: datetime
    under_review: bool = False
    visibility: str = "unlisted"
    offering_id: str | None = None
    pathway_id: str | None = None
    batch_row_id: str | None = None
    mandate_id: str | None = None


@dataclass(frozen=True, slots=True)
class CredentialRow:
    """A credential of an award, with one status slot; `revision` counts its changes. A reissue replaces one, and has its own snapshot."""

    id: str
    tenant_id: str
    award_id: str
    identity_id: str
    recipient_id: str
    public_id: str
    ordinal: int
    state: CredentialState
    status_list_id: str
    status_index: int
    valid_from: datetime
    valid_until: datetime | None
    created_at: datetime
    issued_at: datetime | None = None
    replaces_id: str | None = None
    reason: str | None = None
    revision: int = 0
    snapshot_box: bytes | None = None


@dataclass(frozen=True, slots=True)
class RepresentationRow:
    """One signed file of a credential. The id is reserved when the credential is; the bytes come when it is made."""

    id: str
    tenant_id: str
    credential_id: str
    format: str
    language: str
    media_type: str | None = None
    body_box: bytes | None = None
    sha256: str | None = None
    key_id: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """What we are about to sign, written down before the key is touched: the exact bytes, the moment and the key."""

    id: str
    tenant_id: str
    credential_id: str
    representation_id: str
    key_id: str
    suite: str
    profile_sha256: str
    unsigned_box: bytes
    unsigned_sha256: str
    moment: datetime
    state: IntentState
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """Who did what to which thing. Never personal data: ids, codes and digests only."""

    id: str
    tenant_id: str
    at: datetime
    actor_kind: str
    actor_id: str
    action: str
    object_kind: str
    object_id: str
    request_id: str | None = None
    before_sha256: str | None = None
    after_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential with what its readers want beside it. `successor_id`: what replaced it. `sealable`: its issuer has a seal.

    `files`: the formats that are made, where that decides what can be had; None: all of them can. `erased`: its learner was.
    """

    row: CredentialRow
    award: AwardRow
    achievement: AchievementRecord
    identity: IssuerIdentity
    successor_id: str | None = None
    files: frozenset[str] | None = None
    erased: bool = False
    sealable: bool = False

    @property
    def snapshot_box(self) -> bytes:
        """What every envelope of this credential is written from, under the learner's key."""
        return self.row.snapshot_box or self.award.snapshot_box
