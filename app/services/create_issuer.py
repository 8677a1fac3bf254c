"""Makes an issuer identity and its keys. One identity signs tests or live credentials, never both."""

from dataclasses import dataclass
from datetime import datetime

from app.adapters.database import audit, identities, organisations
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.keys import multikey, thumbprint
from app.dids.web import did_of_url
from app.errors import Conflict, NotFound
from app.model.issuer import IssuerProfile, Mode
from app.model.record import AuditEvent, IssuerIdentity, IssuerKey, KeyState
from app.model.secured import Algorithm, Jwk, PublicKey
from app.services.installation import Installation

KEYS_OF_AN_ISSUER = (Algorithm.EDDSA, Algorithm.RS256, Algorithm.ES256)
"""What a new identity gets: Ed25519 for Data Integrity, RSA for Open Badges' JWT, P-256 for wallets."""

_KID_LENGTH = 12


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
    """Make a key in the key store, then record it. A crash between leaves a key file that nothing names, and no harm."""
    moment = installation.clock()
    key_id = new_id("key", moment)
    uri = f"file:{identity.profile.slug}/{key_id}.pem"
    jwk = installation.create_key(uri, algorithm)
    kid = thumbprint(jwk)[:_KID_LENGTH]
    did = identity.profile.did
    key = IssuerKey(
        id=key_id,
        tenant_id=identity.tenant_id,
        identity_id=identity.id,
        kid=kid,
        algorithm=algorithm,
        uri=uri,
        public=PublicKey(verification_method_of(installation, identity, kid, jwk), did, jwk),
        state=KeyState.ACTIVE,
        created_at=moment,
    )

    def work(session: Session) -> None:
        identities.add_key(session, key)
        audit.record(session, _event(identity, "key.created", "key", key.id, moment))

    installation.database.write(work)
    return key


def verification_method_of(installation: Installation, identity: IssuerIdentity, kid: str, jwk: Jwk) -> str:
    """Return where a key is said: RSA at an address that gives the bare JWK, others as a Multikey fragment of the DID."""
    if jwk["kty"] == "RSA":
        return f"{installation.public_url}/issuers/{identity.profile.slug}/keys/{kid}"
    return f"{identity.profile.did}#{multikey(jwk)}"


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
    audit.record(session, _event(identity, "issuer.created", "issuer", identity.id, moment))
    return identity


def _event(identity: IssuerIdentity, action: str, object_kind: str, object_id: str, moment: datetime) -> AuditEvent:
    return AuditEvent(new_id("evt", moment), identity.tenant_id, moment, "operator", "cli", action, object_kind, object_id)
