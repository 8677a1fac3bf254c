"""The clock of this machine: the default where a clock can be handed in."""

from datetime import UTC, datetime


def utc_moment() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)
