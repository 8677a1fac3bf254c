"""Finds issuers and their keys, those that sign and those that seal, and lists them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.adapters.database import audit, identities, key_states, vc_api
from app.adapters.database.session import Session
from app.dids.key import is_did_key
from app.errors import NotFound, PreconditionFailed
from app.model.access import Actor
from app.model.record import IssuerIdentity, IssuerKey, KeyState
from app.model.secured import Algorithm
from app.services.installation import Installation


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key, whose it is, how many files it signed, and since when it stands as it does.

    `idle`: it is the one key of an instance of the VC-API that was removed, so it signs nothing new.
    """

    key: IssuerKey
    identity: IssuerIdentity
    files: int
    since: datetime
    idle: bool = False


def issuer_named(installation: Installation, slug: str) -> IssuerIdentity:
    """Return the issuer of that slug, or raise NotFound."""
    identity = installation.database.read(lambda session: identities.by_slug(session, slug))
    if identity is None:
        raise NotFound(f"There is no issuer {slug!r}: `proscenium keys list` shows them.")
    return identity


def keys_of(installation: Installation, slug: str | None) -> list[tuple[IssuerKey, IssuerIdentity]]:
    """Return the keys with which one issuer, or all, sign: no seals."""

    def work(session: Session) -> list[tuple[IssuerKey, IssuerIdentity]]:
        chosen = identities.all_of_them(session) if slug is None else (identities.by_slug(session, slug),)
        return [(key, identity) for identity in chosen if identity for key in identities.keys_of(session, identity.id)]

    return installation.database.read(work)


def listed_keys(installation: Installation, slug: str | None) -> tuple[ListedKey, ...]:
    """Return the keys and seals of one issuer, or of all, each with the number of files that it signed."""

    def work(session: Session) -> tuple[ListedKey, ...]:
        chosen = identities.all_of_them(session) if slug is None else (identities.by_slug(session, slug),)
        return tuple(listed for identity in chosen if identity for listed in _listed(session, identity))

    return installation.database.read(work)


def keys_of_tenant(installation: Installation, tenant_id: str) -> tuple[tuple[IssuerIdentity, tuple[ListedKey, ...]], ...]:
    """Return the tenant's issuers, by slug, each with its keys and then its seals, the oldest first."""
    return installation.database.read(
        lambda session: tuple((identity, tuple(_listed(session, identity))) for identity in identities.all_of_tenant(session, tenant_id))
    )


def require_signing(session: Session, identity_id: str, algorithm: Algorithm, seen: str | None) -> None:
    """Raise PreconditionFailed where the issuer does not sign with the key `seen` by that algorithm any more; None: whichever it is."""
    key = identities.active_key(session, identity_id, algorithm)
    if seen is not None and (key is None or key.kid != seen):
        raise PreconditionFailed(f"{key.kid if key else 'No key'} signs by {algorithm} now, no longer {seen}.")


def issuer_of(session: Session, actor: Actor, slug: str) -> IssuerIdentity:
    """Return the issuer of that slug in the actor's tenant, or raise NotFound."""
    identity = identities.by_slug(session, slug)
    if identity is None or identity.tenant_id != actor.tenant_id:
        raise NotFound(f"There is no issuer {slug!r}: `proscenium keys list` shows them.")
    return identity


def key_named(session: Session, identity: IssuerIdentity, kid: str) -> IssuerKey:
    """Return the issuer's key of that name, one that seals too, or raise NotFound."""
    for key in _all_keys(session, identity):
        if key.kid == kid:
            return key
    raise NotFound(f"The issuer {identity.profile.slug} has no key {kid!r}: `proscenium keys list {identity.profile.slug}` shows them.")


def _all_keys(session: Session, identity: IssuerIdentity) -> tuple[IssuerKey, ...]:
    return (*identities.keys_of(session, identity.id), *identities.seals_of(session, identity.id))


def _listed(session: Session, identity: IssuerIdentity) -> Iterator[ListedKey]:
    counts = key_states.signed_counts(session, identity.id)
    idle = is_did_key(identity.profile.did) and identity.id not in vc_api.signing_identities(session)
    for key in _all_keys(session, identity):
        yield ListedKey(key, identity, counts.get(key.id, 0), _since(session, key), idle)


def _since(session: Session, key: IssuerKey) -> datetime:
    """Return since when a key stands as it does; when one was retired is in the audit trail alone."""
    if key.state is KeyState.RETIRED:
        events = audit.of_object(session, key.tenant_id, "key", key.id)
        return max((event.at for event in events if event.action == "key.retired"), default=key.created_at)
    return key.public.revoked_at or key.created_at
