"""Lists the signing keys of issuers."""

from app.adapters.database import identities
from app.adapters.database.session import Session
from app.errors import NotFound
from app.model.record import IssuerIdentity, IssuerKey
from app.services.installation import Installation


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
