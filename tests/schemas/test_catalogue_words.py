"""The short words of catalogues stand for concepts of the European vocabularies, for all of them, and are described."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.schemas.catalogue.words import KINDS, OUTCOME_KINDS, ROLES, WORDS_OF_SCHEMES
from app.schemas.vocabularies import concept, concepts

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "catalogue" / "README.md"


@pytest.mark.parametrize("scheme", WORDS_OF_SCHEMES)
def test_every_word_stands_for_a_known_concept(scheme: str) -> None:
    unknown = [uri for uri in WORDS_OF_SCHEMES[scheme].values() if concept(uri) is None]

    assert not unknown


@pytest.mark.parametrize("scheme", WORDS_OF_SCHEMES)
def test_every_concept_has_one_word(scheme: str) -> None:
    assert sorted(WORDS_OF_SCHEMES[scheme].values()) == sorted(found.uri for found in concepts(scheme).values())


@pytest.mark.parametrize("table", [*WORDS_OF_SCHEMES.values(), KINDS, ROLES, OUTCOME_KINDS])
def test_every_word_is_in_the_description_of_the_format(table: Mapping[str, object]) -> None:
    description = README.read_text("utf-8")

    assert [word for word in table if f"`{word}`" not in description] == []


def test_every_field_is_in_the_description_of_the_format() -> None:
    description = README.read_text("utf-8")
    source = "".join(path.read_text("utf-8") for path in (ROOT / "app" / "schemas" / "catalogue").glob("*.py"))
    fields = set(re.findall(r'"(\w+)": (?:needed|allowed)\(', source))

    assert len(fields) > 40
    assert [field for field in sorted(fields) if f"`{field}`" not in description] == []
