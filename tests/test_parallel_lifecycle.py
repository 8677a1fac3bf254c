"""Many callers at once who issue, revoke, reissue, suspend and reinstate: no shared slot, no lost decision, nothing made twice.

Two installations share one database, as two processes do; on SQLite each commits in groups. What holds afterwards: `tests/invariants.py`.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import orjson
import pytest

from app.errors import Conflict, CredentialServiceError, InProgress
from app.model.lifecycle import Change, Reason
from app.schemas.lifecycle_bodies import ReissueBody
from app.schemas.requests import read_body
from app.services.answer_change import ChangeRequest, answer_change
from app.services.audited import client_actor
from app.services.change_credential import ChangeOrder, reinstate, revoke, suspend
from app.services.installation import Installation
from app.services.issue import issue
from app.services.orders import Issued, Keyed
from app.services.publish_status import publish_due_lists, publish_list
from app.services.reissue import ReissueOrder, reissue
from tests.changing import correction, keyed, rows_of, state_of
from tests.installations import (
    Stage,
    postgres,
    postgres_template,
    sqlite_template,
    stage,
    stocked_postgres,
    stocked_sqlite,
)
from tests.invariants import NOTHING_TOLD, Told, assert_invariants, credentials

__all__ = ["postgres", "postgres_template", "sqlite_template", "stage", "stocked_postgres", "stocked_sqlite"]

T = TypeVar("T")

CALLERS = 64
COPIES = 16


def at_once(calls: Sequence[Callable[[], T]]) -> list[T | CredentialServiceError]:
    """Return what the calls give or raise of ours; all of them begin together."""
    start = threading.Barrier(len(calls))

    def wait_and_call(call: Callable[[], T]) -> T | CredentialServiceError:
        start.wait()
        try:
            return call()
        except CredentialServiceError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(wait_and_call, calls))


def both(stage: Stage) -> tuple[Installation, Installation]:
    """Return two installations on one database."""
    return stage.installation, stage.again().installation


def order(stage: Stage, credential_id: str, reason: Reason = Reason.OTHER) -> ChangeOrder:
    return ChangeOrder(client_actor(stage.client()), credential_id, reason, note="private")


def reissue_order(stage: Stage, credential_id: str, key: str) -> ReissueOrder:
    body = read_body(ReissueBody, orjson.dumps(correction()))
    return ReissueOrder(client_actor(stage.client()), credential_id, body, keyed(stage, key))


def patiently(call: Callable[[], T]) -> T:
    """Return what the call gives, once nobody else is at it."""
    for _ in range(1_000):
        try:
            return call()
        except InProgress:
            threading.Event().wait(0.01)
    raise AssertionError("in progress for ever")


def test_no_revocation_is_lost_while_many_issue_revoke_and_publish(stage: Stage) -> None:
    processes = both(stage)
    list_id = stage.issued(source_ref="the first")["status"]["list"].rpartition("/")[2]
    client = stage.client()

    def issue_and_revoke(number: int) -> str:
        installation = processes[number % 2]
        issued = issue(installation, stage.order(f"k{number}", source_ref=f"course:{number}"))
        if number % 2:
            revoke(installation, ChangeOrder(client_actor(client), issued.credential_id, Reason.OTHER))
        if number % 8 == 0:
            publish_list(installation, list_id)
        return issued.credential_id

    done = at_once([partial(issue_and_revoke, number) for number in range(CALLERS)])

    assert not [each for each in done if isinstance(each, CredentialServiceError)]
    states = {str(credential_id): "revoked" if number % 2 else "issued" for number, credential_id in enumerate(done)}
    assert len(states) == CALLERS
    publish_due_lists(stage.installation)
    assert_invariants(stage.installation, Told(states))


def test_of_many_reissues_of_one_credential_there_is_one(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    processes = both(stage)

    answers = at_once([partial(reissue, processes[n % 2], reissue_order(stage, credential_id, f"k{n}")) for n in range(COPIES)])

    made = [answer for answer in answers if isinstance(answer, Issued)]
    refusals = {type(answer) for answer in answers if not isinstance(answer, Issued)}
    assert [answer.status for answer in made] == [201]
    assert refusals <= {Conflict, InProgress}
    assert_invariants(stage.installation, Told({credential_id: "superseded", made[0].credential_id: "issued"}))


def test_copies_of_one_reissue_get_one_answer(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    processes = both(stage)
    wanted = reissue_order(stage, credential_id, "k1")

    answers = at_once([partial(patiently, partial(reissue, processes[number % 2], wanted)) for number in range(COPIES)])

    assert [answer for answer in answers if not isinstance(answer, Issued)] == []
    assert Counter(answer.replayed for answer in answers if isinstance(answer, Issued)) == {False: 1, True: COPIES - 1}
    assert len({(answer.status, answer.body) for answer in answers if isinstance(answer, Issued)}) == 1
    assert len(rows_of(stage, "credential", replaces_id=credential_id)) == 1
    assert_invariants(stage.installation)


@pytest.mark.parametrize("round_", range(4))
def test_a_credential_that_is_revoked_and_reissued_at_once_ends_once(stage: Stage, round_: int) -> None:
    credential_id = stage.issued(source_ref=f"round {round_}")["id"]
    processes = both(stage)
    calls: list[Callable[[], object]] = [
        partial(revoke, processes[0], order(stage, credential_id)),
        partial(reissue, processes[1], reissue_order(stage, credential_id, "k1")),
    ]

    revoked, replaced = at_once(calls if round_ % 2 else calls[::-1])[:: 1 if round_ % 2 else -1]

    if isinstance(replaced, Issued):
        state = "superseded" if isinstance(revoked, Conflict) else "revoked"
    else:
        assert isinstance(replaced, Conflict)
        assert not isinstance(revoked, CredentialServiceError)
        state = "revoked"
    assert_invariants(stage.installation, Told({credential_id: state}))


def test_many_who_revoke_one_credential_for_one_reason_are_all_answered_and_it_ends_once(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    processes = both(stage)

    done = at_once([partial(revoke, processes[number % 2], order(stage, credential_id)) for number in range(COPIES)])

    assert not [each for each in done if isinstance(each, CredentialServiceError)]
    assert stage.credential(credential_id).row.revision == 1
    assert_invariants(stage.installation, Told({credential_id: "revoked"}))


def test_of_many_who_revoke_for_different_reasons_one_is_right_and_all_others_know(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    processes = both(stage)
    reasons = list(Reason) * 2

    done = at_once([partial(revoke, processes[number % 2], order(stage, credential_id, reason)) for number, reason in enumerate(reasons)])

    winner = stage.credential(credential_id).row.reason
    assert [reason for reason, each in zip(reasons, done, strict=True) if not isinstance(each, Conflict)] == [winner] * 2


def test_a_storm_of_suspensions_ends_as_its_last_decision_did(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    processes = both(stage)
    verbs = (suspend, reinstate)

    done = at_once([partial(verbs[number // 2 % 2], processes[number % 2], order(stage, credential_id)) for number in range(CALLERS)])

    assert not [each for each in done if isinstance(each, CredentialServiceError)]
    changes = rows_of(stage, "credential_change", credential_id=credential_id)
    assert [each.change for each in changes] == ["suspended", "reinstated"] * (len(changes) // 2) + ["suspended"] * (len(changes) % 2)
    assert state_of(stage, credential_id) == ("suspended" if len(changes) % 2 else "issued")
    assert_invariants(stage.installation, NOTHING_TOLD)


def test_copies_of_one_suspension_count_once_though_it_is_reinstated_between_them(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    processes = both(stage)
    request = ChangeRequest(order(stage, credential_id), Change.SUSPENDED, keyed(stage, "k1"))
    copies: list[Callable[[], object]] = [partial(answer_change, processes[number % 2], request) for number in range(COPIES)]
    ends: list[Callable[[], object]] = [partial(reinstate, processes[number % 2], order(stage, credential_id)) for number in range(COPIES)]

    done = at_once([call for pair in zip(copies, ends, strict=True) for call in pair])

    answers = [each for each in done if isinstance(each, Issued)]
    assert len(answers) == COPIES
    assert len({answer.body for answer in answers}) == 1
    assert Counter(answer.replayed for answer in answers) == {False: 1, True: COPIES - 1}
    assert [each.change for each in rows_of(stage, "credential_change", credential_id=credential_id)].count("suspended") == 1


def test_one_key_changes_one_credential_however_many_it_is_used_for_at_once(stage: Stage) -> None:
    made = [stage.issued(source_ref=f"course:{number}")["id"] for number in range(COPIES)]
    processes = both(stage)
    requests = [
        ChangeRequest(order(stage, credential_id), Change.REVOKED, Keyed(stage.client(), credential_id[-32:] * 2, "k1"))
        for credential_id in made
    ]

    done = at_once([partial(answer_change, processes[number % 2], request) for number, request in enumerate(requests)])

    assert len([each for each in done if isinstance(each, Issued)]) == 1
    assert Counter(one.state for one in credentials(stage.installation).values()) == {"revoked": 1, "issued": COPIES - 1}
    assert_invariants(stage.installation)
