"""The inbox at the desk: what was reported is told in words, names nobody, and is begun anew without issuing twice."""

import pytest

from app.lms import rules
from app.lms.trigger import Happened
from app.model.access import Role
from app.model.inbox import EventState
from app.web.desk.inbox_words import EVENT_STATES, happened_words, trouble_words
from app.wording import wording_for
from tests.installations import Stage
from tests.services.inboxes import Inbox, inbox_on, told
from tests.theatre import SLUG
from tests.web.at_desk import at_desk, fields_of

SYSTEMS = "/admin/inbox/integrations"


@pytest.fixture
def inbox(stage: Stage) -> Inbox:
    return inbox_on(stage, "generic")


@pytest.fixture
def quick(quick_stage: Stage) -> Inbox:
    return inbox_on(quick_stage, "generic")


def test_an_event_is_listed_with_what_happened_its_rule_and_its_credential(inbox: Inbox) -> None:
    event = inbox.came_to(told())

    page = at_desk(inbox.stage, role=Role.AUDITOR).read("/admin/inbox")

    assert f"lms-generic Course 7 was completed 7 → {SLUG} led to a credential open" in page.text
    assert {f"/admin/inbox/{event.id}", f"/admin/credentials/{event.credential_id}"} <= set(page.links)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"course": "8"}, "no rule fits There is no rule for this course."),
        ({"type": "failed"}, "nothing to do The course was not passed."),
        ({"type": "viewed"}, "nothing to do It is not about a course that was completed."),
        ({"user": {"id": "", "name": ""}}, "could not be done"),
    ],
    ids=["no rule", "failed", "something else", "nobody"],
)
def test_where_an_event_led_nowhere_the_reason_is_told(quick: Inbox, changes: dict[str, object], words: str) -> None:
    event = quick.came_to(told(**changes))
    visitor = at_desk(quick.stage)

    assert words in visitor.read("/admin/inbox").text
    assert words in visitor.read(f"/admin/inbox/{event.id}").text


def test_an_event_is_shown_without_whom_it_is_about(inbox: Inbox) -> None:
    event = inbox.came_to(told())

    page = at_desk(inbox.stage, role=Role.AUDITOR).read(f"/admin/inbox/{event.id}")

    assert '"course": "7"' in page.text
    assert "•••" in page.text
    assert "Ada" not in page.text
    assert "whatever the result" in page.text
    assert set(page.forms) == {"/admin/leave"}


def test_replaying_issues_what_was_missed_and_never_twice(inbox: Inbox) -> None:
    event = inbox.came_to(told(course="8"))
    stage, path, visitor = inbox.stage, f"/admin/inbox/{event.id}", at_desk(inbox.stage, role=Role.ISSUER)
    stage.http().post("/v1/rules", json={"integration": "lms-generic", "course": "8", "achievement": SLUG})
    assert "It never issues twice" in visitor.read(path).text
    form = fields_of(visitor.read(path), f"{path}/replay")

    answer = visitor.browser.post(f"{path}/replay", data=form)
    assert "is worked out anew" in visitor.read(answer.headers["location"]).text
    inbox.work_out()
    again = visitor.browser.post(f"{path}/replay", data=form)
    inbox.work_out()

    page = visitor.read(again.headers["location"])
    assert "Nothing was done: this event led to a credential." in page.text
    assert f"{path}/replay" not in page.forms
    assert len(inbox.credentials()) == 1


def test_events_are_found_by_state_and_system_a_page_at_a_time(inbox: Inbox) -> None:
    for number in range(21):
        inbox.post(told(id=f"e-{number}"))
    visitor = at_desk(inbox.stage)

    page = visitor.read("/admin/inbox", state="received", integration="lms-generic")
    onward = next(link for link in page.links if "after=" in link)

    assert page.text.count("Course 7 was completed") == 20
    assert visitor.read(onward).text.count("Course 7 was completed") == 1
    assert "state=received" in onward
    assert "No event fits." in visitor.read("/admin/inbox", state="issued").text
    assert "No event fits." in visitor.read("/admin/inbox", integration="nothing").text


def test_a_state_that_there_is_not_is_refused_and_the_form_stays(quick_stage: Stage) -> None:
    answer = at_desk(quick_stage).get("/admin/inbox", state="lost")

    assert answer.status_code == 422
    assert "<select" in answer.text


def test_systems_are_listed_with_their_rules_and_how_to_change_them(quick: Inbox) -> None:
    condition = {"statuses": ["passed"], "minimum_score": 60}
    quick.stage.http().post("/v1/rules", json={"integration": "lms-generic", "course": "*", "achievement": SLUG, "condition": condition})

    page = at_desk(quick.stage, role=Role.AUDITOR).read(SYSTEMS)

    for words in (
        "lms-generic may report",
        "/v1/inbox/lms-generic",
        "every course",
        "one of: passed; at least 60 points",
        "proscenium rules create",
    ):
        assert words in page.text
    assert quick.opened.token not in page.text


def test_a_system_that_was_ended_says_so(quick: Inbox) -> None:
    quick.stage.http().delete("/v1/integrations/lms-generic")

    assert "lms-generic ended" in at_desk(quick.stage).read(SYSTEMS).text


def test_another_tenants_inbox_is_not_there(inbox: Inbox) -> None:
    event, stranger = inbox.came_to(told(course="8")), at_desk(inbox.stage, "orchestra")
    token = fields_of(stranger.read("/admin"), "/admin/leave")

    assert stranger.get(f"/admin/inbox/{event.id}").status_code == 404
    assert stranger.browser.post(f"/admin/inbox/{event.id}/replay", data=token).status_code == 404
    assert "Nothing has been reported yet." in stranger.read("/admin/inbox").text
    assert "lms-generic" not in stranger.read(SYSTEMS).text
    assert inbox.event(event.id) == event


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_state_happening_and_reason_has_its_words(language: str) -> None:
    wording = wording_for(language)

    assert set(EVENT_STATES) == set(EventState)
    assert all(happened_words(each, "7", wording) for each in Happened)
    for reason in (rules.OTHER_EVENT, rules.NOT_PASSED, rules.CONDITION_NOT_MET, rules.NO_RULE):
        assert trouble_words(reason, wording) != reason
