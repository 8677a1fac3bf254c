"""Whose seals count here: under the configured certificates, and those that our own register keeps.

A certificate can be written in more than one way, and a key certified more than once: what our register says against a key of ours
therefore counts for every certificate of that key; what it says for one, for that very certificate alone.
"""

from app.adapters.database import identities
from app.adapters.database.session import Session
from app.crypto.encodings import decode_base64url
from app.crypto.keys import thumbprint
from app.errors import ProofError
from app.model.record import IssuerKey
from app.model.seal import OwnSeal
from app.proofs.jades import read_seal, sealing_key
from app.proofs.suite import PresentedProof
from app.services.installation import Installation
from app.verifier.evidence import SealTrust
from app.verifier.presented import EUROPASS, Presented


def seal_trust(installation: Installation, presented: Presented) -> SealTrust:
    """Return whose seals count for what was presented."""
    anchors = installation.seals.anchors
    if presented.format != EUROPASS or not presented.proofs:
        return SealTrust(anchors)
    keys = {_digest(proof): _key(proof) for proof in presented.proofs}

    def work(session: Session) -> dict[str, OwnSeal]:
        revoked = {thumbprint(each.public.jwk): each for each in identities.revoked_seals(session)}
        found = ((digest, _own_seal(session, digest, revoked.get(key))) for digest, key in keys.items())
        return {digest: own for digest, own in found if own is not None}

    return SealTrust(anchors, installation.database.read(work))


def _own_seal(session: Session, sha256: str, revoked: IssuerKey | None) -> OwnSeal | None:
    """Return what our register says of the certificate with that digest, or against its key; None where it is none of ours."""
    key = identities.seal_with(session, sha256) or revoked
    identity = identities.by_id(session, key.tenant_id, key.identity_id) if key is not None else None
    if identity is None:
        return None
    return OwnSeal(identity.profile.did, revoked.public.revoked_at if revoked is not None else None)


def _digest(proof: PresentedProof) -> str:
    return decode_base64url(proof.verification_method.rpartition(";")[2]).hex()


def _key(proof: PresentedProof) -> str:
    """Return the thumbprint of the key that a seal's certificate certifies; an empty text where it certifies none that is used here."""
    try:
        return thumbprint(sealing_key(read_seal(proof.secured.body)).jwk)
    except ProofError:
        return ""
