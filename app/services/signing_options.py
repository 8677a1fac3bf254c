"""How a key of ours is to sign: a seal brings its certificates, and a time-stamp where an authority is configured."""

from datetime import datetime

from app.crypto.certificates import read_chain
from app.errors import SealExpired
from app.model.record import IssuerKey
from app.proofs.suite import SecureOptions
from app.schemas.moments import write_moment
from app.services.installation import Installation


def signing_options(installation: Installation, key: IssuerKey, moment: datetime) -> SecureOptions:
    """Return how that key signs at that moment.

    Raises SealExpired where its certificate has ended by now, MalformedCertificate where its chain was stored wrong.
    """
    if key.certificate is None:
        return SecureOptions(moment=moment)
    refuse_ended(key, installation.clock())
    seals = installation.seals
    chain = read_chain(key.certificate.chain)
    return SecureOptions(moment=moment, certificates=chain, time_stamp=seals.time_stamp, writes_sig_t=seals.writes_sig_t)


def refuse_ended(key: IssuerKey, moment: datetime) -> None:
    """Raise SealExpired where the key's certificate has ended at that moment."""
    if key.certificate is not None and key.certificate.valid_until < moment:
        raise SealExpired(
            f"The certificate of the seal {key.kid} ended at {write_moment(key.certificate.valid_until)}: `proscenium keys import-seal` "
            f"brings the one that follows it, `proscenium keys retire` gives up what waits for this one."
        )
