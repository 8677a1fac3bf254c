"""The inbox over HTTP: an event in, an answer at once; integrations, rules and events by API key."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from app.adapters.database import outbox
from app.errors import CredentialServiceError
from app.services.handle_event import handle_event
from tests.installations import Stage
from tests.lms.moodle_events import VIEWED, posted
from tests.services.inboxes import GENERIC, told
from tests.theatre import SLUG

MAPPED: dict[str, Any] = {"slug": "school", "kind": "generic", "mapping": GENERIC}
MOODLE: dict[str, Any] = {"slug": "moodle", "kind": "moodle", "mapping": {"person.name": "/user/name"}}
RULE = {"integration": "school", "course": "7", "achievement": SLUG}


def made(stage: Stage, who: str = "lms", **changes: Any) -> dict[str, Any]:
    """Return an integration that is made now, with its token."""
    answer = stage.http(who).post("/v1/integrations", json={**MAPPED, **changes})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def ruled(stage: Stage, **changes: Any) -> dict[str, Any]:
    answer = stage.http().post("/v1/rules", json={**RULE, **changes})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def send(stage: Stage, token: str, event: Any, slug: str = "school") -> httpx.Response:
    answer: httpx.Response = stage.http(None).post(f"/v1/inbox/{slug}", json=event, headers={"Authorization": f"Bearer {token}"})
    return answer


def work_out(stage: Stage) -> None:
    """Carry the effects of the inbox out, as the jobs do."""
    for row in stage.installation.database.read(lambda session: outbox.due(session, stage.clock(), 100, ("inbox.received",))):
        try:
            handle_event(stage.installation, row)
        except CredentialServiceError:
            continue


def test_an_event_is_answered_at_once_and_then_with_its_credential(stage: Stage) -> None:
    token = made(stage)["token"]
    rule = ruled(stage)

    first = send(stage, token, told())
    work_out(stage)
    second = send(stage, token, told())

    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json() == {"id": second.json()["id"], "state": "received"}
    assert second.json()["state"] == "issued"
    assert stage.http(None).get(second.json()["link"], headers={"accept": "text/html"}).status_code == 200
    event = stage.http().get(f"/v1/inbox-events/{first.json()['id']}").json()
    assert (event["credential"], event["rule"], event["integration"]) == (second.json()["credential"], rule["id"], "school")


def test_the_relay_is_told_of_an_event_that_is_new_and_of_no_other(quick_stage: Stage) -> None:
    told_of: list[int] = []
    stage = quick_stage.again(nudge=lambda: told_of.append(1))
    token = made(stage)["token"]

    send(stage, token, told())
    send(stage, token, told())

    assert told_of == [1]


@pytest.mark.parametrize(
    "headers",
    [
        lambda token: {"Authorization": f"Bearer {token}"},
        lambda token: {"Authorization": f"bearer  {token} "},
        lambda token: {"X-Proscenium-Token": token},
        lambda token: {"X-Proscenium-Token": token, "Authorization": "Basic x"},
    ],
)
def test_the_token_comes_in_either_header(quick_stage: Stage, headers: Callable[[str], dict[str, str]]) -> None:
    token = made(quick_stage)["token"]

    assert quick_stage.http(None).post("/v1/inbox/school", json=told(), headers=headers(token)).status_code == 202


def test_moodle_sends_it_in_the_body(quick_stage: Stage) -> None:
    token = made(quick_stage, **MOODLE)["token"]

    assert quick_stage.http(None).post("/v1/inbox/moodle", json=posted(token)).status_code == 202
    assert quick_stage.http(None).post("/v1/inbox/moodle", json=posted(token)).status_code == 200
    assert quick_stage.http(None).post("/v1/inbox/moodle", json=posted("wrong")).status_code == 401


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eA=="}, {"X-Proscenium-Token": "inbox_x"}]
)
def test_without_the_token_nothing_is_taken_and_the_refusal_is_a_problem_document(quick_stage: Stage, headers: dict[str, str]) -> None:
    made(quick_stage)

    answer = quick_stage.http(None).post("/v1/inbox/school", json=told(), headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")
    assert answer.headers["content-type"] == "application/problem+json"
    assert quick_stage.row_counts()["inbox_event"] == 0
    assert quick_stage.audited().count("inbox.refused") == 1


def test_an_api_key_is_no_token_of_an_inbox(quick_stage: Stage) -> None:
    made(quick_stage)

    assert quick_stage.http().post("/v1/inbox/school", json=told()).status_code == 401


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b'{"a":' * 40 + b"1" + b"}" * 40, "application/json", 422),
        (b'{"a": "' + b"x" * 1_100_000 + b'"}', "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_not_stored(quick_stage: Stage, content: bytes, kind: str, status: int) -> None:
    token = made(quick_stage)["token"]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}

    answer = quick_stage.http(None).post("/v1/inbox/school", content=content, headers=headers)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert quick_stage.row_counts()["inbox_event"] == 0


def test_a_token_is_shown_once_and_rotated_to_another(quick_stage: Stage) -> None:
    first = made(quick_stage)
    listed = quick_stage.http().get("/v1/integrations")

    rotated = quick_stage.http().post("/v1/integrations/school/token")

    assert first["token"] not in listed.text
    assert listed.json()["items"][0]["address"].endswith("/v1/inbox/school")
    assert rotated.headers["cache-control"] == "no-store"
    assert rotated.json()["token"] != first["token"]
    assert send(quick_stage, first["token"], told()).status_code == 401
    assert send(quick_stage, rotated.json()["token"], told()).status_code == 202


@pytest.mark.parametrize(
    ("changes", "status", "pointer"),
    [
        ({"slug": "Big Letters"}, 422, "/slug"),
        ({"slug": "x"}, 422, "/slug"),
        ({"kind": "blackboard"}, 422, "/kind"),
        ({"mapping": {}}, 422, "/mapping/course"),
        ({"mapping": {**GENERIC, "course": "course"}}, 422, "/mapping/course"),
        ({"mapping": {f"m{n}": "/a" for n in range(31)}}, 422, "/mapping"),
        ({"client": "cli_0"}, 422, "/client"),
        ({"call_back": {"url": "https://moodle.example.org", "token": "t"}}, 422, "/call_back"),
        ({**MOODLE, "call_back": {"url": "http://moodle.example.org", "token": "t"}}, 422, None),
        ({**MOODLE, "call_back": {"url": "https://10.0.0.1", "token": "t"}}, 422, None),
        ({**MOODLE, "call_back": {"url": "https://moodle.example.org"}}, 422, "/call_back/token"),
        ({"extra": 1}, 422, "/extra"),
    ],
)
def test_an_integration_that_could_not_work_is_refused(
    quick_stage: Stage, changes: dict[str, Any], status: int, pointer: str | None
) -> None:
    before = quick_stage.row_counts()

    answer = quick_stage.http().post("/v1/integrations", json={**MAPPED, **changes})

    assert answer.status_code == status, answer.text
    assert pointer is None or pointer in {fault["pointer"] for fault in answer.json()["errors"]}
    assert quick_stage.row_counts() == before


def test_a_slug_is_one_for_all_tenants(stage: Stage) -> None:
    made(stage)

    assert stage.http("orchestra").post("/v1/integrations", json=MAPPED).status_code == 409


def test_a_test_key_gets_at_no_real_integration(quick_stage: Stage) -> None:
    real = made(quick_stage, "live")
    live = quick_stage.client("live")

    assert quick_stage.http().get("/v1/integrations").json()["items"] == []
    assert quick_stage.http().post("/v1/integrations", json={**MAPPED, "slug": "other", "client": live.id}).status_code == 422
    assert quick_stage.http().post("/v1/rules", json=RULE).status_code == 404
    assert quick_stage.http().post("/v1/integrations/school/token").status_code == 404
    event_id = send(quick_stage, real["token"], told()).json()["id"]
    assert quick_stage.http().get("/v1/inbox-events").json()["items"] == []
    assert quick_stage.http().get(f"/v1/inbox-events/{event_id}").status_code == 404
    assert quick_stage.http().post(f"/v1/inbox-events/{event_id}/replay").status_code == 404
    assert quick_stage.http("live").get(f"/v1/inbox-events/{event_id}").status_code == 200


def test_an_integration_may_issue_as_a_client_that_there_is(quick_stage: Stage) -> None:
    own = quick_stage.client()

    answer = made(quick_stage, client=own.id)

    assert answer["client"] == own.id


def test_a_mapping_is_mended_and_what_it_refused_replayed(quick_stage: Stage) -> None:
    token = made(quick_stage, mapping={**GENERIC, "course": "/nowhere"})["token"]
    ruled(quick_stage)
    event = send(quick_stage, token, told()).json()
    view = quick_stage.http().get(f"/v1/inbox-events/{event['id']}").json()
    assert (event["state"], event["trouble"]) == ("refused", "schema-violation")
    assert [fault["pointer"] for fault in view["faults"]] == ["/nowhere"]

    mended = quick_stage.http().patch("/v1/integrations/school", json={"mapping": GENERIC})
    replayed = quick_stage.http().post(f"/v1/inbox-events/{event['id']}/replay")
    work_out(quick_stage)

    assert (mended.status_code, replayed.json()["state"], replayed.json()["replays"]) == (200, "received", 1)
    assert quick_stage.http().get(f"/v1/inbox-events/{event['id']}").json()["state"] == "issued"


def test_a_slug_that_is_taken_is_refused_in_words(quick_stage: Stage) -> None:
    made(quick_stage)

    answer = quick_stage.http().post("/v1/integrations", json={"slug": "school", "kind": "generic", "mapping": GENERIC})

    assert answer.status_code == 409
    assert "'school' is taken" in answer.json()["detail"]


def test_an_event_that_was_read_and_not_taken_says_why(quick_stage: Stage) -> None:
    token = made(quick_stage)["token"]
    ruled(quick_stage)
    event = send(quick_stage, token, {**told(), "user": {"id": "4" * 300, "name": "Ada"}}).json()
    work_out(quick_stage)

    view = quick_stage.http().get(f"/v1/inbox-events/{event['id']}").json()

    assert (view["state"], view["trouble"]) == ("refused", "schema-violation")
    assert [fault["pointer"] for fault in view["faults"]] == ["/recipient/external_id"]


@pytest.mark.parametrize(
    "change", [{}, {"mapping": {}}, {"call_back": {"url": "https://moodle.example.org", "token": "t"}}, {"slug": "other"}]
)
def test_a_change_that_could_not_work_is_refused(quick_stage: Stage, change: dict[str, Any]) -> None:
    made(quick_stage)

    assert quick_stage.http().patch("/v1/integrations/school", json=change).status_code == 422


def test_a_call_back_is_given_later_and_its_token_never_shown(quick_stage: Stage) -> None:
    made(quick_stage, **MOODLE)

    answer = quick_stage.http().patch(
        "/v1/integrations/moodle", json={"call_back": {"url": "https://moodle.example.org/", "token": "c0ffee"}}
    )

    assert answer.json()["call_back"] == "https://moodle.example.org"
    assert "c0ffee" not in answer.text + quick_stage.http().get("/v1/integrations").text


def test_an_ended_integration_is_listed_and_takes_nothing(quick_stage: Stage) -> None:
    token = made(quick_stage)["token"]

    ended = quick_stage.http().delete("/v1/integrations/school")

    assert (ended.status_code, "disabled_at" in ended.json()) == (200, True)
    assert len(quick_stage.http().get("/v1/integrations").json()["items"]) == 1
    assert send(quick_stage, token, told()).status_code == 401
    for answer in (
        quick_stage.http().delete("/v1/integrations/school"),
        quick_stage.http().post("/v1/integrations/school/token"),
        quick_stage.http().patch("/v1/integrations/school", json={"mapping": GENERIC}),
    ):
        assert answer.status_code == 404


def test_rules_are_listed_in_their_order_and_removed(quick_stage: Stage) -> None:
    made(quick_stage)
    last = ruled(quick_stage, course="*", condition={"statuses": ["P"], "minimum_score": "60.5"})
    first = ruled(quick_stage, position=0)

    listed = quick_stage.http().get("/v1/rules", params={"integration": "school"}).json()["items"]
    removed = quick_stage.http().delete(f"/v1/rules/{last['id']}")

    assert [(rule["id"], rule["position"]) for rule in listed] == [(first["id"], 0), (last["id"], 1)]
    assert (listed[1]["statuses"], listed[1]["minimum_score"]) == (["P"], "60.5")
    assert removed.json() == last
    assert [rule["id"] for rule in quick_stage.http().get("/v1/rules").json()["items"]] == [first["id"]]
    assert quick_stage.http().delete(f"/v1/rules/{last['id']}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"integration": "nowhere"}, 404),
        ({"achievement": "nothing"}, 422),
        ({"achievement": "tuning"}, 422),
        ({"course": ""}, 422),
        ({"position": -1}, 422),
    ],
)
def test_a_rule_that_leads_nowhere_is_refused(quick_stage: Stage, changes: dict[str, Any], status: int) -> None:
    made(quick_stage)

    assert quick_stage.http().post("/v1/rules", json={**RULE, **changes}).status_code == status


def foreseen(stage: Stage, event: Any, integration: str = "school") -> dict[str, Any]:
    before = stage.row_counts()
    answer = stage.http().post("/v1/rules/test", json={"integration": integration, "payload": event})
    assert answer.status_code == 200, answer.text
    assert stage.row_counts() == before
    return dict(answer.json())


def test_what_would_be_issued_is_foreseen_and_so_is_what_was(quick_stage: Stage) -> None:
    token = made(quick_stage)["token"]
    rule = ruled(quick_stage)

    would = foreseen(quick_stage, told(score=70))
    send(quick_stage, token, told())
    work_out(quick_stage)
    then = foreseen(quick_stage, told(id="e-2"))

    assert (would["would"], would["rule"], would["achievement"], would["recipient_known"]) == ("issue", rule["id"], SLUG, False)
    assert would["trigger"] == {"happened": "completed", "course": "7", "score": "70", "learner": ["external_id", "name"]}
    assert (then["would"], then["recipient_known"]) == ("answer_earlier", True)
    assert then["credential"] == quick_stage.http().get("/v1/credentials").json()["items"][0]["id"]


@pytest.mark.parametrize(
    ("event", "would", "reason"),
    [
        (told(type="failed"), "ignore", "not-passed"),
        (told(type="viewed"), "ignore", "other-event"),
        (told(course="8"), "keep_unmatched", "no-rule"),
        ({"id": "1", "type": "passed"}, "refuse", "schema-violation"),
        (told(user={"id": "42", "name": "A\tB"}), "refuse", "schema-violation"),
        ({}, "ignore", "other-event"),
    ],
)
def test_what_would_not_be_awarded_is_foreseen_with_its_reason(quick_stage: Stage, event: Any, would: str, reason: str) -> None:
    made(quick_stage)
    ruled(quick_stage)

    found = foreseen(quick_stage, event)

    assert (found["would"], found["reason"]) == (would, reason)
    assert found["would"] != "refuse" or found["missing"]


def test_a_moodle_that_would_be_asked_is_foreseen_and_not_asked(quick_stage: Stage) -> None:
    made(quick_stage, **{**MOODLE, "mapping": {}})
    ruled(quick_stage, integration="moodle")

    nobody = foreseen(quick_stage, posted("any"), "moodle")
    quick_stage.http().patch("/v1/integrations/moodle", json={"call_back": {"url": "https://moodle.example.org", "token": "t"}})
    asking = foreseen(quick_stage, posted(), "moodle")

    assert (nobody["would"], nobody["missing"][0]["pointer"]) == ("refuse", "/person.name")
    assert (asking["would"], asking["trigger"]["learner"]) == ("ask_and_issue", ["external_id"])


def test_events_are_listed_by_state_and_page_and_shown_without_naming_anybody(quick_stage: Stage) -> None:
    token = made(quick_stage)["token"]
    ruled(quick_stage)
    ids = []
    for number, course in enumerate("878"):
        quick_stage.clock.move(seconds=1)
        ids.append(send(quick_stage, token, told(id=f"e-{number}", course=course)).json()["id"])
    work_out(quick_stage)

    first = quick_stage.http().get("/v1/inbox-events", params={"limit": 2}).json()
    second = quick_stage.http().get("/v1/inbox-events", params={"limit": 2, "after": first["next"]}).json()
    unmatched = quick_stage.http().get("/v1/inbox-events", params={"state": "unmatched", "integration": "school"}).json()["items"]
    view = quick_stage.http().get(f"/v1/inbox-events/{ids[0]}")

    assert [event["id"] for event in [*first["items"], *second["items"]]] == ids[::-1]
    assert "next" not in second
    assert {event["id"] for event in unmatched} == {ids[0], ids[2]}
    assert quick_stage.http().get("/v1/inbox-events", params={"integration": "nowhere"}).json()["items"] == []
    assert view.json()["payload"]["user"] == {"id": "•••", "name": "•••"}
    assert view.json()["trigger"]["course"] == "8"
    assert "Ada" not in view.text


@pytest.mark.parametrize("path", ["/v1/inbox-events/ine_0", "/v1/inbox-events/ine_0/replay"])
def test_an_event_that_there_is_not_is_not_found(quick_stage: Stage, path: str) -> None:
    method = "POST" if path.endswith("replay") else "GET"

    assert quick_stage.http().request(method, path).status_code == 404


def test_another_tenant_sees_and_moves_nothing_of_it(stage: Stage) -> None:
    token = made(stage)["token"]
    rule = ruled(stage)
    event_id = send(stage, token, VIEWED | told(course="8")).json()["id"]
    theirs = stage.http("orchestra")

    for path in ("/v1/integrations", "/v1/rules", "/v1/inbox-events"):
        assert theirs.get(path).json()["items"] == []
    for answer in (
        theirs.get("/v1/rules", params={"integration": "school"}),
        theirs.delete(f"/v1/rules/{rule['id']}"),
        theirs.delete("/v1/integrations/school"),
        theirs.patch("/v1/integrations/school", json={"mapping": GENERIC}),
        theirs.post("/v1/integrations/school/token"),
        theirs.post("/v1/rules", json=RULE),
        theirs.post("/v1/rules/test", json={"integration": "school", "payload": told()}),
        theirs.get(f"/v1/inbox-events/{event_id}"),
        theirs.post(f"/v1/inbox-events/{event_id}/replay"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_whatever_is_changed_is_audited_by_its_own_name(quick_stage: Stage) -> None:
    token = made(quick_stage)["token"]
    rule = ruled(quick_stage)
    event_id = send(quick_stage, token, told(course="8")).json()["id"]
    quick_stage.http().post(f"/v1/inbox-events/{event_id}/replay")
    quick_stage.http().patch("/v1/integrations/school", json={"mapping": GENERIC})
    quick_stage.http().delete(f"/v1/rules/{rule['id']}")
    quick_stage.http().delete("/v1/integrations/school")

    assert {
        "integration.created",
        "client.created",
        "rule.created",
        "inbox.received",
        "inbox.replayed",
        "integration.changed",
        "rule.deleted",
        "integration.ended",
    } <= set(quick_stage.audited())
