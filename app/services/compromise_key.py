"""Declares that a key may be in strange hands since a moment, and revokes whatever it signed from then on.

One transaction revokes the key, gives its issuer another one where it was the last of its algorithm, and writes down what must
follow; `carry_out_compromise` does that, and goes on where a crash left it. Which files count is decided by our register's own
time: dates in a proof are the thief's to choose. What was recorded earlier stays good, for our register vouches for it.

Spec: docs/decisions/0006-verdict.md, docs/decisions/0013-key-states.md.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.adapters.database import identities, key_states, outbox, signed_files
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.dids.key import is_did_key
from app.errors import Conflict, Fault, NotFound, SchemaViolation
from app.model.access import Actor
from app.model.events import OutboxRow
from app.model.record import IssuerIdentity, IssuerKey, KeyState
from app.schemas.moments import write_moment
from app.services.installation import Installation
from app.services.list_keys import issuer_of, key_named
from app.services.make_key import make_key, remember_key, store_key
from app.services.revoke_signed import Revoked, revoke_signed

EFFECT = "key.compromised"


@dataclass(frozen=True, slots=True)
class Compromised:
    """The revoked key, the one that was made in its place, what was revoked, and how many credentials that it signed stay good."""

    key: IssuerKey
    replacement: IssuerKey | None
    revoked: Revoked
    kept: int


@dataclass(frozen=True, slots=True)
class _Declaration:
    """Who declares which key compromised since when, and the key that may have to take its place."""

    actor: Actor
    slug: str
    kid: str
    since: datetime
    spare: IssuerKey | None


@dataclass(frozen=True, slots=True)
class _Declared:
    """What the first transaction came to."""

    identity: IssuerIdentity
    key: IssuerKey
    replacement: IssuerKey | None


def compromise_key(installation: Installation, actor: Actor, slug: str, kid: str, since: datetime) -> Compromised:
    """Return what became of the key and of what it signed. Asked for again with the same moment, it goes on where it was interrupted.

    Args:
        installation: where.
        actor: who says so.
        slug: of the issuer.
        kid: the key's name.
        since: from when on nothing that it signed is trusted; what is finer than a second is cut off, as in the DID document.

    Raises:
        NotFound: no such issuer of the actor's tenant, or no such key.
        SchemaViolation: `since` is in the future.
        Conflict: the key is revoked since an earlier moment.
        SigningError: the key in its place cannot be made (then nothing changed), or the status lists cannot be signed.
        StorageUnavailable: the database does not write, or a list is published by too many at once.
    """
    moment = since.astimezone(UTC).replace(microsecond=0)
    if moment > installation.clock():
        raise SchemaViolation("A key cannot be compromised in the future.", (Fault("/since", "expected a moment that is over"),))
    spare = _spare(installation, actor, slug, kid)
    declaration = _Declaration(actor, slug, kid, moment, spare)
    declared = installation.database.write(lambda session: _declare(session, installation, declaration))
    revoked = revoke_signed(installation, declared.identity, declared.key)
    kept = installation.database.read(lambda session: signed_files.in_force_count(session, declared.key))
    return Compromised(declared.key, declared.replacement, revoked, kept)


def carry_out_compromise(installation: Installation, row: OutboxRow) -> None:
    """Do what is left of what a declaration asks for; nothing, where all is done. Raises SigningError, StorageUnavailable."""

    def work(session: Session) -> tuple[IssuerIdentity, IssuerKey]:
        key = identities.key_by_id(session, row.tenant_id, row.payload["key"])
        identity = identities.by_id(session, row.tenant_id, key.identity_id) if key else None
        if key is None or identity is None:
            raise NotFound(f"The key {row.payload['key']} is not there.")
        return identity, key

    revoke_signed(installation, *installation.database.read(work))


def _spare(installation: Installation, actor: Actor, slug: str, kid: str) -> IssuerKey | None:
    """Return a fresh key where the compromised one is the last that signs by its algorithm: status lists need one at once."""

    def work(session: Session) -> tuple[IssuerIdentity, IssuerKey, bool]:
        identity = issuer_of(session, actor, slug)
        key = key_named(session, identity, kid)
        return identity, key, _is_last(session, key)

    identity, key, is_last = installation.database.read(work)
    return make_key(installation, identity, key.algorithm) if is_last and not is_did_key(identity.profile.did) else None


def _declare(session: Session, installation: Installation, declaration: _Declaration) -> _Declared:
    actor, since = declaration.actor, declaration.since
    identity = issuer_of(session, actor, declaration.slug)
    key_states.lock_keys(session, identity.id)
    key = key_named(session, identity, declaration.kid)
    if key.public.revoked_at is not None and key.public.revoked_at < since:
        raise Conflict(f"The key {key.kid} is revoked since {write_moment(key.public.revoked_at)}: what was said cannot be taken back.")
    revoked = replace(key, state=KeyState.REVOKED, public=replace(key.public, revoked_at=since))
    replacement = _replacement(session, declaration, key)
    if not key_states.revoke(session, key, since):
        return _Declared(identity, revoked, None)
    if replacement is not None:
        store_key(session, installation, actor, replacement)
    outbox.add(session, _effect(installation, revoked, since))
    remember_key(session, installation, actor, revoked, EFFECT)
    return _Declared(identity, revoked, replacement)


def _replacement(session: Session, declaration: _Declaration, key: IssuerKey) -> IssuerKey | None:
    """Return the key that takes the place of this one, where one must; nothing takes that of a did:key.

    Raises Conflict where it was not the last a moment ago.
    """
    if not _is_last(session, key) or is_did_key(key.public.controller):
        return None
    if declaration.spare is None:
        raise Conflict("The issuer's keys changed in this very moment. Try again.")
    return declaration.spare


def _is_last(session: Session, key: IssuerKey) -> bool:
    """Return whether no other key of the identity signs by the algorithm of this one, which does."""
    keys = identities.keys_of(session, key.identity_id)
    signing = {each.id for each in keys if each.algorithm is key.algorithm and each.state is KeyState.ACTIVE}
    return signing == {key.id}


def _effect(installation: Installation, key: IssuerKey, since: datetime) -> OutboxRow:
    moment = installation.clock()
    effect_key = f"{EFFECT}:{key.id}:{write_moment(since)}"
    return OutboxRow(new_id("out", moment), key.tenant_id, effect_key, EFFECT, {"key": key.id}, moment, moment)
