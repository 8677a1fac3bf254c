"""Many requests at once: one award is one credential, one slot is one credential's; on both databases."""

from concurrent.futures import ThreadPoolExecutor

import orjson
from sqlalchemy import func, select

from app.adapters.database.tables import metadata
from app.errors import InProgress
from app.services.issue import issue
from tests.installations import Stage
from tests.services.unfinished import credential_ids


def test_twenty_parallel_requests_make_one_credential(stage: Stage) -> None:
    order = stage.order(key="k1")

    def ask(_: int) -> bytes | None:
        try:
            return issue(stage.installation, order).body
        except InProgress:
            return None

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(ask, range(20)))

    (body,) = {answer for answer in answers if answer is not None}
    assert [orjson.loads(body)["id"]] == credential_ids(stage)
    assert stage.audited().count("credential.issued") == 1
    assert issue(stage.installation, order).body == body


def test_parallel_requests_under_keys_of_their_own_make_one_credential_of_one_award(stage: Stage) -> None:
    def ask(number: int) -> str | None:
        try:
            return issue(stage.installation, stage.order(key=f"k{number}")).credential_id
        except InProgress:
            return None

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(ask, range(10)))

    assert {answer for answer in answers if answer is not None} == set(credential_ids(stage))
    assert len(credential_ids(stage)) == 1


def test_parallel_requests_for_different_awards_take_different_slots(stage: Stage) -> None:
    orders = [stage.order(source_ref=f"course:{number}") for number in range(12)]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda order: issue(stage.installation, order).status, orders))

    assert answers == [201] * 12
    assert stage.row_counts()["status_slot"] == 12
    assert stage.row_counts()["recipient"] == 1


def test_when_a_list_runs_full_while_many_ask_all_get_a_slot(stage: Stage) -> None:
    list_id = stage.issued()["status"]["list"].rpartition("/")[2]
    stage.update("status_list", list_id, next_seq=131_069)
    orders = [
        stage.order(source_ref=f"course:{number}", recipient={"name": f"L{number}", "external_id": f"{number}"}) for number in range(12)
    ]

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda order: issue(stage.installation, order).status, orders))

    assert answers == [201] * 12
    slots = metadata.tables["status_slot"].c
    taken = stage.select(select(slots.list_id, func.count()).group_by(slots.list_id))
    assert sorted(count for _, count in taken) == [4, 9]


def test_one_fresh_key_in_many_parallel_requests_for_an_award_that_exists_is_remembered_once(stage: Stage) -> None:
    first = stage.issued(key="k1")
    order = stage.order(key="k2")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: issue(stage.installation, order), range(8)))

    assert {(answer.status, answer.credential_id) for answer in answers} == {(200, first["id"])}
    assert stage.row_counts()["idempotency"] == 2


def test_a_full_status_list_is_followed_by_another(stage: Stage) -> None:
    first = stage.issued()
    lists = metadata.tables["status_list"]
    list_id = first["status"]["list"].rpartition("/")[2]
    stage.update("status_list", list_id, next_seq=131_071)

    last, next_one = stage.issued(source_ref="a"), stage.issued(source_ref="b")

    assert first["status"]["list"] == last["status"]["list"] != next_one["status"]["list"]
    assert stage.select(select(lists.c.sealed).where(lists.c.id == list_id)) == [(True,)]


def test_a_list_that_was_sealed_is_followed_by_another(stage: Stage) -> None:
    first = stage.issued()
    stage.update("status_list", first["status"]["list"].rpartition("/")[2], sealed=True)

    assert stage.issued(source_ref="a")["status"]["list"] != first["status"]["list"]
