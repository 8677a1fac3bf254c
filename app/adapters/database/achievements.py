"""Achievements and their versions: drafts change, published versions never do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, insert, or_, select, update

from app.adapters.database.ids import new_id
from app.adapters.database.records import Row, changed, first, rows, write
from app.adapters.database.session import Session
from app.adapters.database.tables import achievement as owner
from app.adapters.database.tables import achievement_version as version
from app.errors import Conflict
from app.model.achievement import Achievement
from app.model.record import AchievementRecord
from app.schemas.achievement_document import achievement_document, achievement_sha256, read_achievement

_VERSIONS = select(version, owner.c.identity_id).join_from(version, owner)


@dataclass(frozen=True, slots=True)
class AchievementDraft:
    """Content that is to become a version of the achievement of its slug, and the identity that will sign for it."""

    tenant_id: str
    identity_id: str
    achievement: Achievement


def put_draft_or_same(session: Session, draft: AchievementDraft, moment: datetime) -> AchievementRecord:
    """Return the version that has this content, made if need be.

    The latest version, where its content is the same; else that version changed, where it is a draft; else a new draft. A draft
    has the number that the achievement bears, where that is higher than those before it, else the next one.

    Raises:
        Conflict: the slug is another tenant's or another issuer's.
    """
    achievement_id = _achievement_id(session, draft, moment)
    latest = _one(session, version.c.achievement_id == achievement_id)
    digest = achievement_sha256(draft.achievement)
    if latest is not None and latest.sha256 == digest:
        return latest
    rewritten = latest is not None and latest.published_at is None
    least = 1 if latest is None else latest.achievement.version + (0 if rewritten else 1)
    content = replace(draft.achievement, version=max(draft.achievement.version, least))
    if latest is not None and rewritten:
        return _rewrite(session, replace(latest, achievement=content, sha256=digest))
    version_id = new_id("acv", moment)
    return _insert(
        session, AchievementRecord(version_id, achievement_id, draft.tenant_id, draft.identity_id, content, digest, moment, None)
    )


def publish(session: Session, version_id: str, moment: datetime) -> bool:
    """Publish a draft; return whether it was one. From then on it never changes: the database refuses it."""
    statement = update(version).where(version.c.id == version_id, version.c.published_at.is_(None)).values(published_at=moment)
    return changed(session, statement) == 1


def by_slug(session: Session, tenant_id: str, slug: str, number: int | None = None) -> AchievementRecord | None:
    """Return that published version of the tenant's achievement; without a number, the latest published one."""
    return _one(session, owner.c.tenant_id == tenant_id, owner.c.slug == slug, *_published(number))


def newest(session: Session, tenant_id: str, name: str) -> AchievementRecord | None:
    """Return the newest version of the tenant's achievement of that slug or id, published or not."""
    return _one(session, owner.c.tenant_id == tenant_id, or_(owner.c.slug == name, owner.c.id == name))


def public_version(session: Session, slug: str, number: int | None = None) -> AchievementRecord | None:
    """Return that published version, whosever it is: its address is signed into credentials. Without a number, the latest."""
    return _one(session, owner.c.slug == slug, *_published(number))


def by_id(session: Session, tenant_id: str, either_id: str) -> AchievementRecord | None:
    """Return the version of that id; for an achievement's id its latest published version, or its draft where none is published."""
    found = or_(version.c.id == either_id, and_(owner.c.id == either_id, version.c.id == _shown()))
    return _one(session, owner.c.tenant_id == tenant_id, found)


def all_of_tenant(session: Session, tenant_id: str) -> tuple[AchievementRecord, ...]:
    """Return each achievement of the tenant, by slug: its latest published version, or its draft where none is published."""
    statement = _VERSIONS.where(owner.c.tenant_id == tenant_id, version.c.id == _shown()).order_by(owner.c.slug)
    return tuple(_record_of(row) for row in rows(session, statement))


def by_version_ids(session: Session, tenant_id: str, version_ids: Collection[str]) -> Mapping[str, AchievementRecord]:
    """Return the tenant's versions of those ids, by id."""
    statement = _VERSIONS.where(version.c.tenant_id == tenant_id, version.c.id.in_(version_ids))
    return {row["id"]: _record_of(row) for row in rows(session, statement)}


def _published(number: int | None) -> tuple[ColumnElement[bool], ...]:
    published = version.c.published_at.is_not(None)
    return (published,) if number is None else (published, version.c.version == number)


def _shown() -> ScalarSelect[str]:
    """Return the id of the version that stands for its achievement."""
    one = version.alias()
    ranked = select(one.c.id).where(one.c.achievement_id == owner.c.id).order_by(one.c.published_at.is_(None), one.c.version.desc())
    return ranked.limit(1).correlate(owner).scalar_subquery()


def _one(session: Session, *conditions: ColumnElement[bool]) -> AchievementRecord | None:
    row = first(session, _VERSIONS.where(*conditions).order_by(version.c.version.desc()).limit(1))
    return None if row is None else _record_of(row)


def _record_of(row: Row) -> AchievementRecord:
    return AchievementRecord(
        version_id=row["id"],
        achievement_id=row["achievement_id"],
        tenant_id=row["tenant_id"],
        identity_id=row["identity_id"],
        achievement=read_achievement(row["content"]),
        sha256=row["sha256"],
        created_at=row["created_at"],
        published_at=row["published_at"],
    )


def _achievement_id(session: Session, draft: AchievementDraft, moment: datetime) -> str:
    slug = draft.achievement.slug
    found = first(session, select(owner).where(owner.c.slug == slug).with_for_update())
    if found is not None and (found["tenant_id"], found["identity_id"]) != (draft.tenant_id, draft.identity_id):
        raise Conflict(f"The achievement {slug!r} belongs to another issuer.")
    if found is not None:
        return str(found["id"])
    achievement_id = new_id("ach", moment)
    values = {"id": achievement_id, "tenant_id": draft.tenant_id, "identity_id": draft.identity_id, "slug": slug, "created_at": moment}
    write(session, insert(owner).values(values))
    return achievement_id


def _insert(session: Session, record: AchievementRecord) -> AchievementRecord:
    values = {
        "id": record.version_id,
        "tenant_id": record.tenant_id,
        "achievement_id": record.achievement_id,
        "created_at": record.created_at,
    }
    write(session, insert(version).values(**values, **_content_of(record)))
    return record


def _rewrite(session: Session, record: AchievementRecord) -> AchievementRecord:
    draft = update(version).where(version.c.id == record.version_id, version.c.published_at.is_(None))
    if not changed(session, draft.values(**_content_of(record))):
        raise Conflict(f"The draft of {record.achievement.slug!r} was published in the meantime.")
    return record


def _content_of(record: AchievementRecord) -> dict[str, Any]:
    content = achievement_document(record.achievement)
    return {"version": record.achievement.version, "content": content, "sha256": record.sha256}
