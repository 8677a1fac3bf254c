"""The JSON reader: what readers do not all read alike is refused, and what is too large before it is built."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import MalformedJson, TooComplex
from app.schemas.strict_json import JsonLimits, places, pointer_token, read_json, read_object

ROOMY = JsonLimits(max_bytes=10_000_000, max_depth=100, max_nodes=1_000_000)

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def without_nul(value: Any) -> bool:
    return "\\u0000" not in json.dumps(value)


@given(JSON_VALUES.filter(without_nul))
def test_what_python_writes_reads_back(value: Any) -> None:
    assert read_json(json.dumps(value).encode(), ROOMY) == value
    assert read_json(json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "strict"), ROOMY) == value


@given(st.binary(max_size=200) | st.text(alphabet='{}[]",:\\u0d8af1e-+. tn', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with suppress(MalformedJson, TooComplex):
        read_json(body)


@pytest.mark.parametrize(
    "text",
    [
        '"\\ud83d\\ude00"',
        '"\\\\ud800"',
        '"\\\\u0000"',
        '{"\\\\ud800": "\\\\\\\\udfff"}',
        "1.5e10",
        "-0",
        "1e-9",
        " [ ] ",
        '"a\\"b"',
        '"[[[["',
    ],
)
def test_harmless_text_that_looks_harmful_is_read(text: str) -> None:
    assert read_json(text.encode()) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('{"a": 1, "a": 1}', "/a"),
        ('{"a": {"b": [0, {"c": 1, "d": 2, "c": 3}]}}', "/a/b/1/c"),
        ('{"a~/b": {"": 1, "": 2}}', "/a~0~1b/"),
        ('{"a": 1, "\\u0061": 2}', "/a"),
        ('[{"b": 1, "c": 1, "c": 2, "b": 2}]', "/0/c"),
        ('{"a": {"b": 1, "b": 2}, "a": 3}', "/a"),
        ('{"a": {"b": 1, "b": 2}, "c": {"d": 1, "d": 2}, "a": 3}', "/c/d"),
        ('[{"a": [{"b": {"c": 1, "c": 2}, "b": 3}], "a": 4}]', "/0/a"),
    ],
)
def test_a_key_that_stands_there_twice_is_refused_with_its_pointer(text: str, pointer: str) -> None:
    with pytest.raises(MalformedJson, match="more than once") as refused:
        read_json(text.encode())

    assert [fault.pointer for fault in refused.value.faults] == [pointer]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", '{"a": [NaN]}'])
def test_constants_that_json_does_not_have_are_refused(text: str) -> None:
    with pytest.raises(MalformedJson, match="expected a JSON number"):
        read_json(text.encode())


@pytest.mark.parametrize("text", ["1e999", "-1e999", "[1e309]", "1" + "0" * 400 + ".0"])
def test_a_number_that_no_double_holds_is_refused(text: str) -> None:
    with pytest.raises(MalformedJson, match="overflows"):
        read_json(text.encode())


@pytest.mark.parametrize("digits", [65, 5_000, 200_000])
def test_a_long_integer_is_refused_before_it_is_computed(digits: int) -> None:
    with pytest.raises(MalformedJson, match=f"found one of {digits}"):
        read_json(b'{"a": ' + b"1" * digits + b"}")


def test_an_integer_of_64_characters_is_read() -> None:
    assert read_json(b"9" * 64) == int("9" * 64)


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('"\\ud800"', ""),
        ('{"a": ["\\udfff x"]}', "/a/0"),
        ('"\\uD83D"', ""),
        ('"\\udc00\\ud800"', ""),
        ('{"a": {"\\ud800": 1}}', "/a"),
        ('{"a": "b\\u0000c"}', "/a"),
        ('{"\\u0000": {"b": "\\u0000"}}', ""),
    ],
)
def test_half_a_surrogate_pair_and_nul_are_refused_with_their_pointer(text: str, pointer: str) -> None:
    with pytest.raises(MalformedJson, match="whole Unicode characters") as refused:
        read_json(text.encode())

    assert [fault.pointer for fault in refused.value.faults] == [pointer]
    assert refused.value.detail.encode()


def test_a_pointer_through_a_broken_key_can_still_be_written() -> None:
    with pytest.raises(MalformedJson) as refused:
        read_json(b'{"a": {"b\\ud800": {"c": "x"}}, "ok": 1}')

    assert refused.value.faults[0].pointer.encode() == b"/a"


def test_a_byte_order_mark_is_refused() -> None:
    with pytest.raises(MalformedJson, match="byte order mark"):
        read_json(b"\xef\xbb\xbf{}")


@pytest.mark.parametrize(
    "body",
    [b'"\xff"', b'"\xc3"', '"\ud800"'.encode("utf-8", "surrogatepass"), b"\xc0\xae", "{}".encode("utf-16"), '"é"'.encode("latin-1")],
)
def test_bytes_that_are_not_utf_8_are_refused_with_their_position(body: bytes) -> None:
    with pytest.raises(MalformedJson, match=r"position \d+"):
        read_json(body)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "line 1, column 1"),
        ("{", "line 1, column 2"),
        ('{"a":\n  tru}', "line 2, column 3"),
        ("[1,]", "line 1, column"),
        ("{'a': 1}", "line 1, column 2"),
        ('"abc', "line 1, column 1"),
        ('"abc\\', "line 1, column"),
        ('"a\nb"', "line 1, column 3"),
        ("[] []", "line 1, column 4"),
        ("01", "line 1, column 2"),
        ("// x\n1", "line 1, column 1"),
        ("[1]]", "line 1, column 4"),
        ("[\ufeff]", "line 1, column 2"),
        ("+1", "line 1, column 1"),
        ('"\\x41"', "line 1, column"),
    ],
)
def test_what_is_no_json_is_refused_with_line_and_column(text: str, where: str) -> None:
    with pytest.raises(MalformedJson, match=where):
        read_json(text.encode())


@pytest.mark.parametrize(("mark", "end"), [("[", "]"), ('{"a":', "}")])
def test_depth_is_bounded_without_recursion(mark: str, end: str) -> None:
    assert read_json((mark * 32 + "1" + end * 32).encode())

    for depth in (33, 4_000):
        with pytest.raises(TooComplex, match=f"found {depth}"):
            read_json((mark * depth + "1" + end * depth).encode())


def test_brackets_in_texts_do_not_count() -> None:
    assert read_json(json.dumps({"[" * 40: "{" * 40 + '"' + "," * 6_000}).encode())


def test_the_number_of_values_is_bounded() -> None:
    assert len(read_json(json.dumps([1] * 4_999).encode())) == 4_999

    for values in (5_000, 100_000):
        with pytest.raises(TooComplex, match=f"found {values + 1}"):
            read_json(json.dumps([1] * values).encode(), JsonLimits(max_bytes=1_000_000))


def test_the_number_of_bytes_is_bounded() -> None:
    assert read_json(b'"' + b"x" * 262_142 + b'"')

    with pytest.raises(TooComplex, match="at most 262144 bytes"):
        read_json(b'"' + b"x" * 262_143 + b'"')
    with pytest.raises(TooComplex, match="at most 1 bytes"):
        read_json(b"[]", JsonLimits(max_bytes=1))


@pytest.mark.parametrize("text", ['"' + '\\"' * 120_000, "\\" * 200_000, '"' * 100_001, '"\\' + "u" * 200_000])
def test_text_made_to_be_read_again_and_again_is_refused_at_once(text: str) -> None:
    with pytest.raises(MalformedJson):
        read_json(text.encode())


@pytest.mark.parametrize(
    ("text", "kind"),
    [("[]", "an array"), ('"x"', "a text"), ("true", "true or false"), ("null", "null"), ("5", "a number")],
)
def test_another_value_than_an_object_is_refused_where_one_is_wanted(text: str, kind: str) -> None:
    with pytest.raises(MalformedJson, match=f"found {kind}"):
        read_object(text.encode())


def test_an_object_is_read_with_its_order_of_members() -> None:
    assert list(read_object(b'{"b": 1, "a": 2}')) == ["b", "a"]


def test_a_step_of_a_pointer_is_escaped() -> None:
    assert pointer_token("a/b~c~1") == "a~1b~0c~01"


def test_places_names_each_value_with_its_pointer() -> None:
    found = dict(places({"a": [1, {"b/": None}]}))

    assert found == {"": {"a": [1, {"b/": None}]}, "/a": [1, {"b/": None}], "/a/0": 1, "/a/1": {"b/": None}, "/a/1/b~1": None}
