"""docs/decisions/0004-issuing-once.md, case by case, on both databases."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from app.adapters.database import intents
from app.adapters.database.tables import metadata
from app.crypto.hashes import sha256_hex
from app.model.record import CredentialState, IntentState
from app.services.issue import TAKE_UP_AFTER
from tests.installations import Stage
from tests.services.unfinished import credential_ids, left_open, take_up_time
from tests.theatre import SUBJECT

NAMELESS = {"name": "Ada Example"}


def test_the_first_request_makes_a_credential_and_says_where_it_is(stage: Stage) -> None:
    answer = stage.issue(key="k1")

    assert answer.status_code == 201
    assert answer.headers["idempotency-replayed"] == "false"
    assert answer.headers["cache-control"] == "no-store"
    assert stage.http().get(answer.headers["location"]).json() == answer.json()
    assert answer.json()["state"] == "issued"
    assert answer.json()["test"] is True


def test_every_link_of_a_fresh_credential_opens(stage: Stage) -> None:
    links = stage.issued()["links"]

    assert {"public", "verify", "qr", "ob3_jsonld", "ob3_jwt"} <= set(links)
    assert {name: stage.http(None).get(link).status_code for name, link in links.items()} == dict.fromkeys(links, 200)


def test_the_same_request_again_gets_the_same_answer(stage: Stage) -> None:
    first = stage.issue(key="k1")
    stage.clock.move(days=400)

    again = stage.issue(key="k1")

    assert (again.status_code, again.content, again.headers["location"]) == (201, first.content, first.headers["location"])
    assert again.headers["idempotency-replayed"] == "true"
    assert len(credential_ids(stage)) == 1


def test_a_process_that_starts_again_gives_the_same_answer(stage: Stage) -> None:
    first = stage.issue(key="k1")

    again = stage.again().issue(key="k1")

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"


def test_white_space_and_the_order_of_members_do_not_make_another_request(quick_stage: Stage) -> None:
    bodies = (
        b'{"achievement":"stitching","recipient":{"name":"Ada","email":"a@example.org"}}',
        b'{ "recipient" : {"email":"a@example.org", "name":"\\u0041da"},\n "achievement":"stitching" }',
    )
    headers = {"Idempotency-Key": "k1", "Content-Type": "application/json"}

    answers = [quick_stage.http().post("/v1/credentials", content=body, headers=headers) for body in bodies]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content


def test_the_same_key_with_another_body_is_refused(stage: Stage) -> None:
    stage.issue(key="k1")
    before = stage.row_counts()

    answer = stage.issue(key="k1", source_ref="course:8")

    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency-key-reuse"
    assert stage.row_counts() == before


def test_the_same_award_under_another_key_gives_its_first_credential(stage: Stage) -> None:
    first = stage.issue(key="k1")

    second = stage.issue(key="k2")

    assert second.status_code == 200
    assert second.headers["idempotency-replayed"] == "true"
    assert second.json() == first.json()
    assert len(credential_ids(stage)) == 1


def test_what_another_key_was_answered_is_remembered_under_it(stage: Stage) -> None:
    stage.issue(key="k1")
    second = stage.issue(key="k2")
    stage.clock.move(days=400)

    again = stage.issue(key="k2")

    assert (again.status_code, again.content) == (200, second.content)


def test_the_same_award_without_a_key_gives_its_first_credential_as_it_stands_now(stage: Stage) -> None:
    first = stage.issued()
    stage.update("credential", first["id"], state=CredentialState.SUSPENDED)
    before = stage.row_counts()

    again = stage.issue()

    assert again.status_code == 200
    assert (again.json()["id"], again.json()["state"]) == (first["id"], "suspended")
    assert stage.row_counts() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"source_ref": "course:8"},
        {"source_ref": None},
        {"achievement": "rehearsal"},
        {"recipient": {**SUBJECT, "external_id": "43"}},
        {"recipient": {"name": "Ada Example", "email": "ada@example.org"}},
    ],
)
def test_another_award_makes_another_credential(quick_stage: Stage, changes: dict[str, Any]) -> None:
    first = quick_stage.issued()

    assert quick_stage.issued(**changes)["id"] != first["id"]


@pytest.mark.parametrize("changes", [{"results": []}, {"recipient": {**SUBJECT, "name": "Ada Lovelace"}}, {"credits_earned": 1}])
def test_an_award_is_the_same_whatever_else_is_said_of_it(quick_stage: Stage, changes: dict[str, Any]) -> None:
    first = quick_stage.issued()

    again = quick_stage.issue(key="k2", **changes)

    assert (again.status_code, again.json()["id"]) == (200, first["id"])


def test_while_the_first_request_runs_others_are_told_to_come_back(stage: Stage) -> None:
    left_open(stage, key="k1")
    before = stage.row_counts()
    stage.clock.moment += TAKE_UP_AFTER - timedelta(seconds=1)

    answers = [stage.issue(key="k1"), stage.issue(key="k2"), stage.issue()]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert {answer.json()["code"] for answer in answers} == {"idempotency-key-in-progress"}
    assert {int(answer.headers["retry-after"]) for answer in answers} == {2}
    assert stage.row_counts() == before


def test_an_intent_that_nobody_finished_is_taken_up_by_the_next_request(stage: Stage) -> None:
    left_open(stage, key="k1")
    take_up_time(stage)

    answer = stage.issue(key="k1")

    assert answer.status_code == 201
    assert [answer.json()["id"]] == credential_ids(stage)
    assert stage.issue(key="k1").content == answer.content


def test_an_intent_is_taken_up_by_a_request_under_another_key_and_both_are_remembered(stage: Stage) -> None:
    left_open(stage, key="k1")
    take_up_time(stage)

    other, own = stage.issue(key="k2"), stage.issue(key="k1")

    assert (other.status_code, own.status_code) == (200, 201)
    assert other.json()["id"] == own.json()["id"]
    assert stage.issue(key="k2").content == other.content
    assert len(credential_ids(stage)) == 1


def test_whoever_is_slower_gives_the_answer_that_was_recorded(stage: Stage) -> None:
    left_open(stage, key="k1")
    slow = stage.again()
    take_up_time(stage)
    fast = stage.issue(key="k1")

    late = slow.issue(key="k1")

    assert (late.status_code, late.content) == (fast.status_code, fast.content)
    assert stage.audited().count("credential.issued") == 1


def test_keys_of_two_clients_are_independent(stage: Stage) -> None:
    first, other = stage.issue(key="k1"), stage.issue(key="k1", who="second", source_ref="course:8")

    assert (first.status_code, other.status_code) == (201, 201)
    assert first.json()["id"] != other.json()["id"]


def test_two_learning_platforms_may_both_have_a_learner_42(stage: Stage) -> None:
    first, other = stage.issue(), stage.issue(who="second")

    assert (first.status_code, other.status_code) == (201, 201)
    assert first.json()["recipient"] != other.json()["recipient"]


def test_one_mail_address_is_one_learner_to_every_client_of_the_tenant(stage: Stage) -> None:
    first = stage.issue(recipient={"name": "Ada", "email": "Ada@Example.org"})

    other = stage.issue(who="second", recipient={"name": "Ada E.", "email": "ada@example.org"})

    assert (first.status_code, other.status_code) == (201, 200)
    assert first.json()["id"] == other.json()["id"]


def test_a_learner_without_identity_needs_an_idempotency_key(stage: Stage) -> None:
    before = stage.row_counts()

    answer = stage.issue(recipient=NAMELESS)

    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["detail"]
    assert stage.row_counts() == before


def test_a_learner_without_identity_is_a_new_one_each_time(stage: Stage) -> None:
    first, second = stage.issue(key="k1", recipient=NAMELESS), stage.issue(key="k2", recipient=NAMELESS)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["recipient"] != second.json()["recipient"]
    assert stage.issue(key="k1", recipient=NAMELESS).content == first.content


def test_an_intent_says_exactly_what_was_signed_and_keeps_nothing_of_it(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    row = quick_stage.credential(issued["id"]).row
    intent = quick_stage.installation.database.read(lambda session: intents.by_credential(session, row.tenant_id, row.id))
    assert intent is not None

    signed = quick_stage.http(None).get(issued["links"]["ob3_jsonld"]).json()
    del signed["proof"]

    assert intent.unsigned_sha256 == sha256_hex(orjson.dumps(signed))
    assert (intent.state, intent.unsigned_box) == (IntentState.SIGNED, b"")


def test_one_issue_leaves_one_effect_and_its_audit_events(stage: Stage) -> None:
    before = stage.audited()
    answer = stage.issue(key="k1")

    outbox, audit = metadata.tables["outbox"], metadata.tables["audit_event"]
    assert stage.select(select(outbox.c.kind, outbox.c.payload)) == [("credential.issued", {"credential": answer.json()["id"]})]
    assert sorted(set(stage.audited()) - set(before)) == ["credential.issued", "credential.reserved"]
    reserved = stage.select(select(audit.c.request_id, audit.c.actor_id).where(audit.c.action == "credential.reserved"))
    assert reserved == [(answer.headers["x-request-id"], stage.client().id)]


def test_a_further_file_that_is_being_made_keeps_nobody_waiting_for_the_award(stage: Stage) -> None:
    first = stage.issued(key="k1")
    stage.storage.refused = {2}
    assert stage.http().get(f"/v1/credentials/{first['id']}/representations/ob3-jwt").status_code == 503

    assert stage.issue(key="k2").status_code == 200


def test_a_learner_is_known_by_the_latest_name(stage: Stage) -> None:
    first = stage.issued(recipient={**SUBJECT, "name": "Ada Byron"})
    second = stage.issued(source_ref="course:8", recipient={**SUBJECT, "name": "Ada Lovelace"})

    assert first["recipient"] == second["recipient"]
    assert len(stage.http().get("/v1/credentials?q=lovel").json()["items"]) == 2
    assert stage.http().get("/v1/credentials?q=byron").json()["items"] == []


def test_an_earlier_credential_keeps_the_name_it_was_given(stage: Stage) -> None:
    first = stage.issued(recipient={**SUBJECT, "name": "Ada Byron"})
    stage.issued(source_ref="course:8", recipient={**SUBJECT, "name": "Ada Lovelace"})

    report = stage.http(None).post("/v1/verifications", json={"url": first["links"]["public"]}).json()

    assert report["credential_view"]["recipient"] == "Ada Byron"


def test_addresses_that_differ_are_of_different_learners(stage: Stage) -> None:
    answers = [stage.issue(recipient={"name": "Ada", "email": email}) for email in ("gro\u00df@example.org", "gross@example.org")]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["recipient"] != answers[1].json()["recipient"]


def test_an_address_in_other_letters_is_of_the_same_learner(stage: Stage) -> None:
    answers = [stage.issue(recipient={"name": "Ada", "email": email}) for email in ("Ada@example.org", "ada@EXAMPLE.org")]

    assert [answer.status_code for answer in answers] == [201, 200]


def test_the_key_of_a_request_is_not_stored_as_it_stands(stage: Stage) -> None:
    stage.issued(key="ada@example.org")

    assert "ada@example.org" not in str(stage.select(select(metadata.tables["idempotency"])))
