"""Any JSON, read by the mapping of its integration: what can be used is used, the rest is refused by its pointer."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.errors import SchemaViolation
from app.lms.generic import SYSTEM, read
from app.lms.mapping import picked, read_mapping, value_at
from app.lms.masking import masked
from app.lms.trigger import Happened, Learner

MAPPING: dict[str, Any] = {
    "event_key": "/meta/id",
    "happened": {"pointer": "/meta/type", "values": {"course.passed": "passed", "course.failed": "failed"}},
    "course": "/body/course/id",
    "moment": {"pointer": "/meta/at", "optional": True},
    "person.external_id": "/body/user/id",
    "person.name": ["/body/user/first", "/body/user/last"],
    "person.email": {"pointer": "/body/user/mail", "optional": True},
    "person.language": {"constant": "de"},
    "result.status": {"pointer": "/body/grade", "values": {"P": "Pass"}, "optional": True},
    "result.score": {"pointer": "/body/points/0", "optional": True},
    "result.value": {"pointer": "/body/points/0", "optional": True},
}
EVENT: dict[str, Any] = {
    "meta": {"id": "e-1", "type": "course.passed", "at": "2026-01-31T12:00:00+01:00"},
    "body": {
        "course": {"id": 7},
        "user": {"id": "u/42", "first": "Ada", "last": "Example", "mail": "ada@example.org"},
        "grade": "P",
        "points": [87.5, 100],
    },
}
LEAST: dict[str, Any] = {"course": "/course", "person.email": "/mail"}


def changed(pointer: str, value: Any) -> dict[str, Any]:
    """Return the event with another value at a pointer; None takes it away."""
    first, *middle, last = pointer.split("/")[1:]
    event: dict[str, Any] = {name: dict(member) for name, member in EVENT.items()}
    place = event[first]
    for step in middle:
        place[step] = dict(place[step])
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return event


def faults(event: dict[str, Any], mapping: dict[str, Any]) -> set[str]:
    with pytest.raises(SchemaViolation) as refused:
        read(event, mapping)
    return {fault.pointer for fault in refused.value.faults}


def test_a_mapped_event_says_all_that_it_says() -> None:
    trigger = read(EVENT, MAPPING)

    assert (trigger.event_key, trigger.happened, trigger.course) == ("e-1", Happened.PASSED, "7")
    assert trigger.learner == Learner("u/42", "ada@example.org", "Ada Example", "de")
    assert trigger.moment == datetime(2026, 1, 31, 11, 0, tzinfo=UTC)
    assert (trigger.status, trigger.score, trigger.value) == ("Pass", Decimal("87.5"), "87.5")
    assert trigger.source_ref is None


def test_what_is_optional_may_be_absent() -> None:
    event = changed("/body/points", [])

    assert read(event, MAPPING).score is None
    assert read(changed("/meta/at", None), MAPPING).moment is None
    assert read(changed("/body/user/mail", None), MAPPING).learner.email is None


def test_without_a_word_for_it_every_event_is_a_completion_with_itself_as_key() -> None:
    trigger = read({"course": "c", "mail": "a@example.org"}, LEAST)

    assert trigger.happened is Happened.COMPLETED
    assert trigger.event_key == read({"mail": "a@example.org", "course": "c"}, LEAST).event_key
    assert trigger.event_key != read({"course": "c", "mail": "b@example.org"}, LEAST).event_key


def test_a_failure_is_read_as_one() -> None:
    assert read(changed("/meta/type", "course.failed"), MAPPING).happened is Happened.FAILED


def test_an_event_of_an_unknown_kind_is_other_whatever_else_it_lacks() -> None:
    assert read({"meta": {"type": "user.created"}}, MAPPING).happened is Happened.OTHER
    assert read({}, {**LEAST, "happened": {"pointer": "/type", "optional": True}}).happened is Happened.OTHER


def test_every_pointer_with_nothing_behind_it_is_named() -> None:
    assert faults({"meta": {"type": "course.passed"}}, MAPPING) == {
        "/meta/id",
        "/body/course/id",
        "/body/user/id",
        "/body/user/first",
        "/body/user/last",
    }


@pytest.mark.parametrize("value", [None, "", "  ", [], {}, True, "x" * 2_000])
def test_what_is_no_text_and_no_number_is_nothing(value: Any) -> None:
    assert faults(changed("/body/course/id", value) if value is not None else changed("/body/course/id", None), MAPPING) == {
        "/body/course/id"
    }


@pytest.mark.parametrize("moment", ["yesterday", "2026-01-31", "2026-01-31T12:00:00", "1" * 12, "-1"])
def test_a_moment_that_is_none_is_refused_by_its_pointer(moment: str) -> None:
    assert faults(changed("/meta/at", moment), MAPPING) == {"/meta/at"}


def test_seconds_since_1970_are_a_moment() -> None:
    assert read(changed("/meta/at", 1767225600), MAPPING).moment == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("score", ["a lot", "NaN", "Infinity"])
def test_a_score_that_is_no_number_is_refused_by_its_pointer(score: str) -> None:
    assert faults(changed("/body/points", [score]), MAPPING) == {"/body/points/0"}


def test_a_constant_that_cannot_be_used_is_the_mappings_fault() -> None:
    assert faults({"course": "c", "mail": "m"}, {**LEAST, "moment": {"constant": "noon"}}) == {"/mapping"}


@pytest.mark.parametrize(
    ("mapping", "pointers"),
    [
        ({}, {"/mapping/course", "/mapping/person.external_id"}),
        ({"course": "/c"}, {"/mapping/person.external_id"}),
        ({"course": "/c", "person.name": "/n"}, {"/mapping/person.external_id"}),
        ({"course": "/c", "person.email": {"pointer": "/m", "optional": True}}, {"/mapping/person.external_id"}),
        ({**LEAST, "course": {"pointer": "/c", "optional": True}}, {"/mapping/course"}),
        ({**LEAST, "person.shoe_size": "/s"}, {"/mapping/person.shoe_size"}),
    ],
)
def test_a_mapping_that_lacks_what_every_event_must_say_is_refused(mapping: dict[str, Any], pointers: set[str]) -> None:
    with pytest.raises(SchemaViolation) as refused:
        SYSTEM.check_mapping(mapping)

    assert {fault.pointer for fault in refused.value.faults} == pointers


@pytest.mark.parametrize(
    "source",
    [
        "",
        "course",
        "/a~2",
        [],
        ["course"],
        [7],
        7,
        None,
        True,
        {},
        {"constant": ""},
        {"constant": None},
        {"constant": "x", "optional": True},
        {"pointer": "course"},
        {"pointer": "/c", "optional": "yes"},
        {"pointer": "/c", "values": []},
        {"pointer": "/c", "values": {"a": 1}},
        {"pointer": "/c", "else": "x"},
    ],
)
def test_a_source_that_cannot_be_read_is_refused_by_its_name(source: Any) -> None:
    with pytest.raises(SchemaViolation) as refused:
        read_mapping({"course": source}, frozenset({"course"}))

    assert [fault.pointer for fault in refused.value.faults] == ["/mapping/course"]


def test_a_good_mapping_is_taken() -> None:
    SYSTEM.check_mapping(MAPPING)
    SYSTEM.check_mapping(LEAST)
    assert SYSTEM.call_back is None
    assert SYSTEM.token_member is None


@pytest.mark.parametrize(
    ("pointer", "value"),
    [("/a/b", 1), ("/c/1", 3), ("/c/2", None), ("/c/01", None), ("/c/x", None), ("/d~1e/f~0g", 4), ("/a/b/c", None), ("/x", None)],
)
def test_a_pointer_leads_to_one_value_or_to_none(pointer: str, value: Any) -> None:
    assert value_at({"a": {"b": 1}, "c": [2, 3], "d/e": {"f~g": 4}}, pointer) == value


def test_a_missing_part_of_an_optional_joined_text_is_no_fault() -> None:
    places = read_mapping({"a": {"pointer": "/a", "optional": True}}, frozenset({"a"}))

    assert picked({}, places) == {}


def test_masked_an_event_shows_only_what_the_mapping_says_names_nobody() -> None:
    shown = masked(EVENT, SYSTEM.shown(MAPPING))

    assert shown["meta"] == {"id": "•••", "type": "course.passed", "at": "2026-01-31T12:00:00+01:00"}
    assert shown["body"]["course"] == {"id": 7}
    assert shown["body"]["user"] == {"id": "•••", "first": "•••", "last": "•••", "mail": "•••"}
    assert shown["body"]["points"] == [87.5, "•••"]


def test_masking_keeps_truth_and_nothing_and_hides_members_that_look_like_names() -> None:
    document = {"ok": True, "none": None, "ada@example.org": 1, "a/b": {"Ada Example": [1, {"x": "y"}]}}

    assert masked(document, frozenset()) == {"ok": True, "none": None, "•••": {"•••": ["•••", {"x": "•••"}]}}
