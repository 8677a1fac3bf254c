"""The certificate's own words: the same in every language, and none that cannot be printed."""

import json
import re
from importlib.resources import files

import pytest

from app.model.achievement import AchievementKind
from app.render.fonts import missing_scripts
from app.render.words import LANGUAGES, Words, words_for
from app.schemas.vocabularies import WORDS

CATALOGUE = json.loads((files("app.render") / "words.json").read_text("utf-8"))
PLACEHOLDER = re.compile(r"\{[a-z]+\}")


def test_there_are_words_in_every_language_that_signed_texts_have() -> None:
    assert set(LANGUAGES) == set(WORDS["outcomes"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_with_the_same_placeholders(language: str) -> None:
    english, words = CATALOGUE["en"], CATALOGUE[language]

    assert {name: PLACEHOLDER.findall(text) for name, text in words.items()} == {
        name: PLACEHOLDER.findall(text) for name, text in english.items()
    }
    assert all(text.strip() for text in words.values())
    assert missing_scripts(words.values()) == ()


def test_every_kind_of_achievement_has_a_word() -> None:
    assert {f"kind.{kind}" for kind in AchievementKind} <= set(CATALOGUE["en"])


@pytest.mark.parametrize(("wanted", "language"), [("de", "de"), ("DE-at", "de"), ("pt", "en"), ("", "en"), ("../de", "en")])
def test_words_are_in_the_language_that_is_wanted_or_in_english(wanted: str, language: str) -> None:
    assert words_for(wanted) == Words(language)
