"""JSON in its one spelling: what orjson writes for us is what RFC 8785 says."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.jcs import canonical_json
from app.errors import MalformedJson

TEXTS = st.text(max_size=8) | st.sampled_from(["\x00", "\x7f", "\u2028", "\U0001f600", "\ufb33", "\u20ac", "\r", '"\\/', "\ud800", "é"])
NUMBERS = (
    st.integers(-(2**55), 2**55)
    | st.floats()
    | st.sampled_from([0.0, -0.0, 1e21, 1e20, 1e-6, 1e-7, 5e-324, 1.7976931348623157e308, 2.0**53, 333333333.33333329, 120.0])
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4) | st.dictionaries(st.integers(0, 3), inner, max_size=1)
    ),
    max_leaves=12,
)


@given(ANYTHING)
def test_every_value_is_spelled_or_refused_as_the_reference_does(value: Any) -> None:
    try:
        expected = rfc8785.dumps(value)
    except ValueError:
        with pytest.raises(MalformedJson, match="RFC 8785"):
            canonical_json(value)
    else:
        assert canonical_json(value) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 1e-27]}, '{"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}'),
        ({"string": '€$\x0f\nA\'B"\\\\"/'}, '{"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'),
        ({"creditsEarned": 120.0}, '{"creditsEarned":120}'),
        ({}, "{}"),
        ([], "[]"),
    ],
)
def test_the_examples_of_the_standard_are_spelled_so(value: Any, text: str) -> None:
    assert canonical_json(value).decode() == text


def test_members_stand_in_the_order_of_their_utf_16_units() -> None:
    members = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "\xf6": 7}

    assert list(json.loads(canonical_json(members)).values()) == [2, 4, 6, 7, 1, 5, 3]


def test_nothing_is_changed_in_what_was_given() -> None:
    value: dict[str, Any] = {"a": [1.5, {"b": 2.0}], "c": {"d": [3.0]}}
    copy = json.loads(json.dumps(value))

    canonical_json(value)

    assert value == copy
    assert isinstance(value["c"]["d"][0], float)


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), float("nan"), float("inf"), {"a": "\ud800"}, {"\ud800": 1}, {1: 2}, object(), {"a": {1, 2}}]
)
def test_what_has_no_spelling_is_refused(value: Any) -> None:
    with pytest.raises(MalformedJson):
        canonical_json(value)


def test_nesting_without_end_is_refused() -> None:
    value: list[Any] = []
    for _ in range(20_000):
        value = [value]

    with pytest.raises(MalformedJson):
        canonical_json(value)
