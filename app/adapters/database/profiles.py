"""Frameworks of competences and the occupational profiles made of them."""

from datetime import datetime

from sqlalchemy import select

from app.adapters.database.records import Row, all_records, columns_of, first, record, rows, values_of
from app.adapters.database.session import Session
from app.adapters.database.tables import framework as framework_table
from app.adapters.database.tables import occupational_profile
from app.adapters.database.upserts import Entry, Stored, settle
from app.model.achievement import Competence
from app.schemas.catalogue.contents import Framework, OccupationalProfile
from app.schemas.record_documents import read_record, write_record

_FRAMEWORKS = select(*columns_of(framework_table, Framework))


def put_framework(session: Session, tenant_id: str, framework: Framework, moment: datetime) -> Stored:
    """Store a release of a framework: a new one, or what the one of that slug and version says from now on."""
    key = {"tenant_id": tenant_id, "slug": framework.slug, "version": framework.version}
    content = values_of(framework, "slug", "version") | {"title": dict(framework.title)}
    return settle(session, Entry(framework_table, key, content, "frm", moment))


def framework_by_slug(session: Session, tenant_id: str, slug: str, version: str) -> Framework | None:
    """Return that release of the framework."""
    table = framework_table
    return record(session, Framework, _FRAMEWORKS.where(table.c.tenant_id == tenant_id, table.c.slug == slug, table.c.version == version))


def frameworks_of_tenant(session: Session, tenant_id: str) -> tuple[Framework, ...]:
    """Return every release of the tenant's frameworks, by slug and version."""
    table = framework_table
    return all_records(session, Framework, _FRAMEWORKS.where(table.c.tenant_id == tenant_id).order_by(table.c.slug, table.c.version))


def put(session: Session, tenant_id: str, profile: OccupationalProfile, moment: datetime) -> Stored:
    """Store an occupational profile under its slug: a new one, or what the one of that slug says from now on."""
    occupation = profile.occupation
    content = {
        "framework": occupation.framework,
        "framework_version": occupation.version,
        "uri": occupation.uri,
        "code": occupation.code,
        "labels": dict(occupation.labels),
        "competences": [write_record(competence) for competence in profile.competences],
        "note": None if profile.note is None else dict(profile.note),
        "sample": profile.sample,
    }
    return settle(session, Entry(occupational_profile, {"tenant_id": tenant_id, "slug": profile.slug}, content, "prf", moment))


def by_slug(session: Session, tenant_id: str, slug: str) -> OccupationalProfile | None:
    """Return the tenant's occupational profile of that slug."""
    table = occupational_profile
    row = first(session, select(table).where(table.c.tenant_id == tenant_id, table.c.slug == slug))
    return None if row is None else _profile_of(row)


def all_of_tenant(session: Session, tenant_id: str) -> tuple[OccupationalProfile, ...]:
    """Return the tenant's occupational profiles, by slug."""
    table = occupational_profile
    found = rows(session, select(table).where(table.c.tenant_id == tenant_id).order_by(table.c.slug))
    return tuple(_profile_of(row) for row in found)


def _profile_of(row: Row) -> OccupationalProfile:
    return OccupationalProfile(
        slug=row["slug"],
        occupation=Competence(row["framework"], row["framework_version"], row["uri"], row["code"], row["labels"]),
        competences=tuple(read_record(Competence, document) for document in row["competences"]),
        note=row["note"],
        sample=row["sample"],
    )
