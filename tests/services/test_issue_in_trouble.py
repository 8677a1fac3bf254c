"""Keys that are locked, databases that do not write, documents that cannot be signed, learners who are gone; on both databases."""

from sqlalchemy import func, select

from app.adapters.database import recipients
from app.adapters.database.tables import metadata
from app.model.record import CredentialState
from tests.installations import Stage
from tests.services.unfinished import credential_ids, left_open, spoilt, take_up_time

NAMELESS = {"name": "Ada Example"}


def test_a_locked_key_keeps_nothing_from_being_issued_once_it_is_open(stage: Stage) -> None:
    stage.keys.locked = True

    refused = stage.issue(key="k1")

    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "key-locked", "2")
    stage.keys.locked = False
    take_up_time(stage)
    assert stage.issue(key="k1").status_code == 201
    assert len(credential_ids(stage)) == 1


def test_while_the_key_is_locked_every_retry_is_told_so_and_adds_nothing(stage: Stage) -> None:
    stage.keys.locked = True
    stage.issue(key="k1")
    before = stage.row_counts()
    take_up_time(stage)

    assert stage.issue(key="k1").status_code == 503
    assert stage.row_counts() == before


def test_a_database_that_does_not_write_at_all_stores_nothing(stage: Stage) -> None:
    before = stage.row_counts()
    stage.storage.refused = {1}

    refused = stage.issue(key="k1")

    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (503, "storage-unavailable", "2")
    assert stage.row_counts() == before
    assert stage.issue(key="k1").status_code == 201


def test_a_signature_that_could_not_be_recorded_is_made_again_and_is_the_same(stage: Stage) -> None:
    left_open(stage, key="k1")
    take_up_time(stage)

    assert stage.issue(key="k1").status_code == 201
    assert stage.row_counts()["intent"] == stage.row_counts()["status_slot"] == 1


def test_what_cannot_be_signed_whole_is_refused_and_leaves_key_and_award_free(stage: Stage) -> None:
    spoilt(stage, key="k1")
    take_up_time(stage)

    refused = stage.issue(key="k1")

    assert (refused.status_code, refused.json()["code"]) == (422, "schema-violation")
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/undefined"]
    assert stage.row_counts()["idempotency"] == 0
    corrected = stage.issue(key="k1")
    assert (corrected.status_code, corrected.headers["idempotency-replayed"]) == (201, "false")


def test_the_slot_of_a_voided_credential_stays_burnt(stage: Stage) -> None:
    voided = spoilt(stage, key="k1")
    take_up_time(stage)
    stage.issue(key="k1")

    issued = stage.issued()

    slots = metadata.tables["status_slot"]
    taken = dict(stage.select(select(slots.c.credential_id, slots.c.idx)))
    assert taken[voided] != taken[issued["id"]] == issued["status"]["index"]
    assert stage.credential(voided).row.state is CredentialState.VOIDED
    assert "credential.voided" in stage.audited()


def test_a_voided_credential_is_nowhere_to_be_seen(stage: Stage) -> None:
    voided = spoilt(stage, key="k1")
    take_up_time(stage)
    stage.issue(key="k1")

    public_id = stage.credential(voided).row.public_id
    assert stage.http(None).get(f"/c/{public_id}").status_code == 404
    assert stage.http().get("/v1/credentials").json() == {"items": []}
    assert stage.http().get(f"/v1/credentials/{voided}").status_code == 404


def test_an_erased_learner_is_not_answered_for_any_more(stage: Stage) -> None:
    issued = stage.issued(key="k1")
    row = stage.credential(issued["id"]).row
    stage.installation.database.write(lambda session: recipients.erase(session, row.tenant_id, row.recipient_id, stage.clock()))

    assert stage.issue(key="k1").status_code == 410
    assert stage.issue(key="k2").status_code == 410
    assert len(credential_ids(stage)) == 1


def test_a_learner_erased_while_the_signature_was_made_gets_none(stage: Stage) -> None:
    left_open(stage, key="k1")
    (credential_id,) = credential_ids(stage)
    row = stage.credential(credential_id).row
    stage.installation.database.write(lambda session: recipients.erase(session, row.tenant_id, row.recipient_id, stage.clock()))
    take_up_time(stage)

    assert stage.issue(key="k1").status_code == 410
    assert stage.credential(credential_id).row.state is CredentialState.RESERVED


def test_no_refusal_takes_a_slot(quick_stage: Stage) -> None:
    quick_stage.issue(recipient=NAMELESS)
    quick_stage.issue(achievement="nothing")

    assert quick_stage.select(select(func.count()).select_from(metadata.tables["status_list"])) == [(0,)]


def test_what_is_signed_late_bears_the_moment_at_which_it_was_intended(stage: Stage) -> None:
    left_open(stage, key="k1")
    intended_at = stage.clock.moment
    stage.clock.move(hours=5)

    credential = stage.issue(key="k1").json()

    document = stage.http(None).get(credential["links"]["ob3_jsonld"]).json()
    assert document["proof"]["created"] == intended_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert credential["issued_at"] == stage.clock.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
