"""Issuer identities and their keys: those that sign, which stand in DID documents, and those that seal, which have certificates."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select

from app.adapters.database.organisations import COLUMNS, organisation_of
from app.adapters.database.records import Row, first, names_of, rows, values_of, write
from app.adapters.database.session import Session
from app.adapters.database.tables import issuer_identity, issuer_key, organisation
from app.errors import NotFound
from app.model.issuer import IssuerProfile
from app.model.record import IssuerIdentity, IssuerKey, KeyState
from app.model.seal import SealCertificate
from app.model.secured import Algorithm, PublicKey

_IS_SEAL = issuer_key.c.certificate_sha256
_OWN = ("id", "tenant_id", "slug", "did", "mode")
_IDENTITIES = select(*COLUMNS, *(issuer_identity.c[name].label(f"identity_{name}") for name in _OWN)).join_from(
    issuer_identity, organisation
)


def add(session: Session, identity: IssuerIdentity, moment: datetime) -> None:
    """Store an identity of an organisation that is there. Raises NotFound where it is not, Conflict when slug or DID are taken."""
    profile = identity.profile
    owner = select(organisation.c.id).where(
        organisation.c.tenant_id == identity.tenant_id, organisation.c.slug == profile.organisation.slug
    )
    found = first(session, owner)
    if found is None:
        raise NotFound(f"There is no organisation {profile.organisation.slug!r}.")
    values = {"id": identity.id, "tenant_id": identity.tenant_id, "organisation_id": found["id"], "created_at": moment}
    write(session, insert(issuer_identity).values(**values, slug=profile.slug, did=profile.did, mode=profile.mode))


def by_slug(session: Session, slug: str) -> IssuerIdentity | None:
    """Return the identity of that slug, whosever it is: its addresses are public."""
    return _one(session, issuer_identity.c.slug == slug)


def by_did(session: Session, did: str) -> IssuerIdentity | None:
    """Return the identity of that DID, whosever it is."""
    return _one(session, issuer_identity.c.did == did)


def by_id(session: Session, tenant_id: str, identity_id: str) -> IssuerIdentity | None:
    """Return the tenant's identity of that id."""
    return _one(session, issuer_identity.c.tenant_id == tenant_id, issuer_identity.c.id == identity_id)


def by_ids(session: Session, tenant_id: str, identity_ids: Collection[str]) -> Mapping[str, IssuerIdentity]:
    """Return the tenant's identities of those ids, by id."""
    statement = _IDENTITIES.where(issuer_identity.c.tenant_id == tenant_id, issuer_identity.c.id.in_(identity_ids))
    return {row["identity_id"]: _identity_of(row) for row in rows(session, statement)}


def all_of_tenant(session: Session, tenant_id: str) -> tuple[IssuerIdentity, ...]:
    """Return the tenant's identities, by slug."""
    statement = _IDENTITIES.where(issuer_identity.c.tenant_id == tenant_id).order_by(issuer_identity.c.slug)
    return tuple(_identity_of(row) for row in rows(session, statement))


def all_of_them(session: Session) -> tuple[IssuerIdentity, ...]:
    """Return the identities of all tenants, by slug: their DIDs and keys are public."""
    return tuple(_identity_of(row) for row in rows(session, _IDENTITIES.order_by(issuer_identity.c.slug)))


def add_key(session: Session, key: IssuerKey) -> None:
    """Store a key.

    Raises Conflict when the identity has one of that kid, or anybody one of that verification method or certificate.
    """
    public, certificate = key.public, key.certificate
    values = values_of(key, "public", "certificate") | values_of(public) | {"jwk": dict(public.jwk)}
    if certificate is not None:
        values |= {f"certificate_{name}": value for name, value in values_of(certificate).items()}
    write(session, insert(issuer_key).values(**values))


def keys_of(session: Session, identity_id: str) -> tuple[IssuerKey, ...]:
    """Return every key that stands in the identity's DID document, retired and revoked ones too, the oldest first: no seal."""
    return _keys(session, issuer_key.c.identity_id == identity_id, _IS_SEAL.is_(None))


