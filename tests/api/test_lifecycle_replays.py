"""Changes that are asked for again: under one Idempotency-Key the same answer to the byte, and never a second effect."""

import pytest

from tests.changing import (
    because,
    change,
    changed,
    correction,
    erase,
    read,
    reissue,
    rows_of,
    state_of,
)
from tests.installations import Stage


@pytest.mark.parametrize("action", ["revoke", "suspend", "reissue"])
def test_under_one_key_the_answer_is_the_same_to_the_byte(stage: Stage, action: str) -> None:
    credential_id = stage.issued()["id"]
    body = correction() if action == "reissue" else because(note="Once")
    first = change(stage, action, credential_id, body, key="k1")
    counts = stage.row_counts()
    stage.clock.move(days=400)

    again = change(stage, action, credential_id, dict(reversed(body.items())), key="k1")

    assert (again.status_code, again.content, again.headers["etag"]) == (first.status_code, first.content, first.headers["etag"])
    assert [each.headers["idempotency-replayed"] for each in (first, again)] == ["false", "true"]
    assert stage.row_counts() == counts


def test_a_replay_is_given_whatever_was_seen_and_whatever_happened_since(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]
    first = change(quick_stage, "suspend", credential_id, key="k1", if_match='"0"')
    changed(quick_stage, "revoke", credential_id)

    again = change(quick_stage, "suspend", credential_id, key="k1", if_match='"0"')

    assert (again.status_code, again.content) == (200, first.content)


def test_a_suspension_that_is_asked_for_again_late_does_not_undo_its_end(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    first = change(stage, "suspend", credential_id, key="k1")
    changed(stage, "reinstate", credential_id)

    late = change(stage, "suspend", credential_id, key="k1")

    assert (late.status_code, late.content, late.headers["idempotency-replayed"]) == (200, first.content, "true")
    assert state_of(stage, credential_id) == "issued"


def test_nor_does_it_where_the_learner_was_erased_before(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    erase(stage, credential_id)
    first = change(stage, "suspend", credential_id, key="k1")
    changed(stage, "reinstate", credential_id)

    late = change(stage, "suspend", credential_id, key="k1")

    assert (first.status_code, late.status_code, late.headers["idempotency-replayed"]) == (200, 200, "true")
    assert late.json() == read(stage, credential_id)
    assert state_of(stage, credential_id) == "issued"


def test_without_a_key_the_same_reason_again_is_answered_alike_and_another_is_refused(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    first = change(stage, "revoke", credential_id)
    counts = stage.row_counts()

    again, other = (change(stage, "revoke", credential_id, because(reason)) for reason in ("issued_in_error", "other"))

    assert (again.status_code, again.content) == (200, first.content)
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert stage.row_counts() == counts


def test_a_new_key_for_what_is_so_already_remembers_the_answer_and_changes_nothing(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]
    changed(quick_stage, "suspend", credential_id)
    counts = quick_stage.row_counts()

    assert change(quick_stage, "suspend", credential_id, key="k2").status_code == 200

    grown = {name for name, count in quick_stage.row_counts().items() if count != counts[name]}
    assert grown == {"idempotency"}


@pytest.mark.parametrize("reuse", ["action", "credential", "body", "issue"])
def test_a_key_is_for_one_request_of_one_credential(stage: Stage, reuse: str) -> None:
    one, other = stage.issued(source_ref="a")["id"], stage.issued(source_ref="b")["id"]
    if reuse == "issue":
        assert stage.issue(key="k1", source_ref="c").status_code == 201
    else:
        assert change(stage, "suspend", one, key="k1").status_code == 200
    counts = stage.row_counts()

    answer = {
        "action": lambda: change(stage, "revoke", one, key="k1"),
        "credential": lambda: change(stage, "suspend", other, key="k1"),
        "body": lambda: change(stage, "suspend", one, because("other"), key="k1"),
        "issue": lambda: change(stage, "suspend", one, key="k1"),
    }[reuse]()

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reuse")
    assert stage.row_counts() == counts
    assert state_of(stage, other) == "issued"


def test_a_key_of_a_change_issues_nothing(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]
    changed(quick_stage, "revoke", credential_id, key="k1")

    answer = quick_stage.issue(key="k1", source_ref="new")

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reuse")


def test_a_key_is_the_clients_own(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]
    changed(quick_stage, "suspend", credential_id, key="k1")

    assert changed(quick_stage, "revoke", credential_id, key="k1", who="second")["state"] == "revoked"


def test_a_refused_change_leaves_its_key_free(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]
    changed(quick_stage, "suspend", credential_id)
    assert change(quick_stage, "suspend", credential_id, because("other"), key="k1").status_code == 409

    assert change(quick_stage, "revoke", credential_id, because("other"), key="k1").status_code == 200


def test_a_reissue_cut_short_by_the_key_store_is_finished_by_its_retry(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    stage.keys.locked = True
    locked = reissue(stage, credential_id, key="k1")
    stage.keys.locked = False

    running = reissue(stage, credential_id, key="k1")
    stage.clock.move(seconds=10)
    done = reissue(stage, credential_id, key="k1")

    assert (locked.status_code, locked.json()["code"]) == (503, "key-locked")
    assert (running.status_code, running.json()["code"]) == (409, "idempotency-key-in-progress")
    assert "retry-after" in running.headers
    assert (done.status_code, state_of(stage, credential_id)) == (201, "superseded")
    assert reissue(stage, credential_id, key="k1").content == done.content
    assert len(rows_of(stage, "credential", replaces_id=credential_id)) == 1
