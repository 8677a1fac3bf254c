"""Strangers' texts in our sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.verifier.shown import shown


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("did:web:issuer.example", "did:web:issuer.example"),
        ("Zürich – Ελλάδα", "Zürich – Ελλάδα"),
        ("a\nb", "a�b"),
        ("a\x00b\x1b[31m", "a�b�[31m"),
        ("\u202eevil", "�evil"),
        ("\u2066x\u2069", "�x�"),
        ("\ud800", "�"),
        (7, "7"),
        (None, "None"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 199 + "…"),
    ],
)
def test_a_fact_is_short_and_shows_every_character(text: object, fact: str) -> None:
    assert shown(text) == fact


@given(st.text())
def test_any_text_becomes_a_printable_line_of_at_most_two_hundred_characters(text: str) -> None:
    assert len(shown(text)) <= 200
    assert shown(text).isprintable()
