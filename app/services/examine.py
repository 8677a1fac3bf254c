"""Examines an installation: what holds, and what to do about what does not."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from app.adapters.database import identities, intents, status_lists, vc_api, watermarks
from app.adapters.database.session import Session
from app.dids.key import is_did_key
from app.errors import SigningError
from app.model.issuer import IssuerProfile, Mode
from app.model.record import IssuerIdentity, IssuerKey, KeyState
from app.services.envelopes import ENVELOPES
from app.services.examine_seals import examine_seals
from app.services.examined import Examined
from app.services.health import LEAST_FREE_BYTES, MOST_BEHIND, readiness
from app.services.installation import Installation
from app.services.signing_options import refuse_ended

_STALE = timedelta(minutes=1)
_MOST_BACKUP_AGE = timedelta(days=2)
_SAID: Mapping[tuple[str, str], tuple[bool, str]] = {
    ("database", "writes"): (True, "The database answers."),
    ("database", "read_only"): (False, "The database answers, but takes no changes: give its user the right to write, or its disk room."),
    ("database", "unavailable"): (False, "The database does not answer: check PROSCENIUM_DATABASE_URL."),
    ("clock", "right"): (True, "The clock is not behind what is stored."),
    ("clock", "behind"): (False, f"The clock is more than {MOST_BEHIND.seconds} s behind what is stored: have it set by NTP."),
    ("disk", "room"): (True, "The disk of the database has room."),
    ("disk", "full"): (False, f"The disk of the database has less than {LEAST_FREE_BYTES >> 20} MiB of room: make some."),
}
"""What is said of the parts of an installation; the keys are examined one by one, and a command has no background."""


def examine(installation: Installation) -> tuple[Examined, ...]:
    """Return every finding: database, clock, disk, backup, keys and seals of each issuer, intents that nobody finished.

    Where the database does not answer, that alone.
    """
    parts = readiness(installation)
    findings = [Examined(*_SAID[part.name, part.code]) for part in parts if (part.name, part.code) in _SAID]
    if not parts[0].holds:
        return (findings[0],)
    return (*findings, *_backup(installation), *_keys(installation), *examine_seals(installation), *_intents(installation))


def _backup(installation: Installation) -> list[Examined]:
    if installation.demo:
        return []
    made_at = installation.database.read(watermarks.newest_backup)
    said = f"The last backup was made at {made_at:%Y-%m-%d %H:%M} UTC" if made_at else "No backup was made yet by `proscenium backup`"
    if made_at is not None and installation.clock() - made_at <= _MOST_BACKUP_AGE:
        return [Examined(holds=True, says=f"{said}.")]
    return [Examined(holds=True, says=f"{said}: make one daily, unless the database is backed up otherwise.", warns=True)]


def _keys(installation: Installation) -> list[Examined]:
    findings = []
    for profile, keys in installation.database.read(_signing):
        slug = profile.slug
        if profile.mode is Mode.TEST and not installation.demo:
            findings.append(Examined(holds=True, says=f"Issuer {slug} signs tests only."))
        active = [key for key in keys if key.state is KeyState.ACTIVE]
        for envelope in () if is_did_key(profile.did) else ENVELOPES:
            if envelope.algorithm is not None and envelope.algorithm not in {key.algorithm for key in active}:
                advice = f"proscenium keys create {slug} --algorithm {envelope.algorithm}"
                findings.append(Examined(holds=False, says=f"Issuer {slug} cannot sign {envelope.name}: {advice}"))
        findings += [_opens(installation, slug, key) for key in active]
    return findings


def _signing(session: Session) -> list[tuple[IssuerProfile, tuple[IssuerKey, ...]]]:
    """Return the issuers with their keys; without those of a removed instance of the VC-API, unless they sign status lists for ever."""
    used = vc_api.signing_identities(session)
    found = (
        each
        for each in identities.all_of_them(session)
        if not is_did_key(each.profile.did) or each.id in used or status_lists.of_identity(session, each.id)
    )
    return [(each.profile, identities.keys_of(session, each.id)) for each in found]


def _opens(installation: Installation, slug: str, key: IssuerKey) -> Examined:
    try:
        refuse_ended(key, installation.clock())
        installation.signer_for(key)
    except SigningError as error:
        return Examined(holds=False, says=f"Key {key.kid} of {slug}: {error.detail}")
    return Examined(holds=True, says=f"Key {key.kid} of {slug} ({key.algorithm}) opens.")


def _intents(installation: Installation) -> list[Examined]:
    limit = installation.clock() - _STALE
    left = installation.database.read(lambda session: _left_open(session, limit))
    if not left:
        return [Examined(holds=True, says="No intent to sign was left open.")]
    waiting = [(key, identity, count) for key, identity, count in left if not _opens(installation, "", key).holds]
    findings = [Examined(holds=False, says=_waits(key, identity.profile.slug, count)) for key, identity, count in waiting]
    others = sum(count for _, _, count in left) - sum(count for _, _, count in waiting)
    if others:
        findings.append(Examined(holds=False, says=f"{others} intents to sign were left open: a restart finishes them."))
    return findings


def _left_open(session: Session, limit: datetime) -> list[tuple[IssuerKey, IssuerIdentity, int]]:
    """Return which keys are to sign intents that were written before, and how many."""
    found = []
    for (tenant_id, key_id), count in Counter((each.tenant_id, each.key_id) for each in intents.open_before(session, limit)).items():
        key = identities.key_by_id(session, tenant_id, key_id)
        identity = identities.by_id(session, tenant_id, key.identity_id) if key else None
        found += [(key, identity, count)] if key and identity else []
    return found


def _waits(key: IssuerKey, slug: str, count: int) -> str:
    why, another = "does not open", f"rotate {slug} --algorithm {key.algorithm}` lets another sign"
    if key.certificate is not None:
        why, another = "does not open or whose certificate has ended", f"import-seal {slug}` lets another seal"
    return (
        f"{count} intents to sign wait for the key {key.kid} of {slug}, which {why}: bring it back. If it is lost, "
        f"`proscenium keys {another}, "
        f"`proscenium keys retire {slug} {key.kid}` gives them up."
    )
