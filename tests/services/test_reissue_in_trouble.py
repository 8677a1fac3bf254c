"""Reissues that were cut short: one outcome, whoever finishes them; or given up, and a slot burnt."""

import pytest

from app.errors import Conflict, InProgress, StorageUnavailable
from app.model.award import AwardState
from app.model.lifecycle import Reason
from app.model.record import KeyState
from app.services.change_credential import reinstate, revoke, suspend
from app.services.issue import TAKE_UP_AFTER
from app.services.recover import Recovered, recover
from app.services.reissue import reissue
from tests.changing import (
    deeds,
    erase,
    events,
    file_of,
    name_in,
    published_bits,
    rows_of,
    state_of,
)
from tests.installations import Stage
from tests.services.reissuing import change, left_open, order


def test_while_the_key_store_is_down_nothing_ends_and_the_retry_finishes_it_once(stage: Stage) -> None:
    old = stage.issued()
    new_id = left_open(stage, old["id"])
    assert (state_of(stage, old["id"]), state_of(stage, new_id)) == ("issued", "reserved")

    with pytest.raises(InProgress):
        reissue(stage.installation, order(stage, old["id"], "k1"))
    stage.clock.moment += TAKE_UP_AFTER
    done = reissue(stage.installation, order(stage, old["id"], "k1"))

    assert (done.credential_id, done.status, done.replayed) == (new_id, 201, True)
    assert (state_of(stage, old["id"]), state_of(stage, new_id)) == ("superseded", "issued")
    assert len(rows_of(stage, "credential", replaces_id=old["id"])) == 1


def test_somebody_elses_open_reissue_is_waited_for_then_finished_and_named(stage: Stage) -> None:
    old = stage.issued()
    new_id = left_open(stage, old["id"], None)
    other = order(stage, old["id"], "k2", recipient={"name": "Ada Otherwise"})

    with pytest.raises(InProgress):
        reissue(stage.installation, other)
    stage.clock.moment += TAKE_UP_AFTER
    with pytest.raises(Conflict, match=new_id):
        reissue(stage.installation, other)

    assert name_in(file_of(stage, stage.http().get(f"/v1/credentials/{new_id}").json())) == "Ada Correct"


def test_a_start_finishes_an_open_reissue(stage: Stage) -> None:
    old = stage.issued()
    new_id = left_open(stage, old["id"])

    assert recover(stage.again().installation) == Recovered(finished=1, voided=0)

    assert (state_of(stage, old["id"]), state_of(stage, new_id)) == ("superseded", "issued")
    done = reissue(stage.installation, order(stage, old["id"], "k1"))
    assert (done.credential_id, done.status, done.replayed) == (new_id, 201, True)


def decide_otherwise(stage: Stage, credential_id: str) -> None:
    suspend(stage.installation, change(stage, credential_id))
    reinstate(stage.installation, change(stage, credential_id))


@pytest.mark.parametrize("finish", ["start", "retry"])
def test_a_reissue_of_what_changed_meanwhile_is_given_up_and_its_slot_burnt(stage: Stage, finish: str) -> None:
    old = stage.issued()
    new_id = left_open(stage, old["id"])
    decide_otherwise(stage, old["id"])

    if finish == "start":
        assert recover(stage.installation) == Recovered(finished=0, voided=1)
    else:
        stage.clock.moment += TAKE_UP_AFTER
        with pytest.raises(Conflict, match="decide anew"):
            reissue(stage.installation, order(stage, old["id"], "k1"))

    voided, kept = stage.credential(new_id), stage.credential(old["id"])
    assert (voided.row.state, kept.row.state, kept.award.state) == ("voided", "issued", AwardState.ISSUED)
    assert kept.award.natural_key_digest is not None
    assert kept.successor_id is None
    assert published_bits(stage, old) == {voided.row.status_index}
    assert deeds(stage, new_id).count("credential.voided") == 1
    assert rows_of(stage, "idempotency", credential_id=new_id) == []
    assert {each["id"] for each in stage.http().get("/v1/credentials").json()["items"]} == {old["id"]}

    anew = reissue(stage.installation, order(stage, old["id"], "k1"))
    assert (anew.status, anew.replayed, anew.credential_id != new_id) == (201, False, True)
    row = stage.credential(anew.credential_id).row
    assert (row.ordinal, row.status_index != voided.row.status_index) == (2, True)


def test_what_was_revoked_while_its_successor_was_made_stays_revoked_alone(stage: Stage) -> None:
    old = stage.issued()
    new_id = left_open(stage, old["id"])
    revoke(stage.installation, change(stage, old["id"], Reason.ACADEMIC_MISCONDUCT))

    recover(stage.installation)

    assert (state_of(stage, old["id"]), state_of(stage, new_id)) == ("revoked", "voided")
    assert events(stage, old) == [(True, Reason.ACADEMIC_MISCONDUCT)]


def test_what_was_meant_for_a_learner_erased_meanwhile_is_given_up(stage: Stage) -> None:
    old = stage.issued()
    new_id = left_open(stage, old["id"])
    erase(stage, old["id"])

    assert recover(stage.installation) == Recovered(finished=0, voided=1)

    assert (state_of(stage, old["id"]), state_of(stage, new_id)) == ("issued", "voided")


@pytest.mark.parametrize("turn", [1, 2])
def test_a_database_that_does_not_write_leaves_one_outcome_to_the_retry(stage: Stage, turn: int) -> None:
    old = stage.issued()
    stage.storage.refused = {turn}
    with pytest.raises(StorageUnavailable):
        reissue(stage.installation, order(stage, old["id"], "k1"))
    assert state_of(stage, old["id"]) == "issued"

    stage.clock.moment += TAKE_UP_AFTER
    done = reissue(stage.installation, order(stage, old["id"], "k1"))

    assert (done.status, state_of(stage, old["id"])) == (201, "superseded")
    assert len(rows_of(stage, "credential", replaces_id=old["id"])) == 1


def test_a_key_revoked_before_it_signed_gives_the_reissue_up_and_a_retry_takes_another(stage: Stage) -> None:
    old = stage.issued()
    new_id = left_open(stage, old["id"])
    (intent,) = rows_of(stage, "intent", credential_id=new_id)
    stage.update("issuer_key", intent.key_id, state=KeyState.REVOKED)

    assert recover(stage.installation) == Recovered(finished=0, voided=1)

    assert (state_of(stage, old["id"]), state_of(stage, new_id)) == ("issued", "voided")
