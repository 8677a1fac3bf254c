"""The quick reader of JSON: what it reads is what the strict one reads, and everything else is left to that."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import DocumentError
from app.schemas.quick_json import DOUBTFUL, read_quickly
from app.schemas.strict_json import DEFAULT_LIMITS, JsonLimits, read_json, read_slowly

LARGE = ["9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "-9223372036854775809", "1" * 64]
SMALL = ["0", "-0", "-0.0", "1.0", "1E5", "1e-400", "1e400", "0.1", "123456789.987654321e-30", "01", "1.", "NaN"]
ESCAPED = ['"\\u003a"', '"\\u003A\\u003a"', '"\\\\u003a"', '"\\":\\""', '"\\u0000"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\u00e9"', '"\\n"']
TEXTS = st.sampled_from(['""', '"a"', '"a:b"', '"é:"', '"\x7f"', '"\x01"', *ESCAPED])
NUMBERS = st.sampled_from(LARGE + SMALL + ["1" * 65])
SCALARS = NUMBERS | TEXTS | st.sampled_from(["true", "false", "null", "nul"])


def _array(items: list[str]) -> str:
    return f"[{','.join(items)}]"


def _object(members: list[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{name}:{value}" for name, value in members) + "}"


VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4).map(_array) | st.lists(st.tuples(TEXTS, inner), max_size=4).map(_object),
    max_leaves=10,
)


def outcome(body: bytes, limits: JsonLimits = DEFAULT_LIMITS) -> str:
    """What the reader that looks at everything says; `repr` tells 1 from 1.0 and True, and the order of members."""
    try:
        return repr(read_slowly(body, limits))
    except DocumentError as error:
        return error.code


@given(VALUES | st.binary(max_size=30).map(lambda content: content.decode("latin-1")))
def test_what_is_read_quickly_is_what_the_strict_reader_reads(text: str) -> None:
    value = read_quickly(text.encode(), DEFAULT_LIMITS.max_depth, DEFAULT_LIMITS.max_nodes)

    assert value is DOUBTFUL or repr(value) == outcome(text.encode())


@given(VALUES, st.integers(1, 4), st.integers(1, 6))
def test_what_is_read_quickly_is_within_the_limits(text: str, depth: int, nodes: int) -> None:
    value = read_quickly(text.encode(), depth, nodes)

    assert value is DOUBTFUL or repr(value) == outcome(text.encode(), JsonLimits(max_depth=depth, max_nodes=nodes))


@given(st.binary(max_size=40))
def test_any_bytes_are_read_alike(body: bytes) -> None:
    value = read_quickly(body, DEFAULT_LIMITS.max_depth, DEFAULT_LIMITS.max_nodes)

    assert value is DOUBTFUL or repr(value) == outcome(body)


@pytest.mark.parametrize("value", [{"a": 1, "b": [True, None, 1.5, "é: :"]}, [], "x:y", 7, {"a": {"b": {"c": ["d"]}}}])
def test_usual_values_are_read_quickly(value: Any) -> None:
    for ascii_only in (True, False):
        body = json.dumps(value, ensure_ascii=ascii_only, indent=2).encode()

        assert read_quickly(body, 32, 100) == value == read_json(body)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '{"a":1,"\\u0061":1}',
        '{"a":1,"a":"\\u003a"}',
        '[{"x":{"a":"b:c","a":"d"}},"\\u003A\\u003a"]',
        "18446744073709551616",
        "1e400",
        '"\\u0000"',
        "[[[]]]",
        "[1,2,3,4,5]",
        "\ufeff1",
        "nonsense",
    ],
)
def test_what_is_beyond_no_doubt_is_left_to_the_strict_reader(text: str) -> None:
    assert read_quickly(text.encode(), 2, 5) is DOUBTFUL
