"""Texts from outside: one line, of bounded length, without signs that steer or hide."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.render.texts import ELLIPSIS, Phrase, capital, line, said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  Ada \r\n\t Lovelace ", "Ada Lovelace"),
        ("Ada\u00a0Lovelace\u2028Byron\u2029King\u3000x", "Ada Lovelace Byron King x"),
        ("\u202eecalevoL adA\u202c", "ecalevoL adA"),
        ("\u2066Ada\u2069\u200e\u200f\u061c\ufeff\u00ad", "Ada"),
        ("A\u200bd\u2060a\x00\x07\x1b[31m", "Ada[31m"),
        ("Ada\ud800\udfff", "Ada"),
        ("Ada\ufe0f\u034f\U000e0100", "Ada"),
        ("علی\u200cرضا", "علی\u200cرضا"),  # noqa: RUF001 — the sign that is meant
        ("Zoe\u0308", "Zoë"),
        ("Z̴̡͎̙̈́̇͠͝", "Z̴̡͎̙"),
        ('#eval("1") $x$ *a* _b_ <c> \\u{41} @d', '#eval("1") $x$ *a* _b_ <c> \\u{41} @d'),
        ("", ""),
    ],
)
def test_a_line_shows_what_is_written_and_nothing_else(text: str, shown: str) -> None:
    assert line(text, 100) == shown


def test_a_line_that_is_too_long_is_cut_before_the_ellipsis() -> None:
    assert line("abcdef", 6) == "abcdef"
    assert line("abcdefg", 6) == f"abcde{ELLIPSIS}"
    assert line("abcd efg", 6) == f"abcd{ELLIPSIS}"


def test_a_line_of_hidden_signs_is_cut_too() -> None:
    assert line("\u200b" * 10_000 + "x", 100) == ELLIPSIS


@given(st.text(), st.integers(min_value=2, max_value=50))
def test_a_line_is_never_longer_than_it_may_be_and_has_no_control(text: str, most: int) -> None:
    shown = line(text, most)

    assert len(shown) <= most
    assert not [sign for sign in shown if unicodedata.category(sign) in {"Cc", "Cs"} or sign in "\u202a\u202b\u202d\u202e"]


@pytest.mark.parametrize(
    ("text", "right_to_left"),
    [("محمد", True), ("12 محمد", True), ("«آل» x", True), ("Ada محمد", False), ("12 – 3", False), ("", False), ("שלום", True)],
)
def test_the_first_letter_tells_the_direction(text: str, right_to_left: bool) -> None:  # noqa: FBT001 — an example's answer
    assert Phrase(text, "en").runs_right_to_left is right_to_left


@pytest.mark.parametrize(("tag", "code"), [("en", "en"), ("el-GR", "el"), ("ast", "ast"), ("x-klingon", None), ("", None), ("Ελ", None)])
def test_a_language_code_has_two_or_three_letters(tag: str, code: str | None) -> None:
    assert Phrase("", tag).language_code == code


def test_a_text_is_said_in_the_language_that_is_wanted_or_the_next_best() -> None:
    texts = {"de": "Bühne", "en": "Stage", "el": "Σκηνή"}

    assert said(texts, "de-AT", 10) == Phrase("Bühne", "de")
    assert said(texts, "fr", 10) == Phrase("Stage", "en")
    assert said({"nl": "Podium", "it": "Palco"}, "fr", 10) == Phrase("Palco", "it")
    assert said({}, "fr", 10) == Phrase("", "fr")


@pytest.mark.parametrize(("text", "written"), [("project work", "Project work"), ("εργασία", "Εργασία"), ("", ""), ("ßa", "SSa")])
def test_labels_begin_with_a_capital(text: str, written: str) -> None:
    assert capital(text) == written
