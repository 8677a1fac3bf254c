"""Reissues a credential: a further one of the same award, corrected or renewed; the old one is revoked as superseded.

Two short transactions with the signature between them, as when it was first issued (docs/decisions/0004-issuing-once.md).
"""

from app.errors import InProgress, RequestError
from app.model.award import Award
from app.model.record import Intent
from app.services.complete import complete
from app.services.find_earlier import earlier_request
from app.services.installation import Installation
from app.services.issue import TAKE_UP_AFTER
from app.services.orders import Issued, Pending
from app.services.prepare_reissue import ReissueOrder, corrected_award, prepare_reissue

__all__ = ["ReissueOrder", "preview_reissue", "reissue"]


def reissue(installation: Installation, order: ReissueOrder) -> Issued:
    """Return the new credential's answer: 201 the first time, the same bytes under the same Idempotency-Key.

    Raises RequestError for what the caller can mend, InProgress while another reissue of the same credential runs, Conflict where
    the credential changed meanwhile, SigningError when the key store cannot sign, StorageUnavailable when nothing can be written.
    """
    outcome = _earlier(installation, order) or _prepared(installation, order)
    if isinstance(outcome, Issued):
        return outcome
    if not isinstance(outcome, Pending):
        issued = complete(installation, outcome)
        return reissue(installation, order) if issued.replayed else issued
    if installation.clock() - outcome.intent.created_at < TAKE_UP_AFTER:
        raise InProgress("This credential is being reissued. Look at it again in a moment.")
    complete(installation, outcome.intent)
    return reissue(installation, order)


def _prepared(installation: Installation, order: ReissueOrder) -> Intent | Issued | Pending:
    """Return what the order comes to. It is checked first, at leisure: signing takes no part in it, and nobody waits for it."""
    try:
        preview_reissue(installation, order)
    except RequestError:
        earlier = _earlier(installation, order)  # the same request may have replaced the credential in this very moment
        if earlier is None:
            raise
        return earlier
    return installation.database.write(lambda session: prepare_reissue(session, installation, order))


def _earlier(installation: Installation, order: ReissueOrder) -> Issued | Pending | None:
    keyed = order.keyed
    return installation.database.read(lambda session: earlier_request(session, installation, keyed)) if keyed else None


def preview_reissue(installation: Installation, order: ReissueOrder) -> tuple[Award, Award]:
    """Return what the credential says now, and what the new one would say; nothing is written.

    Raises NotFound, Gone after an erasure, Conflict where there is nothing to replace, SchemaViolation.
    """
    return installation.database.read(lambda session: corrected_award(session, installation, order))
