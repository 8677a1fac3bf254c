"""Formats are found by name, and nothing that is not of its format passes."""

import pytest

from app.errors import NotFound, SchemaViolation
from app.issuers import FORMATS, format_named, validate
from app.issuers.open_badges import OPEN_BADGES
from app.model.award import Award
from tests.awards import MAXIMAL, MINIMAL


def test_open_badges_is_a_format() -> None:
    assert format_named("open-badges-3.0") is OPEN_BADGES
    assert OPEN_BADGES in FORMATS


@pytest.mark.parametrize("name", ["", "open-badges", "Open-Badges-3.0", "elm"])
def test_an_unknown_format_is_refused_with_those_that_there_are(name: str) -> None:
    with pytest.raises(NotFound, match=r"open-badges-3\.0"):
        format_named(name)


@pytest.mark.parametrize("award", [MAXIMAL, MINIMAL], ids=["maximal", "minimal"])
def test_what_is_built_passes(award: Award) -> None:
    validate(OPEN_BADGES, OPEN_BADGES.build(award))


def test_what_is_not_of_the_format_is_refused_with_its_places() -> None:
    document = OPEN_BADGES.build(MINIMAL) | {"validFrom": "yesterday", "id": None}

    with pytest.raises(SchemaViolation, match=r"open-badges-3\.0: expected") as refused:
        validate(OPEN_BADGES, document)

    assert {fault.pointer for fault in refused.value.faults} == {"/validFrom", "/id"}
