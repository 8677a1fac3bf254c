"""Seals of issuers: makes those for tests, and stores whichever come with a certificate. A seal's key does nothing but seal.

Nobody vouches for a test seal: its certificate says in every name that it is a test and not qualified, and only issuers of tests get one.

Spec: docs/decisions/0034-seal-keys.md; ETSI EN 319 412-1 §5.1.4 (organizationIdentifier).
"""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

from app.adapters.database import identities
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.certificates import seal_certificate
from app.crypto.keys import verify_signature
from app.crypto.self_signed import self_signed
from app.dids.key import is_did_key
from app.errors import Conflict, InvalidSignature, KeyStoreUnavailable
from app.model.access import Actor
from app.model.issuer import IssuerProfile, Mode
from app.model.language import in_language
from app.model.record import IssuerIdentity, IssuerKey, KeyState
from app.model.seal import CertificateSubject, SealCertificate
from app.model.secured import Algorithm, Jwk, PublicKey
from app.services.installation import Installation
from app.services.list_keys import issuer_of
from app.services.make_key import remember_key

TEST_SEAL_DAYS = 730
NO_REGISTER = "000000000"
"""What stands for the number of an organisation of which no legal identifier is known: no register has it."""

SEAL_ALGORITHMS = (Algorithm.ES256, Algorithm.ES384, Algorithm.RS256)
"""By which seals are made."""

_KID_LENGTH = 16
_LONGEST_NAME = 64
"""RFC 5280 A.1, ub-organization-name and ub-common-name."""
_SERIAL_BITS = 127
_PROBE = b"a seal's first signature"


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A pair of keys: the id of its row to be, where the private half lies, by which algorithm it signs, and the public half."""

    id: str
    uri: str
    algorithm: Algorithm
    jwk: Jwk


def create_test_seal(installation: Installation, actor: Actor, slug: str, algorithm: Algorithm = Algorithm.ES256) -> IssuerKey:
    """Return a fresh seal of the issuer, with which it seals from now on; older ones stay active.

    Raises:
        NotFound: no such issuer of the actor's tenant.
        Conflict: one that signs what is real, or that is its one key; an algorithm that no seal has.
        SigningError: the key cannot be made; then nothing changed.
    """
    identity = installation.database.read(lambda session: sealing_issuer(session, actor, slug))
    if identity.profile.mode is not Mode.TEST:
        raise Conflict(f"The issuer {slug} signs what is real: `proscenium keys import-seal` gives it a seal that somebody vouches for.")
    if algorithm not in SEAL_ALGORITHMS:
        raise Conflict(f"Seals are made by {', '.join(SEAL_ALGORITHMS)}, not by {algorithm}.")
    key = _test_seal(installation, identity, algorithm)
    installation.database.write(lambda session: store_seal(session, installation, actor, key, "seal.created"))
    return key


def sealing_issuer(session: Session, actor: Actor, slug: str) -> IssuerIdentity:
    """Return the issuer of that slug in the actor's tenant, which may have seals. Raises NotFound; Conflict where it is its one key."""
    identity = issuer_of(session, actor, slug)
    if is_did_key(identity.profile.did):
        raise Conflict(f"The DID of {slug} is its one key, so it never gets a seal: let it seal as an issuer with a did:web.")
    return identity


def seal_key(installation: Installation, identity: IssuerIdentity, draft: IssuerKey, certificate: SealCertificate) -> IssuerKey:
    """Return the key with its certificate, by which it is named, after it was tried out. Raises SigningError."""
    kid = certificate.sha256[:_KID_LENGTH]
    address = f"{installation.public_url}/issuers/{identity.profile.slug}/seals/{kid}"
    key = replace(draft, kid=kid, public=replace(draft.public, verification_method=address), certificate=certificate)
    signature = installation.signer_for(key).sign(_PROBE)
    try:
        verify_signature(key.public.jwk, key.algorithm, _PROBE, signature)
    except InvalidSignature as error:
        raise KeyStoreUnavailable(f"The key at {key.uri} is not the one that the certificate certifies.") from error
    return key


def draft_key(installation: Installation, identity: IssuerIdentity, pair: KeyPair) -> IssuerKey:
    """Return the record of a seal's key that has no name yet: its certificate gives it one."""
    did, moment = identity.profile.did, installation.clock()
    public = PublicKey(f"{did}#{pair.id}", did, pair.jwk)
    return IssuerKey(pair.id, identity.tenant_id, identity.id, pair.id, pair.algorithm, pair.uri, public, KeyState.ACTIVE, moment)


def store_seal(session: Session, installation: Installation, actor: Actor, key: IssuerKey, action: str) -> None:
    """Store a seal: from the commit on the issuer seals with it. Raises Conflict where anybody has one of that certificate."""
    identities.add_key(session, key)
    remember_key(session, installation, actor, key, action)


def _test_seal(installation: Installation, identity: IssuerIdentity, algorithm: Algorithm) -> IssuerKey:
    key_id = new_id("key", installation.clock())
    uri = f"file:{identity.profile.slug}/{key_id}.pem"
    jwk = installation.create_key(uri, algorithm)
    draft = draft_key(installation, identity, KeyPair(key_id, uri, algorithm, jwk))
    subject = _test_subject(identity.profile, installation)
    certificate = self_signed(installation.signer_for(draft), jwk, subject, secrets.randbits(_SERIAL_BITS) | 1)
    return seal_key(installation, identity, draft, seal_certificate((certificate,)))


def _test_subject(profile: IssuerProfile, installation: Installation) -> CertificateSubject:
    organisation = profile.organisation
    name = in_language(organisation.legal_name, *organisation.languages)
    moment = installation.clock().replace(microsecond=0)
    return CertificateSubject(
        organisation=name[:_LONGEST_NAME],
        organisation_identifier=organisation.eidas_id or f"VAT{organisation.country}-{NO_REGISTER}",
        country=organisation.country,
        common_name=f"TEST, not a qualified seal: {profile.slug}"[:_LONGEST_NAME],
        valid_from=moment,
        valid_until=moment + timedelta(days=TEST_SEAL_DAYS),
    )
