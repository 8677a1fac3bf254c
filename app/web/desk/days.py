"""Days as forms write them. They are those of UTC, as everywhere on our pages."""

from datetime import date, timedelta
from typing import Final

A_DAY: Final = timedelta(days=1)


def start_of(day: str, later: timedelta = timedelta(0)) -> str | None:
    """Return the first moment of a day, or of one that much later; None for none. Raises ValueError, OverflowError."""
    return f"{date.fromisoformat(day) + later}T00:00:00Z" if day else None
