"""Days as JSON Schema's format `date` has them."""

import pytest

from app.schemas.schema_faults import _FORMATS


@pytest.mark.parametrize(("text", "fits"), [("2026-02-28", True), ("2026-02-30", False), ("20260228", False), (7, True)])
def test_a_day_is_one_that_the_calendar_has(text: object, *, fits: bool) -> None:
    assert _FORMATS["date"](text) is fits
