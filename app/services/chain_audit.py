"""Gives every audit event its place in one chain, so that none can be changed or removed without a trace.

The transaction that does something only stores its event: a chain there would make all of them wait for each other. A job hangs the
events on afterwards, in batches, one process at a time. Decision: docs/decisions/0019-audit-chain.md.
"""

from app.adapters.database import audit, audit_chain
from app.adapters.database.audit_chain import Link, StoredEvent
from app.adapters.database.session import Session
from app.crypto.chains import START, leaf_sha256, link_sha256
from app.services.installation import Installation

BATCH = 500


def chain_audit(installation: Installation) -> int:
    """Give every event that has none its place; return how many got one."""
    if not installation.database.read(lambda session: audit_chain.unchained(session, 1)):
        return 0
    total = 0
    while added := installation.database.write(_chain_batch):
        total += added
        if added < BATCH:
            break
    return total


def _chain_batch(session: Session) -> int:
    audit_chain.take_turn(session)
    last = audit_chain.head(session) or Link(0, "", START)
    links = []
    for stored in audit_chain.unchained(session, BATCH):
        last = next_link(last, stored)
        links.append((stored.event.id, last))
    audit_chain.place(session, links)
    return len(links)


def next_link(last: Link, stored: StoredEvent) -> Link:
    """Return the place of an event behind that link."""
    leaf = leaf_sha256(audit.entry_text(stored.event))
    return Link(last.seq + 1, last.chain_sha256, link_sha256(last.chain_sha256, leaf))
