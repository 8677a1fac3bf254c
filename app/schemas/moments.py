"""Moments as credentials write them: xsd:dateTimeStamp, always with its zone.

Spec: VC Data Model 2.0 §4.9, https://www.w3.org/TR/vc-data-model-2.0/#validity-period; XML Schema 1.1 part 2 §3.4.28.
"""

import re
from datetime import UTC, datetime
from typing import Any

_MAX_LENGTH = 64
_DATE_TIME_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?P<fraction>\.\d+)?(?P<zone>Z|[+-]\d\d:\d\d)", re.ASCII)


def read_moment(value: Any) -> datetime:
    """Return the moment that a dateTimeStamp names, aware, in its own zone; what is finer than a microsecond is cut off.

    Raises:
        ValueError: not a text, not a dateTimeStamp, without a zone, or a moment outside the years 1 to 9999.
    """
    if not isinstance(value, str) or len(value) > _MAX_LENGTH:
        raise ValueError("expected a date and time with its zone")
    match = _DATE_TIME_STAMP.fullmatch(value)
    if match is None:
        raise ValueError("expected a date and time with its zone, such as 2026-01-31T12:00:00Z")
    fraction = (match["fraction"] or "")[:7]
    return datetime.fromisoformat(f"{value[:19]}{fraction}{match['zone']}")


def is_moment(text: str) -> bool:
    """Return whether a text is a dateTimeStamp."""
    try:
        read_moment(text)
    except ValueError:
        return False
    return True


def write_moment(moment: datetime) -> str:
    """Return the moment as a dateTimeStamp in UTC, in whole seconds: what is signed has no finer grain.

    Raises:
        ValueError: `moment` does not say its zone, or lies outside the years 1 to 9999 of UTC.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    try:
        return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    except OverflowError as error:
        raise ValueError("a moment beyond the years 1 to 9999") from error
