"""Issues a credential: reserve → build → validate → sign → record. Nothing invalid is ever signed, nothing is issued twice.

Two short transactions with the signature between them. What a retry, a replay or a crash meets: docs/decisions/0004-issuing-once.md.
"""

from datetime import timedelta

from app.errors import InProgress
from app.model.record import Credential
from app.services.answers import answer_body
from app.services.complete import complete
from app.services.find_earlier import earlier_request, idempotency_row, remember
from app.services.installation import Installation
from app.services.orders import Issued, IssueOrder, Pending, Plan
from app.services.plan_award import plan_award, refuse_invalid
from app.services.reserve import reserve

TAKE_UP_AFTER = timedelta(seconds=10)
"""An intent older than this belongs to nobody any more: the next request for it completes it."""


def issue(installation: Installation, order: IssueOrder) -> Issued:
    """Return the issued credential's answer: 201 the first time, the same bytes under the same key, 200 for the same award.

    Raises RequestError for what the caller can mend, InProgress while the first request runs, SigningError when the key store
    cannot sign, StorageUnavailable when the database cannot write.
    """
    earlier = installation.database.read(lambda session: earlier_request(session, installation, order))
    if earlier is not None:
        return _settled(installation, order, earlier)
    plan = installation.database.read(lambda session: plan_award(session, installation, order))
    refuse_invalid(installation, order, plan)
    outcome = installation.database.write(lambda session: reserve(session, installation, order, plan))
    if isinstance(outcome, Credential):
        return _again(installation, order, plan, outcome)
    if isinstance(outcome, Issued | Pending):
        return _settled(installation, order, outcome)
    issued = complete(installation, outcome.intent)
    return issue(installation, order) if issued.replayed else issued


def _settled(installation: Installation, order: IssueOrder, earlier: Issued | Pending) -> Issued:
    """Return the earlier request's answer, as its order finds it once it is recorded: whoever may have recorded it."""
    if isinstance(earlier, Issued):
        return earlier
    if installation.clock() - earlier.intent.created_at < TAKE_UP_AFTER:
        raise InProgress("The first request for this award still runs. Retry in a moment: you will get its answer.")
    complete(installation, earlier.intent)
    return issue(installation, order)


def _again(installation: Installation, order: IssueOrder, plan: Plan, credential: Credential) -> Issued:
    """Answer a request for an award that exists: its first result, in its present state, remembered under this key too."""
    body = answer_body(installation, credential)
    if order.idempotency_key is not None:
        row = idempotency_row(installation, order, credential.row.id, plan.moment)
        installation.database.write(lambda session: remember(session, installation, row, body))
    return Issued(credential.row.id, 200, body, replayed=True)
