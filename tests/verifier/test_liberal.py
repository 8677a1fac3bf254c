"""Single values out of anybody's document."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.verifier.liberal import identifier, link, moment, names, number, one, text, thing, things

NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", "x"),
        (" x ", " x "),
        (["x", "y"], "x"),
        ({"@value": "x", "@language": "en"}, "x"),
        ([{"@value": "x"}], "x"),
        ({"de": "d", "en": "e"}, "e"),
        ({"en": ["e"]}, "e"),
        ({"@none": "n"}, "n"),
        ({"de-CH": "d", "en": 7}, "d"),
    ],
)
def test_a_text_is_found(value: object, expected: str) -> None:
    assert text(value) == expected


@pytest.mark.parametrize(
    "value", [None, 7, True, "", " \n", [], [[]], {}, {"@value": 7}, {"@language": "en"}, {"english": "x"}, {7: "x"}, [7, "x"]]
)
def test_what_is_no_text_is_left_out(value: object) -> None:
    assert text(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(7, "7"), (2.5, "2.5"), ("2.5", "2.5"), ("2,5", "2.5"), ([3], "3"), ({"@value": 3}, "3"), (0, "0"), (999_999_999, "999999999")],
)
def test_a_number_is_found(value: object, expected: str) -> None:
    assert number(value) == Decimal(expected)


@pytest.mark.parametrize(
    "value", [None, True, False, NAN, INFINITE, -INFINITE, "two", "1e9", "1 000", "٣", "", [], {}, "1" * 20, 10**9, -1e308]
)
def test_what_is_no_number_is_left_out(value: object) -> None:
    assert number(value) is None


@pytest.mark.parametrize("value", ["2026-01-31T12:00:00Z", ["2026-01-31T13:00:00+01:00"], {"@value": "2026-01-31T12:00:00Z"}])
def test_a_moment_is_found(value: object) -> None:
    assert moment(value) == datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, 7, "", "2026-01-31", "2026-02-30T12:00:00Z", [], {}, "0000-01-01T00:00:00Z"])
def test_what_is_no_moment_is_left_out(value: object) -> None:
    assert moment(value) is None


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_utc_has_no_year_for_is_left_out(value: str) -> None:
    assert moment(value) is None


@pytest.mark.parametrize(("value", "expected"), [("https://a.example/b?c#d", True), ("HTTP://a.example", True), ("ftp://a.example", False)])
def test_a_link_leads_to_the_web(value: str, *, expected: bool) -> None:
    assert link(value) == (value if expected else None)


def test_one_and_many_are_read_alike() -> None:
    assert (one("x"), one(["x"]), one([]), one({"a": 1})) == ("x", "x", None, {"a": 1})
    assert (things({"a": 1}), things([{"a": 1}, 7]), things(None)) == (({"a": 1},), ({"a": 1},), ())
    assert (thing([{"a": 1}]), thing(7)) == ({"a": 1}, {})
    assert (names("x"), names(["x", 7]), names({})) == (("x",), ("x",), ())


@pytest.mark.parametrize(
    ("value", "expected"), [("urn:a", "urn:a"), ({"id": "urn:a"}, "urn:a"), ([{"id": "urn:a"}], "urn:a"), (7, None), ({}, None)]
)
def test_a_reference_is_a_text_or_an_object_with_an_id(value: object, expected: str | None) -> None:
    assert identifier(value) == expected
