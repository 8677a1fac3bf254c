"""What storage tests put into a database: one row of each kind, consistent, at a fixed moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from threading import Barrier, Thread
from typing import TypeVar

from app.adapters.database import (
    achievements,
    clients,
    identities,
    organisations,
    recipients,
    tenants,
)
from app.adapters.database.achievements import AchievementDraft
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.model.achievement import Achievement, AchievementKind
from app.model.award import AwardState
from app.model.issuer import IssuerProfile, Mode, Organisation
from app.model.record import (
    AchievementRecord,
    AwardRow,
    Client,
    CredentialRow,
    CredentialState,
    Intent,
    IntentState,
    IssuerIdentity,
    IssuerKey,
    KeyState,
    RecipientRow,
    RepresentationRow,
    Tenant,
)
from app.model.secured import Algorithm, PublicKey
from app.model.status_list import StatusListRow

T = TypeVar("T")

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
LIST_SIZE = 131_072

_NUMBERS = count(1)


def later(**step: float) -> datetime:
    """Return noon and a step."""
    return NOON + timedelta(**step)


def fresh(prefix: str, moment: datetime = NOON) -> str:
    """Return an id that no other row has, later than those before."""
    return new_id(prefix, moment, next(_NUMBERS).to_bytes(8, "big"))


def organisation(slug: str = "example-university") -> Organisation:
    """Return an organisation with all that one can have."""
    return Organisation(
        slug=slug,
        legal_name={"en": "Example University", "de": "Beispiel-Universität"},
        country="AT",
        roles=("awarding-body", "assessor"),
        languages=("en", "de"),
        registration="AT-12345",
        eidas_id="VATAT-U1",
        homepage="https://university.example",
        email="office@university.example",
        sample=True,
    )


def achievement(slug: str = "module-1", **changes: object) -> Achievement:
    """Return an achievement."""
    plain = Achievement(
        slug=slug,
        version=1,
        kind=AchievementKind.MODULE,
        title={"en": "Module 1", "el": "Ενότητα 1"},
        description={"en": "What it is about"},
        criteria={"en": "What has to be done"},
        awarding_body="example-university",
        awarding_body_name={"en": "Example University"},
        ects=Decimal("2.50"),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the field and its value


def tenant(session: Session, slug: str = "inspire") -> str:
    """Store a tenant; return its id."""
    row = Tenant(fresh("tnt"), slug)
    tenants.add(session, row, NOON)
    return row.id


def identity(session: Session, tenant_id: str, slug: str = "example-university") -> IssuerIdentity:
    """Store an organisation and an identity of it."""
    owner = organisation(slug)
    organisations.put(session, tenant_id, owner, NOON)
    row = IssuerIdentity(fresh("iss"), tenant_id, IssuerProfile(f"did:web:{slug}.example", slug, Mode.TEST, owner))
    identities.add(session, row, NOON)
    return row


def key(owner: IssuerIdentity, kid: str = "key-1", moment: datetime = NOON) -> IssuerKey:
    """Return a key of the identity; not stored."""
    public = PublicKey(f"{owner.profile.did}#{kid}", owner.profile.did, {"kty": "OKP", "crv": "Ed25519", "x": "AA"})
    return IssuerKey(
        id=fresh("key"),
        tenant_id=owner.tenant_id,
        identity_id=owner.id,
        kid=kid,
        algorithm=Algorithm.EDDSA,
        uri=f"file:{kid}.pem",
        public=public,
        state=KeyState.ACTIVE,
        created_at=moment,
    )


def published(session: Session, owner: IssuerIdentity, slug: str = "module-1") -> AchievementRecord:
    """Store an achievement of the identity and publish it."""
    record = achievements.put_draft_or_same(session, AchievementDraft(owner.tenant_id, owner.id, achievement(slug)), NOON)
    achievements.publish(session, record.version_id, NOON)
    return replace(record, published_at=NOON)


def client(session: Session, tenant_id: str) -> Client:
    """Store a client."""
    row = Client(fresh("cli"), tenant_id, "LMS", Mode.TEST, frozenset({"credentials:issue", "credentials:read"}))
    clients.add(session, row, NOON)
    return row


def recipient(session: Session, tenant_id: str, words: frozenset[str] = frozenset()) -> RecipientRow:
    """Store a learner, found by those words."""
    row = RecipientRow(fresh("rcp"), tenant_id, "en", b"box", b"wrapped", NOON)
    recipients.add(session, row, {"email": f"digest of {row.id}"}, words)
    return row


def status_list(owner: IssuerIdentity) -> StatusListRow:
    """Return an open list of the identity; not stored."""
    return StatusListRow(
        id=fresh("stl"),
        tenant_id=owner.tenant_id,
        identity_id=owner.id,
        purpose="revocation",
        size=LIST_SIZE,
        epoch=0,
        next_seq=0,
        perm_key=b"\x07" * 32,
        sealed=False,
        version=0,
    )


def award(record: AchievementRecord, learner: RecipientRow, **changes: object) -> AwardRow:
    """Return an award of that achievement to that learner; not stored."""
    plain = AwardRow(
        id=fresh("awd"),
        tenant_id=record.tenant_id,
        identity_id=record.identity_id,
        achievement_id=record.achievement_id,
        version_id=record.version_id,
        recipient_id=learner.id,
        natural_key_digest=None,
        source_ref=None,
        state=AwardState.DRAFT,
        snapshot_box=b"snapshot",
        awarded_at=NOON,
        created_at=NOON,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the field and its value


def credential(granted: AwardRow, list_id: str, index: int, moment: datetime = NOON, **changes: object) -> CredentialRow:
    """Return a reserved credential of that award, with that slot; not stored."""
    plain = CredentialRow(
        id=fresh("crd", moment),
        tenant_id=granted.tenant_id,
        award_id=granted.id,
        identity_id=granted.identity_id,
        recipient_id=granted.recipient_id,
        public_id=f"public-{next(_NUMBERS)}",
        ordinal=0,
        state=CredentialState.RESERVED,
        status_list_id=list_id,
        status_index=index,
        valid_from=moment,
        valid_until=None,
        created_at=moment,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names the field and its value


def representation(row: CredentialRow, name: str = "ob3-jsonld") -> RepresentationRow:
    """Return a reserved file of that credential; not stored."""
    return RepresentationRow(fresh("rep"), row.tenant_id, row.id, name, "en")


def intent(file: RepresentationRow, key_id: str, moment: datetime = NOON) -> Intent:
    """Return an open intent to sign that file; not stored."""
    return Intent(
        id=fresh("int", moment),
        tenant_id=file.tenant_id,
        credential_id=file.credential_id,
        representation_id=file.id,
        key_id=key_id,
        suite="eddsa-rdfc-2022",
        profile_sha256="ab" * 32,
        unsigned_box=b"unsigned",
        unsigned_sha256="cd" * 32,
        moment=moment,
        state=IntentState.RESERVED,
        created_at=moment,
    )


def at_once(number: int, call: Callable[[], T]) -> list[T]:
    """Return what that many threads get from the same call, made at the same moment."""
    start, results = Barrier(number), list[T]()

    def run() -> None:
        start.wait()
        results.append(call())

    threads = [Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(results) != number:
        raise AssertionError(f"{number - len(results)} of {number} calls failed")
    return results
