"""What a caller asked to have issued, what that comes to, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.model.achievement import Achievement
from app.model.award import Award, Recipient
from app.model.record import AchievementRecord, Client, Credential, Intent, IssuerIdentity, IssuerKey
from app.schemas.requests import IssueBody
from app.services.person_key import PersonKey


class KeyedRequest(Protocol):
    """A request that a client may repeat under an Idempotency-Key; two with one digest are the same."""

    @property
    def client(self) -> Client:
        """Who asks: the key is theirs."""
        ...

    @property
    def body_sha256(self) -> str:
        """The digest of what is asked."""
        ...

    @property
    def idempotency_key(self) -> str | None:
        """The key, where one was sent."""
        ...


@dataclass(frozen=True, slots=True)
class Keyed:
    """A request to change something, under an Idempotency-Key."""

    client: Client
    body_sha256: str
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class IssueOrder:
    """One request to issue: who asks, for what, under which Idempotency-Key, with which body (digest of its canonical text)."""

    client: Client
    body: IssueBody
    body_sha256: str
    idempotency_key: str | None
    request_id: str | None = None

    @property
    def recipient(self) -> Recipient:
        """The learner as the model has them."""
        return self.body.model_recipient()


@dataclass(frozen=True, slots=True)
class Plan:
    """What an order comes to: the published achievement, the identity that signs, its key, and the moment."""

    record: AchievementRecord
    identity: IssuerIdentity
    key: IssuerKey
    moment: datetime

    @property
    def achievement(self) -> Achievement:
        """The version that is awarded."""
        return self.record.achievement


@dataclass(frozen=True, slots=True)
class Reservation:
    """A written intent: what will be signed, for which credential, under which person's key."""

    credential: Credential
    award: Award
    intent: Intent
    unsigned: bytes
    person: PersonKey


@dataclass(frozen=True, slots=True)
class Pending:
    """An earlier request for the same award has not finished (or its process died): its intent."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Issued:
    """The answer: HTTP status, body as it is given for ever, and whether it is a replay."""

    credential_id: str
    status: int
    body: bytes
    replayed: bool
