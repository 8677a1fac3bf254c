"""Retires a key that another one has followed: it signs nothing new, stays listed for ever, and what it signed goes on verifying.

A key that cannot be opened any more leaves intents behind that nobody can sign: retiring it gives them up, so that nothing waits
for ever. A retired key may be retired again for that purpose. An issuer may retire its last seal: it seals nothing more.
"""

from dataclasses import dataclass, replace

from app.adapters.database import identities, intents, key_states
from app.adapters.database.session import Session
from app.errors import Conflict, SigningError
from app.model.access import Actor
from app.model.record import Intent, IssuerIdentity, IssuerKey, KeyState
from app.services.complete import void
from app.services.installation import Installation
from app.services.list_keys import issuer_of, key_named
from app.services.make_key import remember_key
from app.services.signing_options import refuse_ended


@dataclass(frozen=True, slots=True)
class Retired:
    """The retired key; how many intents were given up because it does not open, and how many it will still sign."""

    key: IssuerKey
    voided: int
    left: int


def retire_key(installation: Installation, actor: Actor, slug: str, kid: str) -> Retired:
    """Return the key, retired. Raises NotFound, and Conflict for a revoked key or the last one that signs by its algorithm."""
    key = installation.database.write(lambda session: _retire(session, installation, actor, (slug, kid)))
    if _opens(installation, key):
        left = installation.database.read(lambda session: intents.open_under(session, key.tenant_id, key.id))
        return Retired(key, 0, len(left))
    return Retired(key, void_open(installation, key), 0)


def void_open(installation: Installation, key: IssuerKey) -> int:
    """Give up every open intent that names the key; return how many there were: whoever asks again gets another key."""
    left = installation.database.read(lambda session: intents.open_under(session, key.tenant_id, key.id))
    for intent in left:
        _void(installation, intent)
    return len(left)


def _retire(session: Session, installation: Installation, actor: Actor, named: tuple[str, str]) -> IssuerKey:
    identity = issuer_of(session, actor, named[0])
    key_states.lock_keys(session, identity.id)
    key = key_named(session, identity, named[1])
    if key.state is KeyState.REVOKED:
        raise Conflict(f"The key {key.kid} is revoked: there is nothing left to retire.")
    if key.state is KeyState.ACTIVE:
        _refuse_last(session, identity, key)
        key_states.retire(session, key)
        key = replace(key, state=KeyState.RETIRED)
        remember_key(session, installation, actor, key, "key.retired")
    return key


def _refuse_last(session: Session, identity: IssuerIdentity, key: IssuerKey) -> None:
    if key.certificate is not None:
        return
    keys = identities.keys_of(session, identity.id)
    if not any(each.id != key.id and each.algorithm is key.algorithm and each.state is KeyState.ACTIVE for each in keys):
        slug = identity.profile.slug
        raise Conflict(
            f"No other key of {slug} signs by {key.algorithm}: `proscenium keys rotate {slug} --algorithm {key.algorithm}` makes one first."
        )


def _void(installation: Installation, intent: Intent) -> None:
    installation.database.write(lambda session: void(session, installation, intent))


def _opens(installation: Installation, key: IssuerKey) -> bool:
    """Return whether the key can still sign: it opens, and its certificate, if it has one, has not ended."""
    try:
        refuse_ended(key, installation.clock())
        installation.signer_for(key)
    except SigningError:
        return False
    return True
