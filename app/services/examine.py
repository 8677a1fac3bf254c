"""Examines an installation: what holds, and what to do about what does not."""

from dataclasses import dataclass
from datetime import timedelta

from app.adapters.database import identities, intents
from app.adapters.database.session import Session
from app.errors import SigningError
from app.model.issuer import Mode
from app.model.record import IssuerKey, KeyState
from app.services.envelopes import ENVELOPES
from app.services.health import is_ready
from app.services.installation import Installation

_STALE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was examined, and a sentence on how it is."""

    holds: bool
    says: str


def examine(installation: Installation) -> tuple[Examined, ...]:
    """Return every finding: database, keys of each issuer, intents that nobody finished; the first alone where it does not hold."""
    database = _database(installation)
    return (database, *_keys(installation), *_intents(installation)) if database.holds else (database,)


def _database(installation: Installation) -> Examined:
    answers = is_ready(installation)
    return Examined(answers, "The database answers." if answers else "The database does not answer: check PROSCENIUM_DATABASE_URL.")


def _keys(installation: Installation) -> list[Examined]:
    def work(session: Session) -> list[tuple[str, Mode, tuple[IssuerKey, ...]]]:
        found = identities.all_of_them(session)
        return [(identity.profile.slug, identity.profile.mode, identities.keys_of(session, identity.id)) for identity in found]

    findings = []
    for slug, mode, keys in installation.database.read(work):
        if mode is Mode.TEST and not installation.demo:
            findings.append(Examined(holds=True, says=f"Issuer {slug} signs tests only."))
        active = [key for key in keys if key.state is KeyState.ACTIVE]
        for envelope in ENVELOPES:
            if envelope.suite.algorithm not in {key.algorithm for key in active}:
                advice = f"proscenium keys create {slug} --algorithm {envelope.suite.algorithm}"
                findings.append(Examined(holds=False, says=f"Issuer {slug} cannot sign {envelope.name}: {advice}"))
        findings += [_opens(installation, slug, key) for key in active]
    return findings


def _opens(installation: Installation, slug: str, key: IssuerKey) -> Examined:
    try:
        installation.signer_for(key)
    except SigningError as error:
        return Examined(holds=False, says=f"Key {key.kid} of {slug}: {error.detail}")
    return Examined(holds=True, says=f"Key {key.kid} of {slug} ({key.algorithm}) opens.")


def _intents(installation: Installation) -> list[Examined]:
    limit = installation.clock() - _STALE
    left = installation.database.read(lambda session: intents.open_before(session, limit))
    if not left:
        return [Examined(holds=True, says="No intent to sign was left open.")]
    return [Examined(holds=False, says=f"{len(left)} intents to sign were left open: a restart finishes them.")]
