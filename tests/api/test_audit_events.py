"""`GET /v1/audit-events`: who did what in one tenant, narrowed and by the page."""

import pytest

from tests.installations import Stage


def actions(stage: Stage, **query: str | int) -> list[str]:
    answer = stage.http().get("/v1/audit-events", params=query)
    assert answer.status_code == 200, answer.text
    return [event["action"] for event in answer.json()["items"]]


def test_the_newest_event_comes_first(stage: Stage) -> None:
    stage.clock.move(minutes=1)
    stage.issued()
    stage.clock.move(minutes=1)
    last = stage.issued(source_ref="course:8")

    (event,) = stage.http().get("/v1/audit-events", params={"limit": 1, "action": "credential.issued"}).json()["items"]

    assert (event["object"], event["object_kind"], event["actor_kind"]) == (last["id"], "credential", "service")


def test_pages_follow_each_other_without_loss(stage: Stage) -> None:
    for number in range(3):
        stage.clock.move(minutes=1)
        stage.issued(source_ref=f"course:{number}")
    whole = stage.http().get("/v1/audit-events", params={"limit": 100}).json()["items"]
    paged, after = [], None
    while True:
        page = stage.http().get("/v1/audit-events", params={"limit": 4, **({"after": after} if after else {})}).json()
        paged += page["items"]
        after = page.get("next")
        if after is None:
            break

    assert paged == whole
    assert [event["id"] for event in whole] == sorted((event["id"] for event in whole), reverse=True)


def test_events_are_narrowed_by_thing_actor_action_and_time(stage: Stage) -> None:
    stage.clock.move(hours=1)
    first = stage.issued()
    stage.clock.move(hours=1)
    second = stage.issued(source_ref="course:8")
    who = stage.client().id

    assert set(actions(stage, object=first["id"])) == {"credential.reserved", "credential.issued"}
    assert actions(stage, object=first["id"], object_kind="recipient") == []
    assert actions(stage, actor=who) == ["credential.reserved"] * 2
    assert actions(stage, action="credential.issued", since="2026-01-31T13:30:00Z") == ["credential.issued"]
    assert actions(stage, action="credential.issued", until="2026-01-31T14:00:00Z") == ["credential.issued"]
    assert actions(stage, object=second["id"], action="credential") == []


def test_an_action_is_found_whatever_it_says_behind_the_colon(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    quick_stage.http().post(f"/v1/recipients/{issued['recipient']}/erase", json={"reason": "other"})

    assert actions(quick_stage, action="recipient.erased") == ["recipient.erased:other"]
    assert actions(quick_stage, action="recipient_erased") == []
    assert actions(quick_stage, action="recipient%") == []


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"since": "yesterday"}, {"who": "x"}, {"object": "x" * 101}])
def test_a_filter_that_does_not_fit_is_refused(quick_stage: Stage, query: dict[str, str]) -> None:
    assert quick_stage.http().get("/v1/audit-events", params=query).status_code == 422


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("nobody", 403)])
def test_who_may_not_read_the_trail_reads_nothing(quick_stage: Stage, who: str | None, status: int) -> None:
    assert quick_stage.http(who).get("/v1/audit-events").status_code == status
