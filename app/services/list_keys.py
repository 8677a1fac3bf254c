"""Finds issuers and their signing keys, and lists them."""

from dataclasses import dataclass

from app.adapters.database import identities, key_states
from app.adapters.database.session import Session
from app.errors import NotFound
from app.model.access import Actor
from app.model.record import IssuerIdentity, IssuerKey
from app.services.installation import Installation


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key, whose it is, and how many files it signed."""

    key: IssuerKey
    identity: IssuerIdentity
    files: int


def issuer_named(installation: Installation, slug: str) -> IssuerIdentity:
    """Return the issuer of that slug, or raise NotFound."""
    identity = installation.database.read(lambda session: identities.by_slug(session, slug))
    if identity is None:
        raise NotFound(f"There is no issuer {slug!r}: `proscenium keys list` shows them.")
    return identity


def keys_of(installation: Installation, slug: str | None) -> list[tuple[IssuerKey, IssuerIdentity]]:
    """Return the keys of one issuer, or of all."""

    def work(session: Session) -> list[tuple[IssuerKey, IssuerIdentity]]:
        chosen = identities.all_of_them(session) if slug is None else (identities.by_slug(session, slug),)
        return [(key, identity) for identity in chosen if identity for key in identities.keys_of(session, identity.id)]

    return installation.database.read(work)


def listed_keys(installation: Installation, slug: str | None) -> tuple[ListedKey, ...]:
    """Return the keys of one issuer, or of all, each with the number of files that it signed."""

    def work(session: Session) -> tuple[ListedKey, ...]:
        chosen = identities.all_of_them(session) if slug is None else (identities.by_slug(session, slug),)
        return tuple(
            ListedKey(key, identity, counts.get(key.id, 0))
            for identity in chosen
            if identity
            for counts in (key_states.signed_counts(session, identity.id),)
            for key in identities.keys_of(session, identity.id)
        )

    return installation.database.read(work)


def issuer_of(session: Session, actor: Actor, slug: str) -> IssuerIdentity:
    """Return the issuer of that slug in the actor's tenant, or raise NotFound."""
    identity = identities.by_slug(session, slug)
    if identity is None or identity.tenant_id != actor.tenant_id:
        raise NotFound(f"There is no issuer {slug!r}: `proscenium keys list` shows them.")
    return identity


def key_named(session: Session, identity: IssuerIdentity, kid: str) -> IssuerKey:
    """Return the issuer's key of that name, or raise NotFound."""
    for key in identities.keys_of(session, identity.id):
        if key.kid == kid:
            return key
    raise NotFound(f"The issuer {identity.profile.slug} has no key {kid!r}: `proscenium keys list {identity.profile.slug}` shows them.")