def seals_of(session: Session, identity_id: str) -> tuple[IssuerKey, ...]:
    """Return every key with which the identity seals or sealed, retired and revoked ones too, the oldest first."""
    return _keys(session, issuer_key.c.identity_id == identity_id, _IS_SEAL.is_not(None))


def active_key(session: Session, identity_id: str, algorithm: Algorithm) -> IssuerKey | None:
    """Return the key with which the identity signs by that algorithm: of several active ones, the newest."""
    return _newest(session, issuer_key.c.identity_id == identity_id, issuer_key.c.algorithm == algorithm, _IS_SEAL.is_(None))


def active_seal(session: Session, identity_id: str) -> IssuerKey | None:
    """Return the key with which the identity seals: of several active ones, the newest."""
    return _newest(session, issuer_key.c.identity_id == identity_id, _IS_SEAL.is_not(None))


def seal_with(session: Session, certificate_sha256: str) -> IssuerKey | None:
    """Return the key of that certificate, whosever it is: certificates are public."""
    return next(iter(_keys(session, issuer_key.c.certificate_sha256 == certificate_sha256)), None)


def revoked_seals(session: Session) -> tuple[IssuerKey, ...]:
    """Return every seal whose key is revoked, the latest first: each key's earliest stands last."""
    revoked = select(issuer_key).where(_IS_SEAL.is_not(None), issuer_key.c.state == KeyState.REVOKED)
    return tuple(_key_of(row) for row in rows(session, revoked.order_by(issuer_key.c.revoked_at.desc())))


def sealing(session: Session, tenant_id: str) -> frozenset[str]:
    """Return the ids of the tenant's identities that have a seal."""
    active = (issuer_key.c.tenant_id == tenant_id, _IS_SEAL.is_not(None), issuer_key.c.state == KeyState.ACTIVE)
    return frozenset(row["identity_id"] for row in rows(session, select(issuer_key.c.identity_id).where(*active)))


def key_by_id(session: Session, tenant_id: str, key_id: str) -> IssuerKey | None:
    """Return the tenant's key of that id."""
    row = first(session, select(issuer_key).where(issuer_key.c.tenant_id == tenant_id, issuer_key.c.id == key_id))
    return None if row is None else _key_of(row)


def _keys(session: Session, *conditions: ColumnElement[bool]) -> tuple[IssuerKey, ...]:
    statement = select(issuer_key).where(*conditions).order_by(issuer_key.c.created_at, issuer_key.c.id)
    return tuple(_key_of(row) for row in rows(session, statement))


def _newest(session: Session, *conditions: ColumnElement[bool]) -> IssuerKey | None:
    active = select(issuer_key).where(*conditions, issuer_key.c.state == KeyState.ACTIVE)
    row = first(session, active.order_by(issuer_key.c.created_at.desc(), issuer_key.c.id.desc()).limit(1))
    return None if row is None else _key_of(row)


def _one(session: Session, *conditions: ColumnElement[bool]) -> IssuerIdentity | None:
    row = first(session, _IDENTITIES.where(*conditions))
    return None if row is None else _identity_of(row)


def _identity_of(row: Row) -> IssuerIdentity:
    profile = IssuerProfile(row["identity_did"], row["identity_slug"], row["identity_mode"], organisation_of(row))
    return IssuerIdentity(row["identity_id"], row["identity_tenant_id"], profile)


def _key_of(row: Row) -> IssuerKey:
    names = ("verification_method", "controller", "jwk", "revoked_at", "expires_at")
    public = PublicKey(**{name: row[name] for name in names})
    parts = {name: row[f"certificate_{name}"] for name in names_of(SealCertificate)}
    certificate = SealCertificate(**parts) if parts["chain"] is not None else None
    own = {name: value for name, value in row.items() if name not in names and not name.startswith("certificate_")}
    return IssuerKey(public=public, certificate=certificate, **own)
