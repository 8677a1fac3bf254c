"""In which language a credential speaks."""

import pytest

from app.issuers.speech import language_code, speech, spoken_language, word

TITLES = {"de": "Bühne", "en": "Stage", "pt-BR": "Palco"}


@pytest.mark.parametrize(
    ("wanted", "spoken"), [("de", "de"), ("de-CH", "de"), ("pt-BR", "pt-BR"), ("pt", "en"), ("el", "en"), ("", "en"), ("DE", "en")]
)
def test_the_wanted_language_is_spoken_where_the_title_has_it(wanted: str, spoken: str) -> None:
    assert spoken_language(TITLES, wanted) == spoken


def test_without_english_the_first_tag_is_spoken() -> None:
    assert spoken_language({"it": "Palco", "el": "Σκηνή"}, "fr") == "el"
    assert spoken_language({}, "fr") == "en"


def test_a_text_without_that_language_is_said_in_the_next_best() -> None:
    say = speech("pt-BR")

    assert (say(TITLES), say({"en": "Only"}), say({}), word(say, "outcomes")) == ("Palco", "Only", "", "Learning outcomes")


def test_texts_are_normalised() -> None:
    assert speech("de")({"de": "Bu\u0308hne"}) == "B\u00fchne"


@pytest.mark.parametrize(
    ("tag", "code"), [("en", "en"), ("zh-Hant-TW", "zh-Hant-TW"), ("es-419", "es-419"), ("sr-latn", "sr"), ("EN", None), ("", None)]
)
def test_a_tag_becomes_a_language_code(tag: str, code: str | None) -> None:
    assert language_code(tag) == code
