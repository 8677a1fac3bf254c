"""The second command that the demo prints: a learning platform reports a completion, and what it came to is there within seconds."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.demo_process import Place, get, typed
from tests.processes import PATIENCE_SECONDS, free_port, until


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The demo, started for the first time."""
    place = Place(tmp_path_factory.mktemp("demo"), free_port())
    with place.started():
        yield place


def settled(command: str) -> dict[str, Any]:
    """What the command is answered when its event is at its end."""
    for _ in until("the event is at its end"):
        answer = dict(typed(command))
        if answer["state"] not in {"received", "waiting"}:
            return answer
    raise AssertionError("never reached")


def read(running: Place, path: str) -> Any:
    """What the API answers there."""
    answer = httpx.get(f"{running.url}{path}", headers={"Authorization": f"Bearer {running.demo['api_key']}"}, timeout=PATIENCE_SECONDS)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def first(running: Place) -> dict[str, Any]:
    """The answer to the command when it is pasted for the first time."""
    return dict(typed(running.demo["event_curl"]))


@pytest.fixture(scope="module")
def end(running: Place, first: dict[str, Any]) -> dict[str, Any]:
    """The answer to the command once its event is at its end."""
    assert first["state"] == "received"
    return settled(running.demo["event_curl"])


def test_a_reported_completion_becomes_a_credential_whose_page_is_valid(running: Place, first: dict[str, Any], end: dict[str, Any]) -> None:
    page = get(end["link"])

    assert (end["id"], end["state"]) == (first["id"], "issued")
    assert page.status_code == 200
    assert "Ben Example" in page.text
    assert "TEST" in page.text
    credential = read(running, f"/v1/credentials/{end['credential']}")
    assert (credential["achievement"]["slug"], credential["test"]) == ("inspire-m1", True)
    badge = get(credential["links"]["ob3_jsonld"]).content
    verified = httpx.post(
        f"{running.url}/v1/verifications", content=badge, headers={"Content-Type": "application/json"}, timeout=PATIENCE_SECONDS
    )
    assert verified.json()["verdict"] == "valid"


def test_the_same_command_again_answers_the_first_result(running: Place, end: dict[str, Any]) -> None:
    assert typed(running.demo["event_curl"]) == end
    assert len(read(running, "/v1/credentials")["items"]) == 1


def test_an_event_of_another_course_is_kept_as_unmatched(running: Place, end: dict[str, Any]) -> None:
    other = running.demo["event_curl"].replace("completion-1", "completion-2").replace('{"id":"7"}', '{"id":"8"}')
    assert other.count("completion-2") == other.count('"8"') == 1

    found = settled(other)

    assert found == {"id": found["id"], "state": "unmatched", "trouble": "no-rule"}
    assert found["id"] != end["id"]
    kept = read(running, f"/v1/inbox-events/{found['id']}")
    assert (kept["state"], kept["payload"]["course"]["id"]) == ("unmatched", "8")
    assert "Ben" not in str(kept)


def test_the_desk_shows_what_came_in(running: Place, end: dict[str, Any]) -> None:
    with httpx.Client(timeout=PATIENCE_SECONDS, follow_redirects=True) as browser:
        browser.post(running.demo["admin_url"])
        inbox = browser.get(f"{running.url}/admin/inbox")
        event = browser.get(f"{running.url}/admin/inbox/{end['id']}")

    assert f"{running.url}/admin/inbox" in running.printed
    assert f'href="/admin/inbox/{end["id"]}"' in inbox.text
    assert f'href="/admin/credentials/{end["credential"]}"' in inbox.text
    assert event.status_code == 200
    assert "Ben" not in inbox.text + event.text


def test_without_the_token_nothing_is_kept(running: Place, end: dict[str, Any]) -> None:
    before = read(running, "/v1/inbox-events")

    refused = typed(running.demo["event_curl"].replace(running.demo["inbox_token"], f"{running.demo['inbox_token']}x"))

    assert (refused["status"], refused["code"]) == (401, "not-authenticated")
    assert read(running, "/v1/inbox-events") == before
    assert end["id"] in {event["id"] for event in before["items"]}
