"""Moments: read strictly, written one way."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from app.schemas.moments import read_moment, write_moment

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-31T12:00:00Z", NOON),
        ("2026-01-31T06:00:00-06:00", NOON),
        ("2026-01-31T12:00:00.5Z", NOON + timedelta(milliseconds=500)),
        ("2026-01-31T12:00:00.123456789Z", NOON + timedelta(microseconds=123456)),
        ("9999-12-31T23:59:59-06:00", datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-6)))),
    ],
)
def test_a_date_time_stamp_is_read(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31T12:00:00",
        "2026-01-31",
        "2026-01-31 12:00:00Z",
        "2026-1-31T12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-01-31T12:00:60Z",
        "2026-01-31T12:00:00+25:00",
        "0000-01-31T12:00:00Z",
        "12026-01-31T12:00:00Z",
        "-0044-03-15T12:00:00Z",
        "2026-01-31T12:00:00z",
        "2026-01-31T12:00:00Z\n",
        "٢٠٢٦-01-31T12:00:00Z",
        "Sat 25 Feb 2023 07:16:31 PM CST",
        "2026-01-31T12:00:00." + "0" * 100 + "Z",
        "",
        None,
        1769860800,
        ["2026-01-31T12:00:00Z"],
    ],
)
def test_anything_else_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each case has its own words
        read_moment(value)


def test_a_moment_is_written_in_utc_and_whole_seconds() -> None:
    moment = datetime(2026, 1, 31, 6, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=-6)))

    assert write_moment(moment) == "2026-01-31T12:00:00Z"


def test_an_early_year_is_written_with_four_digits() -> None:
    assert write_moment(datetime(44, 3, 15, tzinfo=UTC)) == "0044-03-15T00:00:00Z"


def test_a_moment_without_a_zone_is_not_written() -> None:
    with pytest.raises(ValueError, match="zone"):
        write_moment(NOON.replace(tzinfo=None))


def test_a_moment_beyond_the_calendar_is_not_written() -> None:
    with pytest.raises(ValueError, match="9999"):
        write_moment(datetime.max.replace(tzinfo=timezone(timedelta(hours=-6))))
