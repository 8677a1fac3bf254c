"""Whose seals count here: under the configured certificates, and those that our own register keeps."""

from app.adapters.database import identities
from app.adapters.database.session import Session
from app.crypto.encodings import decode_base64url
from app.model.record import KeyState
from app.model.seal import OwnSeal
from app.services.installation import Installation
from app.verifier.evidence import SealTrust
from app.verifier.presented import EUROPASS, Presented


def seal_trust(installation: Installation, presented: Presented) -> SealTrust:
    """Return whose seals count for what was presented."""
    anchors = installation.seals.anchors
    if presented.format != EUROPASS or not presented.proofs:
        return SealTrust(anchors)
    digests = tuple(decode_base64url(proof.verification_method.rpartition(";")[2]).hex() for proof in presented.proofs)

    def work(session: Session) -> dict[str, OwnSeal]:
        found = ((digest, _own_seal(session, digest)) for digest in digests)
        return {digest: own for digest, own in found if own is not None}

    return SealTrust(anchors, installation.database.read(work))


def _own_seal(session: Session, sha256: str) -> OwnSeal | None:
    """Return what our register says of the certificate with that digest; None where it is none of ours."""
    key = identities.seal_with(session, sha256)
    identity = identities.by_id(session, key.tenant_id, key.identity_id) if key is not None else None
    if key is None or identity is None:
        return None
    revoked = key.state is KeyState.REVOKED
    return OwnSeal(identity.profile.did, key.public.revoked_at if revoked else None)
