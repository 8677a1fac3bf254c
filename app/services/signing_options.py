"""How a key of ours is to sign: a seal brings its certificates, and a time-stamp where an authority is configured."""

from datetime import datetime

from app.crypto.certificates import read_chain
from app.model.record import IssuerKey
from app.proofs.suite import SecureOptions
from app.services.installation import Installation


def signing_options(installation: Installation, key: IssuerKey, moment: datetime) -> SecureOptions:
    """Return how that key signs at that moment. Raises MalformedCertificate where its chain was stored wrong."""
    if key.certificate is None:
        return SecureOptions(moment=moment)
    seals = installation.seals
    chain = read_chain(key.certificate.chain)
    return SecureOptions(moment=moment, certificates=chain, time_stamp=seals.time_stamp, writes_sig_t=seals.writes_sig_t)
