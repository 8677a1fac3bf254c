"""kill -9 between any two steps of revoking, reissuing and publishing, then a start on the same data: no change is lost or made twice.

Spec: docs/decisions/0020-lifecycle.md; what holds afterwards: `tests/invariants.py`.
"""

import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from app.model.lifecycle import Reason
from tests.callers import Answer, Caller, Order, answered
from tests.changing import because, correction
from tests.invariants import Told, assert_invariants, bits_in
from tests.mortal import POINTS
from tests.processes import Service, served
from tests.sites import Site, database_url, postgres, postgres_template, postgres_url, site, sqlite_template, sqlite_url
from tests.test_crash import mortal, restart, rows, signatures

__all__ = ["database_url", "postgres", "postgres_template", "postgres_url", "site", "sqlite_template", "sqlite_url"]

OF_ONE_TRANSACTION = ("before-intent", "within-intent", "after-intent")
"""Where a change can die that is one transaction: the first one that the process writes."""
OF_PUBLISHING = ("before-intent", "after-signature", "within-intent", "after-intent")

CORRECTION = correction(recipient={"name": "Ada Correct"})


def issued(service: Service, site: Site, number: int) -> list[Answer]:
    caller = Caller(service, site.api_key)
    return [caller.issue(Order(each)) for each in range(number)]


def killed(service: Service, journal: Path, point: str, ask: Callable[[], httpx.Response]) -> None:
    """Start the service so that it dies at that point, ask, and start it as it should be."""
    restart(service, mortal(journal, point))
    with pytest.raises(httpx.TransportError):
        ask()
    assert service.ends() == -signal.SIGKILL
    restart(service, mortal(journal))


def files_of(caller: Caller, answers: list[Answer]) -> dict[str, bytes]:
    return {answer.credential_id: caller.file(answer.credential_id) for answer in answers}


def ask_once(caller: Caller, action: str, answer: Answer) -> httpx.Response:
    """Ask for a change under a key of its own."""
    body = CORRECTION if action == "reissue" else because(Reason.ISSUED_IN_ERROR, note="See #77")
    return caller.change(action, answer.credential_id, body, f"{action}-{answer.order.key}")


def changed(caller: Caller, action: str, answer: Answer) -> httpx.Response:
    """Return the final answer to a change."""
    return answered(lambda: ask_once(caller, action, answer))


@pytest.mark.parametrize(("action", "state"), [("revoke", "revoked"), ("suspend", "suspended")])
def test_a_change_is_made_once_wherever_the_process_died(site: Site, tmp_path: Path, action: str, state: str) -> None:
    journal = tmp_path / "signatures"
    with served(site, program=mortal(journal)) as (service,):
        answers = issued(service, site, len(OF_ONE_TRANSACTION) + 1)
        files = files_of(Caller(service, site.api_key), answers)
        for answer, point in zip(answers, OF_ONE_TRANSACTION, strict=False):
            killed(service, journal, point, partial(ask_once, Caller(service, site.api_key), action, answer))
        caller = Caller(service, site.api_key)

        retries = [changed(caller, action, answer) for answer in answers[:-1]]

        assert [retry.status_code for retry in retries] == [httpx.codes.OK] * len(OF_ONE_TRANSACTION)
        assert [retry.headers["Idempotency-Replayed"] for retry in retries] == ["false", "false", "true"]
        states = {answer.credential_id: state for answer in answers[:-1]} | {answers[-1].credential_id: "issued"}
        with site.opened() as installation:
            assert_invariants(installation, Told(states, files))


def test_a_credential_is_reissued_once_wherever_the_process_died(site: Site, tmp_path: Path) -> None:
    journal = tmp_path / "signatures"
    with served(site, program=mortal(journal)) as (service,):
        answers = issued(service, site, len(POINTS))
        files = files_of(Caller(service, site.api_key), answers)
        for answer, point in zip(answers, POINTS, strict=True):
            killed(service, journal, point, partial(ask_once, Caller(service, site.api_key), "reissue", answer))
        open_intents = rows(site, "SELECT id FROM intent WHERE state = 'reserved'")
        caller = Caller(service, site.api_key)

        retries = [changed(caller, "reissue", answer) for answer in answers]

        assert not open_intents
        assert [retry.status_code for retry in retries] == [httpx.codes.CREATED] * len(POINTS)
        assert [retry.headers["Idempotency-Replayed"] == "true" for retry in retries] == [
            point not in {"before-intent", "within-intent"} for point in POINTS
        ]
        assert [retry.json()["replaces"] for retry in retries] == [answer.credential_id for answer in answers]
        successors = {str(retry.json()["id"]): caller.file(str(retry.json()["id"])) for retry in retries}
        assert rows(site, "SELECT count(*) FROM credential WHERE state <> 'voided'") == [(2 * len(POINTS),)]
        assert signatures([*files.values(), *successors.values()]) == set(journal.read_text(encoding="ascii").split())
        states = dict.fromkeys(files, "superseded") | dict.fromkeys(successors, "issued")
        with site.opened() as installation:
            assert_invariants(installation, Told(states, files | successors))


def test_a_list_is_published_whole_wherever_the_process_died(site: Site, tmp_path: Path) -> None:
    journal = tmp_path / "signatures"
    with served(site, program=mortal(journal)) as (service,):
        (answer, other) = issued(service, site, 2)
        assert changed(Caller(service, site.api_key), "revoke", answer).status_code == httpx.codes.OK
        path = httpx.URL(answer.slot[0]).path
        for point in OF_PUBLISHING:
            killed(service, journal, point, partial(Caller(service, site.api_key).look, path))
            published = rows(site, "SELECT version FROM status_publication")
            assert published == [(1,)] * (point == "after-intent")

        document = Caller(service, site.api_key).look(path).json()

        assert bits_in(document) == {answer.slot[1]}
        states = {answer.credential_id: "revoked", other.credential_id: "issued"}
        with site.opened() as installation:
            assert_invariants(installation, Told(states))
