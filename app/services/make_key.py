"""Makes signing keys: first where private keys lie, then in the database. A crash between leaves a key that nothing names, and no harm."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.adapters.database import identities
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.keys import multikey, thumbprint, verify_signature
from app.dids.key import did_of_key, is_did_key
from app.dids.verification_methods import did_document, keys_in
from app.errors import Conflict, InvalidSignature, KeyStoreUnavailable
from app.model.access import Actor
from app.model.issuer import IssuerProfile
from app.model.record import IssuerIdentity, IssuerKey, KeyState
from app.model.secured import Algorithm, Jwk, PublicKey
from app.services.audited import Deed, write_down
from app.services.installation import Installation
from app.services.journal_lists import journal_key

_KID_LENGTH = 12
_PROBE = b"a new key's first signature"


@dataclass(frozen=True, slots=True)
class _Pair:
    """A pair of keys that was just made: the id of its row to be, where the private half lies, and the public half."""

    id: str
    uri: str
    jwk: Jwk
    algorithm: Algorithm
    made_at: datetime


def make_key(installation: Installation, identity: IssuerIdentity, algorithm: Algorithm) -> IssuerKey:
    """Return a fresh key that signs, and that nothing names yet. Raises SigningError; Conflict where the issuer is its one key."""
    if is_did_key(identity.profile.did):
        raise Conflict(
            f"The DID of {identity.profile.slug} is its one key, so it never gets another: make a further instance with "
            "`proscenium vc-api create`, or let it sign as an issuer with a did:web."
        )
    return _key_of(installation, identity, _make_pair(installation, identity.profile.slug, algorithm))


def make_issuer_of_key(
    installation: Installation, tenant_id: str, profile: IssuerProfile, algorithm: Algorithm
) -> tuple[IssuerIdentity, IssuerKey]:
    """Return an identity that is a fresh key (did:key), and that key; nothing names them yet. The profile's DID does not count."""
    pair = _make_pair(installation, profile.slug, algorithm)
    identity = IssuerIdentity(new_id("iss", pair.made_at), tenant_id, replace(profile, did=did_of_key(pair.jwk)))
    return identity, _key_of(installation, identity, pair)


def store_key(session: Session, installation: Installation, actor: Actor, key: IssuerKey) -> None:
    """Store a key: from the commit on it stands in the DID document, and signs. Raises Conflict when nobody would read it there."""
    published = [*identities.keys_of(session, key.identity_id), key]
    listed = keys_in(did_document(key.public.controller, [each.public for each in published]))
    if key.public.verification_method not in listed:
        raise Conflict("The issuer has more keys than verifiers read in one document: make another issuer identity.")
    identities.add_key(session, key)
    remember_key(session, installation, actor, key, "key.created")


def remember_key(session: Session, installation: Installation, actor: Actor, key: IssuerKey, action: str) -> None:
    """Write down what was done to a key, which is now as it is here: in the audit trail, and in the journal outside of the database."""
    write_down(session, actor, Deed(action, "key", key.id), installation.clock())
    journal_key(installation, key)


def verification_method_of(installation: Installation, identity: IssuerIdentity, kid: str, jwk: Jwk) -> str:
    """Return where a key is said: RSA at an address that gives the bare JWK, others as a Multikey fragment of the DID."""
    if jwk["kty"] == "RSA":
        return f"{installation.public_url}/issuers/{identity.profile.slug}/keys/{kid}"
    return f"{identity.profile.did}#{multikey(jwk)}"


def _make_pair(installation: Installation, slug: str, algorithm: Algorithm) -> _Pair:
    moment = installation.clock()
    key_id = new_id("key", moment)
    uri = f"file:{slug}/{key_id}.pem"
    return _Pair(key_id, uri, installation.create_key(uri, algorithm), algorithm, moment)


def _key_of(installation: Installation, identity: IssuerIdentity, pair: _Pair) -> IssuerKey:
    kid = thumbprint(pair.jwk).lstrip("-")[:_KID_LENGTH]  # a name that begins with a hyphen is an option to every command line
    key = IssuerKey(
        id=pair.id,
        tenant_id=identity.tenant_id,
        identity_id=identity.id,
        kid=kid,
        algorithm=pair.algorithm,
        uri=pair.uri,
        public=PublicKey(verification_method_of(installation, identity, kid, pair.jwk), identity.profile.did, pair.jwk),
        state=KeyState.ACTIVE,
        created_at=pair.made_at,
    )
    _try_out(installation, key)
    return key


def _try_out(installation: Installation, key: IssuerKey) -> None:
    """Raise SigningError unless what the key signs verifies with the public half that we are about to publish."""
    signature = installation.signer_for(key).sign(_PROBE)
    try:
        verify_signature(key.public.jwk, key.algorithm, _PROBE, signature)
    except InvalidSignature as error:
        raise KeyStoreUnavailable(f"{key.uri} was made, but signs with another key.") from error
