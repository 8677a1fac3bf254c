"""An award as a European Digital Credential: everything said, in every language, as the official shapes have it."""

from pathlib import Path

import pytest

from app.issuers import FORMATS, format_named
from app.issuers.europass import EUROPASS, build
from app.model.award import Award
from tests.awards import MAXIMAL, MINIMAL, in_language_of
from tests.europass import SEALING
from tests.schemas.edc_shapes import official_verdict

pytestmark = pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
"""rdflib warns of its own code."""


def test_europass_is_a_format() -> None:
    assert format_named("europass-3.2") is EUROPASS
    assert EUROPASS in FORMATS


@pytest.mark.parametrize("award", [MAXIMAL, MINIMAL, in_language_of(MAXIMAL, "de")], ids=["maximal", "minimal", "german"])
def test_what_is_built_conforms_to_the_official_shapes(shared: Path, award: Award) -> None:
    assert official_verdict(shared, build(award, SEALING))


def test_the_same_award_and_sealing_give_the_same_document() -> None:
    assert build(MAXIMAL, SEALING) == build(MAXIMAL, SEALING)


def test_without_a_sealing_there_is_none() -> None:
    with pytest.raises(ValueError, match="for a seal"):
        build(MAXIMAL)
