"""What changing a credential refuses: with which status, which code, and where. A refusal changes nothing at all."""

from typing import Any

import httpx
import pytest

from app.model.issuer import Mode
from app.services.api_keys import NewClient, create_client
from app.services.audited import operator_actor
from tests.changing import because, change, correction, erase, reissue, rows_of
from tests.installations import PUBLIC_URL, Stage, TestClient

ACTIONS = ("revoke", "suspend", "reinstate", "reissue")


def body_for(action: str) -> dict[str, Any]:
    return correction() if action == "reissue" else because()


def client_with(stage: Stage, *scopes: str) -> TestClient:
    """Return the HTTP client of a further system with these scopes."""
    actor = operator_actor(stage.client().tenant_id)
    _, api_key = create_client(stage.installation, actor, NewClient("+".join(scopes), Mode.TEST, frozenset(scopes)))
    return TestClient(stage.app, base_url=PUBLIC_URL, headers={"Authorization": f"Bearer {api_key}"}, follow_redirects=False)


def assert_refused(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def pointers(answer: httpx.Response) -> list[str]:
    return [fault["pointer"] for fault in answer.json().get("errors", [])]


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_changes_anything_without_a_key(shared_stage: Stage, action: str) -> None:
    credential_id = shared_stage.issued(source_ref=f"anonymous {action}")["id"]
    counts = shared_stage.row_counts()

    assert_refused(change(shared_stage, action, credential_id, body_for(action), who=None), 401, "not-authenticated")
    assert shared_stage.row_counts() == counts


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("scopes", [(), ("credentials:issue", "credentials:read")])
def test_a_key_without_the_scope_changes_nothing(quick_stage: Stage, action: str, scopes: tuple[str, ...]) -> None:
    credential_id = quick_stage.issued()["id"]
    http = client_with(quick_stage, *scopes)
    counts = quick_stage.row_counts()

    answer = http.post(f"/v1/credentials/{credential_id}/{action}", json=body_for(action))

    assert_refused(answer, 403, "not-permitted")
    assert "credentials:revoke" in answer.json()["detail"]
    assert quick_stage.row_counts() == counts


def test_reissuing_needs_the_scope_to_issue_too(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]
    http = client_with(quick_stage, "credentials:revoke")
    counts = quick_stage.row_counts()

    answer = http.post(f"/v1/credentials/{credential_id}/reissue", json=correction())

    assert_refused(answer, 403, "not-permitted")
    assert "credentials:issue" in answer.json()["detail"]
    assert quick_stage.row_counts() == counts
    assert http.post(f"/v1/credentials/{credential_id}/revoke", json=because()).status_code == 200


@pytest.mark.parametrize("action", ACTIONS)
def test_a_key_for_real_credentials_changes_no_tests(shared_stage: Stage, action: str) -> None:
    credential_id = shared_stage.issued(source_ref=f"live {action}")["id"]
    counts = shared_stage.row_counts()

    answer = change(shared_stage, action, credential_id, body_for(action), who="live")

    assert_refused(answer, 403, "not-permitted")
    assert shared_stage.row_counts() == counts


def test_a_key_for_tests_changes_no_real_credential(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]
    row = quick_stage.credential(credential_id).row
    quick_stage.update("issuer_identity", row.identity_id, mode=Mode.LIVE)
    counts = quick_stage.row_counts()

    for action in ACTIONS:
        assert_refused(change(quick_stage, action, credential_id, body_for(action)), 403, "not-permitted")

    assert quick_stage.row_counts() == counts


@pytest.mark.parametrize("action", ACTIONS)
def test_another_tenants_credential_is_not_there(shared_stage: Stage, action: str) -> None:
    credential_id = shared_stage.issued(source_ref=f"stranger {action}")["id"]
    counts = shared_stage.row_counts()

    answers = [
        change(shared_stage, action, which, body_for(action), who="orchestra", key=key)
        for which in (credential_id, "crd_nothing")
        for key in (None, "k1")
    ]

    for answer in answers:
        assert_refused(answer, 404, "not-found")
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert shared_stage.row_counts() == counts


@pytest.mark.parametrize("action", ACTIONS)
def test_what_was_never_given_out_is_not_there(quick_stage: Stage, action: str) -> None:
    quick_stage.storage.refused = {2}
    quick_stage.issue()
    (reserved,) = rows_of(quick_stage, "credential")
    counts = quick_stage.row_counts()

    assert_refused(change(quick_stage, action, reserved.id, body_for(action)), 404, "not-found")
    assert quick_stage.row_counts() == counts


@pytest.mark.parametrize("value", ["0", 'W/"0"', '"0', '"x"', '"-1"', '"0", "1"', '"1234567890"', "", "**", '"\u0664"'])
def test_a_precondition_that_cannot_be_read_is_refused(shared_stage: Stage, value: str) -> None:
    credential_id = shared_stage.issued(source_ref=f"precondition {value}")["id"]
    counts = shared_stage.row_counts()

    answer = shared_stage.http().post(
        f"/v1/credentials/{credential_id}/revoke", json=because(), headers=[("If-Match", value.encode("utf-8"))]
    )

    assert_refused(answer, 422, "schema-violation")
    assert pointers(answer) == ["/header/if-match"]
    assert shared_stage.row_counts() == counts


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "/reason"),
        ({"reason": None}, "/reason"),
        ({"reason": ""}, "/reason"),
        ({"reason": "because"}, "/reason"),
        ({"reason": "Issued_In_Error"}, "/reason"),
        ({"reason": ["other"]}, "/reason"),
        ({"reason": "name_correction"}, "/reason"),
        ({"reason": "other", "note": ""}, "/note"),
        ({"reason": "other", "note": "  \n"}, "/note"),
        ({"reason": "other", "note": 5}, "/note"),
        ({"reason": "other", "note": "a" * 2_001}, "/note"),
        ({"reason": "other", "note": "bell \u0007"}, "/note"),
        ({"reason": "other", "authority": "me"}, "/authority"),
        ({"reason": "other", "revision": 1}, "/revision"),
    ],
)
@pytest.mark.parametrize("action", ["revoke", "reinstate"])
def test_what_does_not_fit_a_change_is_told_with_its_place(shared_stage: Stage, action: str, body: dict[str, Any], where: str) -> None:
    counts = shared_stage.row_counts()

    answer = change(shared_stage, action, "crd_any", body)

    assert_refused(answer, 422, "schema-violation")
    assert pointers(answer) == [where]
    assert shared_stage.row_counts() == counts


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"reason": None}, "/reason"),
        ({"reason": "issued_in_error"}, "/reason"),
        ({"authority": None}, "/authority"),
        ({"authority": ""}, "/authority"),
        ({"authority": " "}, "/authority"),
        ({"authority": "a" * 2_001}, "/authority"),
        ({"recipient": None}, ""),
        ({"recipient": {"email": "ada@example.org"}}, ""),
        ({"recipient": None, "reason": "data_correction"}, ""),
        ({"recipient": {}}, "/recipient"),
        ({"recipient": {"name": None}}, "/recipient"),
        ({"recipient": {"name": ""}}, "/recipient/name"),
        ({"recipient": {"name": "A" * 201}}, "/recipient/name"),
        ({"recipient": {"name": "Ada\nCorrect"}}, "/recipient/name"),
        ({"recipient": {"name": "Ada", "email": "ada"}}, "/recipient/email"),
        ({"recipient": {"name": "Ada", "did": "ada"}}, "/recipient/did"),
        ({"recipient": {"name": "Ada", "language": "english"}}, "/recipient/language"),
        ({"recipient": {"name": "Ada", "external_id": "43"}}, "/recipient/external_id"),
        ({"results": [{}]}, "/results/0"),
        ({"results": [{"value": "passed"}] * 51}, "/results"),
        ({"results": [{"value": "passed", "achieved_at": "yesterday"}]}, "/results/0/achieved_at"),
        ({"valid_until": "2030-01-01T00:00:00Z"}, "/valid_until"),
        ({"note": "private"}, "/note"),
    ],
)
def test_what_does_not_fit_a_reissue_is_told_with_its_place(shared_stage: Stage, changes: dict[str, Any], where: str) -> None:
    counts = shared_stage.row_counts()

    answer = reissue(shared_stage, "crd_any", correction(**changes))

    assert_refused(answer, 422, "schema-violation")
    assert pointers(answer) == [where]
    assert shared_stage.row_counts() == counts


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(("body", "status", "code"), [(b"", 400, "json-malformed"), (b"[]", 400, "json-malformed")])
def test_what_is_no_json_object_is_not_read(shared_stage: Stage, action: str, body: bytes, status: int, code: str) -> None:
    answer = shared_stage.http().post(f"/v1/credentials/crd_any/{action}", content=body, headers={"Content-Type": "application/json"})

    assert_refused(answer, status, code)


