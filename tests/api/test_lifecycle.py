"""`POST /v1/credentials/{id}/revoke|suspend|reinstate|reissue`: answers, replays, preconditions; and what the world sees afterwards."""

from typing import Any

import pytest

from tests.changing import (
    AUTHORITY,
    because,
    change,
    changed,
    correction,
    file_of,
    published_bits,
    read,
    reissue,
    reissued,
    state_of,
    verified,
)
from tests.installations import Stage
from tests.services.papers import LATER

LIFE = [("revoke", "revoked"), ("suspend", "suspended")]


@pytest.mark.parametrize(("action", "state"), LIFE)
def test_a_change_is_answered_by_the_credential_as_it_is_afterwards(quick_stage: Stage, action: str, state: str) -> None:
    before = quick_stage.issued()

    answer = change(quick_stage, action, before["id"], because("holder_request", note="See #77"))

    assert answer.status_code == 200
    links = {name: link for name, link in before["links"].items() if action == "suspend" or name not in LATER}
    assert answer.json() == before | {"state": state, "reason": "holder_request", "revision": 1, "links": links}
    assert answer.json() == read(quick_stage, before["id"])
    assert (answer.headers["etag"], answer.headers["cache-control"]) == ('"1"', "no-store")
    assert answer.headers["location"].endswith(f"/v1/credentials/{before['id']}")
    assert answer.headers["idempotency-replayed"] == "false"


def test_a_reinstated_credential_is_as_it_was_but_for_its_revision(quick_stage: Stage) -> None:
    before = quick_stage.issued()
    changed(quick_stage, "suspend", before["id"])

    assert changed(quick_stage, "reinstate", before["id"]) == before | {"revision": 2}


def test_a_reissue_is_answered_by_the_new_credential(quick_stage: Stage) -> None:
    old = quick_stage.issued()

    answer = reissue(quick_stage, old["id"])

    new = answer.json()
    assert answer.status_code == 201
    assert new == read(quick_stage, new["id"])
    assert (new["replaces"], new["award"], new["recipient"], new["revision"]) == (old["id"], old["award"], old["recipient"], 0)
    assert answer.headers["location"].endswith(f"/v1/credentials/{new['id']}")
    assert answer.headers["etag"] == '"0"'
    gone = read(quick_stage, old["id"])
    links = {name: link for name, link in old["links"].items() if name not in LATER}
    assert gone == old | {"state": "superseded", "reason": "superseded", "revision": 1, "replaced_by": new["id"], "links": links}


def test_every_answer_has_the_revision_as_its_entity_tag(quick_stage: Stage) -> None:
    credential_id = quick_stage.issue().json()["id"]
    url = f"/v1/credentials/{credential_id}"

    tags = [quick_stage.http().get(url).headers["etag"]]
    tags += [change(quick_stage, action, credential_id).headers["etag"] for action in ("suspend", "suspend", "reinstate", "revoke")]
    tags += [quick_stage.http().get(url).headers["etag"]]

    assert tags == ['"0"', '"1"', '"1"', '"2"', '"3"', '"3"']


@pytest.mark.parametrize("action", ["revoke", "suspend", "reissue"])
def test_a_change_of_what_was_seen_is_made_and_of_another_revision_refused(stage: Stage, action: str) -> None:
    credential_id = stage.issued()["id"]
    body = correction() if action == "reissue" else because()
    counts = stage.row_counts()

    refused = change(stage, action, credential_id, body, if_match='"1"')

    assert (refused.status_code, refused.json()["code"]) == (412, "precondition-failed")
    assert refused.headers["content-type"] == "application/problem+json"
    assert stage.row_counts() == counts
    assert change(stage, action, credential_id, body, if_match='"0"').status_code in {200, 201}


def test_any_revision_may_be_asked_for(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]
    changed(quick_stage, "suspend", credential_id)

    assert change(quick_stage, "reinstate", credential_id, if_match="*").status_code == 200


def test_who_saw_it_before_somebody_else_changed_it_is_told_so(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    seen = stage.http().get(f"/v1/credentials/{credential_id}").headers["etag"]
    changed(stage, "suspend", credential_id, who="second")

    answer = change(stage, "revoke", credential_id, if_match=seen)

    assert answer.status_code == 412
    assert state_of(stage, credential_id) == "suspended"


# what the world sees


def standing(report: dict[str, Any]) -> tuple[str, str]:
    return report["verdict"], report["reason"]


def test_a_revoked_credential_is_not_valid_in_list_and_verdict(stage: Stage) -> None:
    credential, other = stage.issued(source_ref="a"), stage.issued(source_ref="b")
    file = file_of(stage, credential)

    changed(stage, "revoke", credential["id"])

    assert standing(verified(stage, file)) == ("not_valid", "revoked")
    assert published_bits(stage, credential) == {credential["status"]["index"]}
    assert standing(verified(stage, file)) == ("not_valid", "revoked")
    assert verified(stage, file_of(stage, other))["verdict"] == "valid"


def test_a_suspended_credential_is_not_current_and_no_list_says_so(stage: Stage) -> None:
    credential = stage.issued()
    file = file_of(stage, credential)

    changed(stage, "suspend", credential["id"])
    assert standing(verified(stage, file)) == ("valid_not_current", "suspended")
    assert published_bits(stage, credential) == set()

    changed(stage, "reinstate", credential["id"])
    assert verified(stage, file)["verdict"] == "valid"


def test_a_superseded_credential_is_not_current_and_its_successor_valid(stage: Stage) -> None:
    old = stage.issued()
    file = file_of(stage, old)

    new = reissued(stage, old["id"])

    assert standing(verified(stage, file)) == ("valid_not_current", "superseded")
    assert verified(stage, file_of(stage, new))["verdict"] == "valid"
    assert published_bits(stage, old) == {old["status"]["index"]}
    assert standing(verified(stage, file)) == ("valid_not_current", "superseded")


def test_credentials_are_listed_by_what_became_of_them(quick_stage: Stage) -> None:
    made = {state: quick_stage.issued(source_ref=state)["id"] for state in ("issued", "revoked", "suspended", "superseded")}
    changed(quick_stage, "revoke", made["revoked"])
    changed(quick_stage, "suspend", made["suspended"])
    new = reissued(quick_stage, made["superseded"])["id"]

    def listed(state: str) -> set[str]:
        return {each["id"] for each in quick_stage.http().get("/v1/credentials", params={"state": state}).json()["items"]}

    assert {state: listed(state) for state in made} == {state: {made[state]} for state in made} | {"issued": {made["issued"], new}}


def test_answers_name_neither_the_learner_nor_what_was_noted(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]

    told = [changed(quick_stage, "suspend", credential_id, because(note="Ada wrote to us"))]
    told += [changed(quick_stage, "reinstate", credential_id, because(note="Ada wrote to us"))]
    told += [reissued(quick_stage, credential_id), read(quick_stage, credential_id)]

    assert not [each for each in told if "Ada" in str(each) or AUTHORITY in str(each)]
