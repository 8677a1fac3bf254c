"""Examines seals: whether their keys open, for how long their certificates are good, and whether the time-stamping authority answers."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.adapters.database import identities
from app.adapters.database.session import Session
from app.errors import SigningError
from app.model.record import IssuerKey, KeyState
from app.services.examined import Examined
from app.services.installation import Installation

WARNED_AHEAD = timedelta(days=60)
"""How long before a certificate ends its successor should be ordered: authorities take weeks."""

_PROBE = b"proscenium doctor"
_NO_AUTHORITY = (
    "PROSCENIUM_TSA_URL is not set: seals say their moment themselves, so nobody can tell, once a certificate has ended, that they were "
    "made before."
)


def examine_seals(installation: Installation) -> Iterator[Examined]:
    """Yield every finding about seals; nothing where no issuer has one, and no trusted list is overdue."""
    for name in installation.seals.overdue_lists:
        yield Examined(
            holds=True, says=f"The trusted list {name} is overdue, so it names nobody: put a newer one in its place.", warns=True
        )
    found = installation.database.read(_active)
    for slug, seals in found:
        for seal in seals:
            yield _key(installation, slug, seal)
            yield from _certificate(installation, slug, seal, seals=seal is seals[-1])
    if found:
        yield from _authority(installation)


def _active(session: Session) -> list[tuple[str, tuple[IssuerKey, ...]]]:
    """Return the issuers that seal with their active seals, the oldest first: the last one seals."""
    issuers = ((each.profile.slug, identities.seals_of(session, each.id)) for each in identities.all_of_them(session))
    active = ((slug, tuple(seal for seal in seals if seal.state is KeyState.ACTIVE)) for slug, seals in issuers)
    return [(slug, seals) for slug, seals in active if seals]


def _key(installation: Installation, slug: str, seal: IssuerKey) -> Examined:
    try:
        installation.signer_for(seal)
    except SigningError as error:
        return Examined(holds=False, says=f"Seal {seal.kid} of {slug}: {error.detail}")
    return Examined(holds=True, says=f"Seal {seal.kid} of {slug} ({seal.algorithm}) opens.")


def _certificate(installation: Installation, slug: str, seal: IssuerKey, *, seals: bool) -> Iterator[Examined]:
    if seal.certificate is not None:
        said, until = f"The certificate of seal {seal.kid} of {slug}", seal.certificate.valid_until
        left = until - installation.clock()
        if seals:
            yield _remaining(said, until, left, f"bring the one that follows it with `proscenium keys import-seal {slug}`.")
        elif left <= WARNED_AHEAD:
            yield Examined(holds=True, says=f"{said} is followed by another: `proscenium keys retire {slug} {seal.kid}`.", warns=True)


def _remaining(said: str, until: datetime, left: timedelta, advice: str) -> Examined:
    if left < timedelta(0):
        return Examined(holds=False, says=f"{said} ended on {until:%Y-%m-%d}, so nothing is sealed any more: {advice}")
    if left <= WARNED_AHEAD:
        return Examined(holds=True, says=f"{said} ends on {until:%Y-%m-%d}, in {left.days} days: {advice}", warns=True)
    return Examined(holds=True, says=f"{said} is good until {until:%Y-%m-%d}.")


def _authority(installation: Installation) -> Iterator[Examined]:
    if installation.seals.time_stamp is None:
        if not installation.demo:
            yield Examined(holds=True, says=_NO_AUTHORITY, warns=True)
        return
    try:
        installation.seals.time_stamp(_PROBE)
        yield Examined(holds=True, says="The time-stamping authority answers.")
    except SigningError as error:
        yield Examined(holds=False, says=f"The time-stamping authority: {error.detail}")
