"""Makes signing keys: first where private keys lie, then in the database. A crash between leaves a key that nothing names, and no harm."""

from app.adapters.database import identities
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.keys import multikey, thumbprint, verify_signature
from app.dids.verification_methods import did_document, keys_in
from app.errors import Conflict, InvalidSignature, KeyStoreUnavailable
from app.model.access import Actor
from app.model.record import IssuerIdentity, IssuerKey, KeyState
from app.model.secured import Algorithm, Jwk, PublicKey
from app.services.audited import Deed, write_down
from app.services.installation import Installation
from app.services.journal_lists import journal_key

_KID_LENGTH = 12
_PROBE = b"a new key's first signature"


def make_key(installation: Installation, identity: IssuerIdentity, algorithm: Algorithm) -> IssuerKey:
    """Return a fresh key that signs, and that nothing names yet. Raises SigningError."""
    moment = installation.clock()
    key_id = new_id("key", moment)
    uri = f"file:{identity.profile.slug}/{key_id}.pem"
    jwk = installation.create_key(uri, algorithm)
    kid = thumbprint(jwk).lstrip("-")[:_KID_LENGTH]  # a name that begins with a hyphen is an option to every command line
    key = IssuerKey(
        id=key_id,
        tenant_id=identity.tenant_id,
        identity_id=identity.id,
        kid=kid,
        algorithm=algorithm,
        uri=uri,
        public=PublicKey(verification_method_of(installation, identity, kid, jwk), identity.profile.did, jwk),
        state=KeyState.ACTIVE,
        created_at=moment,
    )
    _try_out(installation, key)
    return key


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


def _try_out(installation: Installation, key: IssuerKey) -> None:
    """Raise SigningError unless what the key signs verifies with the public half that we are about to publish."""
    signature = installation.signer_for(key).sign(_PROBE)
    try:
        verify_signature(key.public.jwk, key.algorithm, _PROBE, signature)
    except InvalidSignature as error:
        raise KeyStoreUnavailable(f"{key.uri} was made, but signs with another key.") from error
