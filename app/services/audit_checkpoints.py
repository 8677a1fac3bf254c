"""Signs how long the audit trail is and where it ends, and keeps that outside of the database: who cuts it short is found out.

The key is one of its own, never an issuer's. Nothing is signed that contradicts what was signed before.

Spec: C2SP tlog-checkpoint, https://c2sp.org/tlog-checkpoint; decision: docs/decisions/0019-audit-chain.md
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson

from app.adapters.checkpoint_file import CheckpointFile
from app.adapters.database import audit_chain, instance
from app.adapters.database.audit_chain import Link
from app.adapters.database.ids import new_id
from app.adapters.database.session import Session
from app.crypto.chains import START, ChainHead, read_head, write_head
from app.crypto.signed_notes import NoteKey, open_note, sign_note
from app.errors import AuditBroken, InvalidSignature, MalformedProof
from app.model.journal import JournaledAuditKey
from app.model.record import IssuerKey, KeyState
from app.model.secured import Algorithm, PublicKey
from app.services.chain_audit import chain_audit
from app.services.installation import Installation
from app.services.restored_trails import epoch_of, origin_of_epoch

EVERY = timedelta(minutes=10)
"""How long something new may wait for its checkpoint; what happens to a key does not wait."""

_FACT_KEY, _FACT_LAST = "audit_key", "audit_checkpoint_at"


@dataclass(frozen=True, slots=True)
class AuditKey:
    """The key that signs checkpoints: where its private half lies, and its public half as a key for notes."""

    id: str
    uri: str
    public: NoteKey


def keep_audit(installation: Installation) -> int:
    """Chain what is new, and sign a checkpoint when one is due; return how many events were chained. For the timer."""
    added = chain_audit(installation)
    if installation.audit_checkpoints is not None and installation.database.read(lambda session: _is_due(session, installation)):
        checkpoint_audit(installation)
    return added


def checkpoint_audit(installation: Installation) -> ChainHead | None:
    """Sign the trail as it stands and keep that in the file; None where there is no file, or nothing new.

    Raises AuditBroken where the trail is not what was signed before, SigningError, StorageUnavailable.
    """
    if installation.audit_checkpoints is None:
        return None
    file, key = CheckpointFile(installation.audit_checkpoints), settle_audit_key(installation)
    last = last_signed(file, key)
    head = installation.database.read(lambda session: _head(session, key.public.name, last))
    if head is None or (last is not None and head.size == last.size):
        return None
    moment = installation.clock()
    signer = installation.signer_for(signing_key(key, moment))
    file.append(sign_note(write_head(head), key.public, signer.sign), moment)
    installation.database.write(lambda session: instance.put(session, _FACT_LAST, orjson.dumps([head.size, moment.isoformat()]).decode()))
    return head


def settle_audit_key(installation: Installation) -> AuditKey:
    """Return the key for checkpoints, made when first needed: of several processes that make one, the first one's counts.

    The journal knows the one that counts, so that a backup from before it changes nothing. Raises SigningError, StorageUnavailable.
    """
    known = installation.database.read(lambda session: audit_key(session, installation))
    if known is not None:
        return known
    key_id = new_id("key", installation.clock())
    uri = f"file:audit/{key_id}.pem"
    made = JournaledAuditKey(key_id, uri, installation.create_key(uri, Algorithm.EDDSA))

    def work(session: Session) -> AuditKey:
        audit_chain.take_turn(session)
        if instance.get(session, _FACT_KEY) is None:
            adopt_audit_key(session, made)
            installation.journal.append(made)
        return _read_key(instance.get(session, _FACT_KEY) or "", installation)

    return installation.database.write(work)


def adopt_audit_key(session: Session, made: JournaledAuditKey) -> None:
    """Let the key be the one for checkpoints where there is none yet."""
    if instance.get(session, _FACT_KEY) is None:
        instance.put(session, _FACT_KEY, orjson.dumps({"id": made.id, "uri": made.uri, "jwk": dict(made.jwk)}).decode())


def audit_key(session: Session, installation: Installation) -> AuditKey | None:
    """Return the key for checkpoints, or None where none was needed yet."""
    fact = instance.get(session, _FACT_KEY)
    return None if fact is None else _read_key(fact, installation)


def signing_key(key: AuditKey, moment: datetime) -> IssuerKey:
    """Return the key as key stores are asked for keys."""
    public = PublicKey(key.public.name, key.public.name, key.public.jwk)
    return IssuerKey(key.id, "", "", key.id, Algorithm.EDDSA, key.uri, public, KeyState.ACTIVE, moment)


def _read_key(fact: str, installation: Installation) -> AuditKey:
    found = orjson.loads(fact)
    return AuditKey(found["id"], found["uri"], NoteKey(origin_of(installation), found["jwk"]))


def origin_of(installation: Installation) -> str:
    """Return whose trail it is, as checkpoints name it: the public address without its scheme."""
    return f"{installation.public_url.partition('://')[2]}/audit"


def _is_due(session: Session, installation: Installation) -> bool:
    """Return whether something is new that waited long enough, or cannot wait."""
    fact = instance.get(session, _FACT_LAST)
    size, at = orjson.loads(fact) if fact else (0, None)
    head = audit_chain.head(session)
    if head is None or head.seq == size:
        return False
    waited = at is None or installation.clock() - datetime.fromisoformat(at) >= EVERY
    return waited or audit_chain.key_event_after(session, size)


def last_signed(file: CheckpointFile, key: AuditKey) -> ChainHead | None:
    """Return the head that we signed last. What is not signed by us says nothing here: `audit verify` tells of it."""
    for note in reversed(file.notes()):
        try:
            return read_head(open_note(note, key.public))
        except (InvalidSignature, MalformedProof):
            continue
    return None


def _head(session: Session, trail: str, last: ChainHead | None) -> ChainHead | None:
    found, epoch = audit_chain.head(session) or Link(0, "", START), epoch_now(session)
    if last is not None and not (_continues(session, found, last) and (epoch_of(trail, last) or 0) <= epoch):
        raise AuditBroken(f"The audit trail is not the one that was signed at {last.size} events: run `proscenium audit verify`.")
    return ChainHead(origin_of_epoch(trail, epoch), found.seq, found.chain_sha256) if found.seq else None


def _continues(session: Session, found: Link, last: ChainHead) -> bool:
    return found.seq >= last.size and (last.size == 0 or audit_chain.chain_sha256_at(session, last.size) == last.sha256)


def epoch_now(session: Session) -> int:
    """Return how often this database was restored."""
    return int(instance.get(session, instance.EPOCH) or 0)
