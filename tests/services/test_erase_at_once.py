"""An erasure at the same moment as what is done with the person's credentials: whoever comes first, the person is forgotten.

Two installations share one database, as two processes do. What was in the way is refused or given up, never half done.
"""

from collections.abc import Callable
from functools import partial

import orjson
import pytest

from app.errors import Conflict, CredentialServiceError, Gone, InProgress
from app.model.inbox import EventState
from app.schemas.lifecycle_bodies import ReissueBody
from app.schemas.requests import read_body
from app.services.audited import client_actor
from app.services.erase_recipient import Erasure, ErasureOrder, erase_recipient
from app.services.installation import Installation
from app.services.orders import Issued
from app.services.recover import recover
from app.services.reissue import ReissueOrder, reissue
from tests.changing import correction, keyed, rows_of
from tests.installations import Stage
from tests.invariants import NOTHING_TOLD, assert_invariants
from tests.services.inboxes import inbox_on, told
from tests.services.test_erase_recipient import MARK, everything_stored, tells
from tests.test_parallel_lifecycle import at_once

ROUNDS = 6


def learner(number: int, event: str = "first") -> dict[str, object]:
    return told(id=f"{event}-{number}", user={"id": f"{number}", "name": f"Ida {MARK} {number}"})


def erasing(installation: Installation, stage: Stage, person: str) -> Callable[[], Erasure]:
    return partial(erase_recipient, installation, ErasureOrder(client_actor(stage.client()), person))


def assert_forgotten(stage: Stage, people: list[str]) -> None:
    """Nothing of them is left, and nothing of theirs is still to be done."""
    recover(stage.installation)
    assert {name: tells(content) for name, content in everything_stored(stage).items() if tells(content)} == {}
    rows = [row for person in people for row in rows_of(stage, "recipient", id=person)]
    assert [(row.box, row.wrapped_key, row.erased_at is None) for row in rows] == [(None, None, False)] * len(people)
    assert_invariants(stage.installation, NOTHING_TOLD)


def test_an_erasure_and_a_reissue_at_once(stage: Stage) -> None:
    processes = stage.installation, stage.again().installation
    recipient = {"name": f"Ida {MARK}", "external_id": "0"}
    issued = [stage.issued(source_ref=f"course:{n}", recipient={**recipient, "external_id": f"{n}"}) for n in range(ROUNDS)]
    body = read_body(ReissueBody, orjson.dumps(correction(recipient={"name": f"Ada {MARK}"})))
    calls: list[Callable[[], object]] = []
    for number, each in enumerate(issued):
        order = ReissueOrder(client_actor(stage.client()), each["id"], body, keyed(stage, f"k{number}"))
        calls += [partial(reissue, processes[number % 2], order), erasing(processes[1 - number % 2], stage, each["recipient"])]

    done = at_once(calls)

    assert all(isinstance(each, Erasure) for each in done[1::2]), done[1::2]
    assert all(isinstance(each, Issued | Gone | Conflict | InProgress) for each in done[::2]), done[::2]
    assert_forgotten(stage, [each["recipient"] for each in issued])


@pytest.mark.parametrize("waiting", [True, False], ids=["an event that waits", "an event that comes"])
def test_an_erasure_and_an_event_of_the_inbox_at_once(stage: Stage, waiting: bool) -> None:  # noqa: FBT001
    inbox = inbox_on(stage, "generic")
    known = [inbox.came_to(learner(number)) for number in range(ROUNDS)]
    people = [stage.credential(str(event.credential_id)).row.recipient_id for event in known]
    other = stage.again().installation
    events = [inbox.post(learner(number, "second")).event.id for number in range(ROUNDS)] if waiting else []

    def work(number: int) -> None:
        if not waiting:
            events.append(inbox.post(learner(number, "second")).event.id)
        inbox.work_out()

    calls: list[Callable[[], object]] = []
    for number, person in enumerate(people):
        calls += [partial(work, number), erasing(other, stage, person)]
    done = at_once(calls)
    inbox.work_out()

    assert not [each for each in done if isinstance(each, CredentialServiceError)], done
    ended = {inbox.event(event_id).state for event_id in events}
    assert ended <= {EventState.ISSUED, EventState.REFUSED}
    assert all(inbox.event(event_id).payload_box is None for event_id in events)
    assert_forgotten(stage, people)
