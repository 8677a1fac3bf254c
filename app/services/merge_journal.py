"""Merges what was published into a database that comes from a backup: bits stay set, versions go up, lists and keys are served again.

Whoever was erased is erased again.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace

from app.adapters.database import credentials, identities, intents, recipients, restored, status_lists
from app.adapters.database.session import Session
from app.model.lifecycle import Reason
from app.model.record import CredentialState, IssuerKey, KeyState
from app.model.status_list import StatusListRow
from app.services.audited import Deed, service_actor, write_down
from app.services.change_credential import ChangeOrder, revoke_in
from app.services.complete import void
from app.services.erase_again import erase_again
from app.services.installation import Installation
from app.services.published_before import Published, PublishedList, further

NOTE = "It was published as revoked after the backup that was restored: taken from the journal of publications."

_ACTOR = "restore"
_PERMUTATION_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, counted.

    `served_again`: lists that the backup did not know; `bits`: set from the journal; `ended`: credentials among them that the backup had
    as issued or about to be; `keys`: listed again, or further than in the backup; `erased`: persons that it brought back. `lost`: ids
    of lists and keys whose issuer the backup does not know.
    """

    served_again: int = 0
    bits: int = 0
    ended: int = 0
    keys: int = 0
    erased: int = 0
    lost: tuple[str, ...] = ()

    def __add__(self, other: "Merged") -> "Merged":
        """Return both together."""
        return Merged(
            self.served_again + other.served_again,
            self.bits + other.bits,
            self.ended + other.ended,
            self.keys + other.keys,
            self.erased + other.erased,
            self.lost + other.lost,
        )


def merge_journal(session: Session, installation: Installation, published: Published, usable: Collection[str]) -> Merged:
    """Merge what was published into the database; `usable` are the ids of keys whose private half is there."""
    merged = Merged()
    for known in published.lists.values():
        merged += _merge_list(session, installation, known)
    for key in published.keys.values():
        merged += _merge_key(session, installation, key, can_sign=key.id in usable)
    again = sum(erase_again(session, installation, erased) for erased in published.erasures.values())  # last: notes that were added go too
    return merged + Merged(erased=again)


def _merge_list(session: Session, installation: Installation, known: PublishedList) -> Merged:
    row = status_lists.by_id(session, known.last.list_id)
    found = row or _serve_again(session, known)
    if found is None:
        return Merged(lost=(known.last.list_id,))
    bits = known.bits - status_lists.set_indexes(session, found.id)
    owners = restored.credentials_at(session, found, bits)
    ended = sum(_end(session, installation, found.tenant_id, owners[index]) for index in sorted(owners))
    if bits:
        restored.restore_bits(session, found, bits)
    restored.raise_version(session, found.id, known.last.version)
    return Merged(served_again=int(row is None), bits=len(bits), ended=ended)


def _serve_again(session: Session, known: PublishedList) -> StatusListRow | None:
    """Return a list made after the backup, sealed; None where the backup does not know whose it was."""
    last = known.last
    if identities.by_id(session, last.tenant_id, last.identity_id) is None:
        return None
    row = StatusListRow(
        id=last.list_id,
        tenant_id=last.tenant_id,
        identity_id=last.identity_id,
        purpose=last.purpose,
        size=last.size,
        epoch=last.epoch,
        next_seq=last.size,
        perm_key=secrets.token_bytes(_PERMUTATION_KEY_BYTES),
        sealed=True,
        version=last.version,
    )
    status_lists.add(session, row)
    return row


def _end(session: Session, installation: Installation, tenant_id: str, credential_id: str) -> bool:
    """Revoke a credential that the backup has as issued, void one that it has as reserved; return whether there was anything to do."""
    row = credentials.by_id(session, tenant_id, credential_id)
    if row is not None and row.state in {CredentialState.ISSUED, CredentialState.SUSPENDED}:
        learner = recipients.by_id(session, tenant_id, row.recipient_id)
        note = NOTE if learner is not None and learner.wrapped_key is not None else None
        order = ChangeOrder(service_actor(tenant_id, _ACTOR), row.id, Reason.OTHER, note)
        revoke_in(session, installation, order, row)
        return True
    intent = intents.by_credential(session, tenant_id, credential_id) if row and row.state is CredentialState.RESERVED else None
    if intent is not None:
        void(session, installation, intent)
    return intent is not None


def _merge_key(session: Session, installation: Installation, key: IssuerKey, *, can_sign: bool) -> Merged:
    """List a key again, or move it to the state that it had; one whose private half is gone signs no more."""
    known = identities.key_by_id(session, key.tenant_id, key.id)
    if known is None and identities.by_id(session, key.tenant_id, key.identity_id) is None:
        return Merged(lost=(key.id,))
    if known is not None and further(known, key) is known:
        return Merged()
    restored.restore_key(session, key if can_sign or key.state is not KeyState.ACTIVE else replace(key, state=KeyState.RETIRED))
    write_down(session, service_actor(key.tenant_id, _ACTOR), Deed(f"key.restored:{key.state}", "key", key.id), installation.clock())
    return Merged(keys=1)
