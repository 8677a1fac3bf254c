"""Puts a new key in the place of an issuer's keys of one algorithm, and proves that what the old ones signed still verifies.

The new key is made and tried out first; one transaction then lists it, lets it sign, and retires its predecessors: there is no
moment without a key that signs, nor one with two. Who planned with the old key finishes with it. Retired keys stay listed for ever.

Spec: docs/decisions/0013-key-states.md.
"""

from dataclasses import dataclass, replace

from app.adapters.database import identities, key_states, status_lists
from app.adapters.database.session import Session
from app.dids.key import is_did_key
from app.model.access import Actor
from app.model.record import IssuerIdentity, IssuerKey, KeyState
from app.model.secured import Algorithm
from app.services.audited import Deed, write_down
from app.services.envelopes import AT_ISSUE
from app.services.installation import Installation
from app.services.list_keys import issuer_of, require_signing
from app.services.make_key import make_key, remember_key, store_key
from app.services.prove_keys import Proof, prove_keys
from app.services.publish_status import publish_list


@dataclass(frozen=True, slots=True)
class Rotated:
    """The key that signs from now on, those that sign no more, and whether what the issuer's keys signed still verifies."""

    new: IssuerKey
    retired: tuple[IssuerKey, ...]
    proved: Proof


def rotate_key(installation: Installation, actor: Actor, slug: str, algorithm: Algorithm, seen: str | None = None) -> Rotated:
    """Return the new key of the issuer, which signs already. `proved.flaws` names what does not verify any more: nothing, if all is well.

    Args:
        installation, actor, slug, algorithm: where, by whom, of which issuer, and which of its keys.
        seen: the kid of the key that is to be replaced, as the actor saw it, so that whoever asks twice replaces once; None: whichever.

    Raises NotFound; PreconditionFailed where another key than `seen` signs; SigningError when no key can be made (then nothing
    changed) or a list cannot be signed; StorageUnavailable.
    """
    identity = installation.database.read(lambda session: _to_rotate(session, actor, slug, algorithm, seen))
    new = make_key(installation, identity, algorithm)
    retired = installation.database.write(lambda session: _take_over(session, installation, actor, new, seen))
    if algorithm is AT_ISSUE.suite.algorithm:
        publish_lists(installation, identity)
    return Rotated(new, retired, prove_keys(installation, identity))


def publish_lists(installation: Installation, identity: IssuerIdentity) -> None:
    """Sign every status list of the issuer with the key that signs now. Raises SigningError, StorageUnavailable.

    An issuer that was its one key, and lost it, signs none any more.
    """
    if is_did_key(identity.profile.did) and not _signs(installation, identity):
        return
    for row in installation.database.read(lambda session: status_lists.of_identity(session, identity.id)):
        publish_list(installation, row.id)


def _signs(installation: Installation, identity: IssuerIdentity) -> bool:
    keys = installation.database.read(lambda session: identities.keys_of(session, identity.id))
    return any(key.state is KeyState.ACTIVE for key in keys)


def _to_rotate(session: Session, actor: Actor, slug: str, algorithm: Algorithm, seen: str | None) -> IssuerIdentity:
    identity = issuer_of(session, actor, slug)
    require_signing(session, identity.id, algorithm, seen)
    return identity


def _take_over(session: Session, installation: Installation, actor: Actor, new: IssuerKey, seen: str | None) -> tuple[IssuerKey, ...]:
    """Return the keys that were retired for the new one."""
    key_states.lock_keys(session, new.identity_id)
    require_signing(session, new.identity_id, new.algorithm, seen)
    before = [key for key in identities.keys_of(session, new.identity_id) if key.algorithm is new.algorithm]
    retired = tuple(replace(key, state=KeyState.RETIRED) for key in before if key_states.retire(session, key))
    store_key(session, installation, actor, new)
    for key in retired:
        remember_key(session, installation, actor, key, "key.retired")
    write_down(session, actor, Deed("key.rotated", "key", new.id), installation.clock())
    return retired