@pytest.mark.parametrize("action", ACTIONS)
def test_only_json_is_read(shared_stage: Stage, action: str) -> None:
    answer = shared_stage.http().post(f"/v1/credentials/crd_any/{action}", content=b"{}", headers={"Content-Type": "text/plain"})

    assert_refused(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("action", ACTIONS)
def test_a_change_is_posted(shared_stage: Stage, method: str, action: str) -> None:
    assert shared_stage.http().request(method, f"/v1/credentials/crd_any/{action}").status_code == 405


def test_an_erased_learner_takes_no_note_and_no_further_credential(stage: Stage) -> None:
    credential_id = stage.issued()["id"]
    erase(stage, credential_id)
    counts = stage.row_counts()

    assert_refused(change(stage, "revoke", credential_id, because(note="Ada")), 410, "personal-data-erased")
    assert_refused(reissue(stage, credential_id), 410, "personal-data-erased")
    assert stage.row_counts() == counts
    assert change(stage, "revoke", credential_id).status_code == 200


@pytest.mark.parametrize("action", ["revoke", "suspend"])
def test_a_database_that_does_not_write_changes_nothing(stage: Stage, action: str) -> None:
    credential_id = stage.issued()["id"]
    counts = stage.row_counts()
    stage.storage.refused = {1}

    assert_refused(change(stage, action, credential_id, key="k1"), 503, "storage-unavailable")

    assert stage.row_counts() == counts
    assert change(stage, action, credential_id, key="k1").headers["idempotency-replayed"] == "false"


def test_a_refusal_repeats_nothing_that_was_said_of_the_learner(quick_stage: Stage) -> None:
    credential_id = quick_stage.issued()["id"]

    answers = [
        reissue(quick_stage, credential_id, correction(recipient={"name": "Zinn\nober"})),
        reissue(quick_stage, credential_id, correction(recipient={"name": "Ada", "email": "Zinnober at example.org"})),
        change(quick_stage, "revoke", credential_id, because(note="Zinnober\u0007")),
        change(quick_stage, "revoke", credential_id, because("Zinnober")),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert not [answer.text for answer in answers if "zinn" in answer.text.lower()]
