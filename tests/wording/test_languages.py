"""Accept-Language: the best of our languages, in bounded work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wording.languages import best_language

OURS = ("de", "en", "pt-BR")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("DE", "de"),
        ("de-AT", "de"),
        ("de-AT-1996", "de"),
        ("pt-br", "pt-BR"),
        ("en;q=0.2, de;q=0.9", "de"),
        ("en;q=0.2,de;q=0.1", "en"),
        ("fr, de;q=0.5", "de"),
        ("fr;q=1.0, de;q=0.001", "de"),
        (" de ; q = 0.5 ", "de"),
        ("de, en", "de"),
        ("fr, *;q=0.5, de;q=0.1", "en"),
    ],
)
def test_the_most_liked_of_our_languages_is_found(header: str, language: str) -> None:
    assert best_language(header, OURS, "en") == language


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "fr",
        "*",
        "pt",
        "de;q=0",
        "de;q=0.000",
        "de;q=2",
        "de;q=-1",
        "de;q=0.1234",
        "de;q=nan",
        "de;q=1e9",
        "de;level=1",
        "d e",
        "de_AT",
        "deutsch",
        "-de",
        "de-",
        ";;;",
        ",,,",
        "\x00de",
        "\uff44\uff45",
    ],
)
def test_what_is_malformed_unwanted_or_unknown_gives_the_default(header: str | None) -> None:
    assert best_language(header, OURS, "en") == "en"


def test_ranges_beyond_the_twentieth_are_not_read() -> None:
    assert best_language("fr," * 19 + "de", OURS, "en") == "de"
    assert best_language("fr," * 20 + "de", OURS, "en") == "en"


def test_characters_beyond_the_thousandth_are_not_read() -> None:
    assert best_language(" " * 998 + "de", OURS, "en") == "de"
    assert best_language(" " * 1000 + "de", OURS, "en") == "en"


@given(st.text(max_size=200))
def test_any_text_gives_one_of_our_languages(header: str) -> None:
    assert best_language(header, OURS, "en") in OURS
