"""What is read in Moodle's events, and in its answer about a user."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from app.errors import PersonNotResolved, SchemaViolation
from app.lms import system_named
from app.lms.masking import masked
from app.lms.moodle import SYSTEM, question, read, read_learner
from app.lms.trigger import Happened, Learner, Trigger
from tests.lms.moodle_events import COMPLETED, VIEWED, posted, wrapped

DONE = read(COMPLETED, {})
ADA = {"id": 42, "fullname": "Ada Example", "email": "ada@example.org", "lang": "de_du"}


def answered(*users: Any) -> bytes:
    return orjson.dumps(list(users))


def test_a_completion_says_who_completed_what_and_when() -> None:
    assert DONE.happened is Happened.COMPLETED
    assert (DONE.course, DONE.learner) == ("7", Learner(external_id="42"))
    assert DONE.moment == datetime(2026, 1, 1, tzinfo=UTC)
    assert DONE.source_ref == "moodle:course:7:user:42"


@pytest.mark.parametrize(
    "body",
    [
        posted(),
        posted(host="other.example.org", extra="more"),
        posted(courseid=7, relateduserid=42, objectid=28, timecreated="1767225600"),
        wrapped(),
        posted(userid="1"),
    ],
)
def test_every_form_of_the_same_completion_is_the_same_event(body: dict[str, Any]) -> None:
    assert read(body, {}) == DONE


@pytest.mark.parametrize(
    "changes", [{"courseid": "8"}, {"relateduserid": "43"}, {"timecreated": 1767225601}, {"objectid": "29"}, {"objectid": None}]
)
def test_another_completion_is_another_event(changes: dict[str, Any]) -> None:
    assert read(posted(**changes), {}).event_key != DONE.event_key


def test_the_learner_is_whom_it_is_about_and_not_who_caused_it() -> None:
    assert read(posted(userid="2", relateduserid="42"), {}).learner.external_id == "42"


def test_an_event_about_something_else_is_other() -> None:
    assert read(VIEWED, {}).happened is Happened.OTHER
    assert read({**VIEWED, "timecreated": 1}, {}).event_key != read(VIEWED, {}).event_key


def test_a_name_without_its_leading_backslash_is_the_same_event() -> None:
    assert read(posted(eventname="core\\event\\course_completed"), {}).happened is Happened.COMPLETED


@pytest.mark.parametrize("body", [{}, {"eventname": None}, {"eventname": 7}, {"event": {}}, {"event": {"eventname": []}}, {"event": "x"}])
def test_what_is_no_event_of_moodle_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(SchemaViolation) as refused:
        read(body, {})

    assert refused.value.faults[0].pointer.endswith("/eventname")


@pytest.mark.parametrize("member", ["courseid", "relateduserid", "timecreated"])
@pytest.mark.parametrize("value", [None, "", "0x7", "-1", "seven", 1.5, True, [7], {"id": 7}, "9" * 40])
def test_a_completion_that_does_not_say_of_what_whose_or_when_is_refused_by_its_member(member: str, value: Any) -> None:
    with pytest.raises(SchemaViolation) as refused:
        read(wrapped(**{member: value}), {})

    assert refused.value.faults[0].pointer == f"/event/{member}"


@pytest.mark.parametrize("member", ["courseid", "relateduserid"])
def test_the_row_number_nought_is_nobodys(member: str) -> None:
    with pytest.raises(SchemaViolation):
        read(posted(**{member: "0"}), {})


def test_a_name_that_a_plugin_adds_is_found_by_the_mapping() -> None:
    mapping = {"person.name": ["/user/firstname", "/user/lastname"], "person.language": "/user/lang"}

    trigger = read({**posted(), "user": {"firstname": "Ada", "lastname": "Example", "lang": "pt_br"}}, mapping)

    assert trigger.learner == Learner("42", None, "Ada Example", "pt")


def test_a_mapping_says_nothing_but_where_the_person_stands() -> None:
    SYSTEM.check_mapping({"person.name": "/user/name"})
    with pytest.raises(SchemaViolation, match="mapping"):
        SYSTEM.check_mapping({"course": "/courseid"})


def test_moodle_is_asked_for_the_one_user_by_their_number() -> None:
    assert question(DONE) == {
        "wsfunction": "core_user_get_users_by_field",
        "moodlewsrestformat": "json",
        "field": "id",
        "values[0]": "42",
    }


@pytest.mark.parametrize(
    ("user", "learner"),
    [
        (ADA, Learner("42", "ada@example.org", "Ada Example", "de")),
        ({"id": "42", "firstname": "Ada", "lastname": "Example"}, Learner("42", None, "Ada Example", None)),
        ({"id": 42, "lastname": "Example", "email": "", "lang": "12"}, Learner("42", None, "Example", None)),
    ],
)
def test_moodles_answer_names_the_learner(user: dict[str, Any], learner: Learner) -> None:
    assert read_learner(answered({"id": 1, "fullname": "Guest"}, user), DONE) == learner


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"null",
        b"[]",
        b'"Ada"',
        b"{",
        answered("Ada"),
        answered({**ADA, "id": 43}),
        answered({**ADA, "id": True}),
        answered({"id": 42}),
        answered({"id": 42, "fullname": " "}),
    ],
)
def test_an_answer_without_that_learner_resolves_nobody(answer: bytes) -> None:
    with pytest.raises(PersonNotResolved):
        read_learner(answer, DONE)


def test_a_refusal_of_moodle_is_told_by_its_code_and_no_more() -> None:
    refusal = {"exception": "moodle_exception", "errorcode": "invalidtoken", "message": "Ada's token"}

    with pytest.raises(PersonNotResolved, match="invalidtoken") as refused:
        read_learner(orjson.dumps(refusal), DONE)

    assert "Ada" not in refused.value.detail
    with pytest.raises(PersonNotResolved, match="does not say why"):
        read_learner(b'{"errorcode": "<b>Ada</b>"}', DONE)


@pytest.mark.parametrize("body", [posted(), wrapped()])
def test_masked_the_event_shows_its_kind_course_and_moment_and_nobody(body: dict[str, Any]) -> None:
    shown = masked(body, SYSTEM.shown({}))

    event = shown.get("event", shown)
    assert (event["eventname"], event["courseid"], event["timecreated"]) == (COMPLETED["eventname"], "7", 1767225600)
    assert {event["userid"], event["relateduserid"], event["other"]["relateduserid"]} == {"•••"}


def test_a_kind_that_there_is_not_is_refused_by_name() -> None:
    assert system_named("moodle") is SYSTEM
    with pytest.raises(SchemaViolation, match="blackboard"):
        system_named("blackboard")


def test_the_form_of_a_trigger_without_a_learner_asks_for_nobody() -> None:
    assert question(Trigger("k", Happened.OTHER))["values[0]"] == ""
