"""Makes an issuer identity and its keys. One identity signs tests or live credentials, never both."""

from dataclasses import dataclass

from app.adapters.database import identities, organisations
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.dids.web import did_of_url
from app.errors import Conflict, NotFound
from app.model.issuer import IssuerProfile, Mode
from app.model.record import IssuerIdentity, IssuerKey
from app.model.secured import Algorithm
from app.services.audited import Deed, operator_actor, write_down
from app.services.installation import Installation
from app.services.make_key import make_key, store_key

KEYS_OF_AN_ISSUER = (Algorithm.EDDSA, Algorithm.RS256, Algorithm.ES256)
"""What a new identity gets: Ed25519 for Data Integrity, RSA for Open Badges' JWT, P-256 for wallets."""


@dataclass(frozen=True, slots=True)
class IssuerOrder:
    """Which identity to make: for which organisation, under which slug (it becomes part of the DID), test or live."""

    tenant_id: str
    organisation: str
    slug: str
    mode: Mode


def settle_issuer(installation: Installation, order: IssuerOrder) -> IssuerIdentity:
    """Return the identity of that slug, made with its keys where it is not there; a missing kind of key is made too."""
    identity = installation.database.write(lambda session: _settle(session, installation, order))
    present = {key.algorithm for key in installation.database.read(lambda session: identities.keys_of(session, identity.id))}
    for algorithm in KEYS_OF_AN_ISSUER:
        if algorithm not in present:
            add_key(installation, identity, algorithm)
    return identity


def add_key(installation: Installation, identity: IssuerIdentity, algorithm: Algorithm) -> IssuerKey:
    """Return a further key: the newest active one of its algorithm signs from now on, older ones stay active.

    Raises SigningError; Conflict where the issuer has too many.
    """
    key = make_key(installation, identity, algorithm)
    installation.database.write(lambda session: store_key(session, installation, operator_actor(identity.tenant_id), key))
    return key


def _settle(session: Session, installation: Installation, order: IssuerOrder) -> IssuerIdentity:
    known = identities.by_slug(session, order.slug)
    if known is not None:
        if known.tenant_id != order.tenant_id:
            raise Conflict(f"The slug {order.slug!r} belongs to another tenant's issuer: choose another.")
        if (known.profile.organisation.slug, known.profile.mode) != (order.organisation, order.mode):
            raise Conflict(
                f"The issuer {order.slug!r} is {known.profile.organisation.slug}'s for {known.profile.mode} credentials for ever."
            )
        return known
    organisation = organisations.by_slug(session, order.tenant_id, order.organisation)
    if organisation is None:
        raise NotFound(f"There is no organisation {order.organisation!r}.")
    moment = installation.clock()
    profile = IssuerProfile(did_of_url(installation.public_url, "issuers", order.slug), order.slug, order.mode, organisation)
    identity = IssuerIdentity(new_id("iss", moment), order.tenant_id, profile)
    identities.add(session, identity, moment)
    write_down(session, operator_actor(identity.tenant_id), Deed("issuer.created", "issuer", identity.id), moment)
    return identity
