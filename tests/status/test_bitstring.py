"""The bits of a list: packed, and unpacked with care."""

import base64
import gzip
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openvc.status.bitstring import decode_bitstring, encode_bitstring, get_status_bit

from app.errors import MalformedStatus, StatusIndexOutOfRange, StatusListTooShort
from app.status.bitstring import LEAST_BYTES, MOST_BYTES, check_length, decode_bits, encode_bits, set_in, value_at

SIZE = 131_072
SET = (0, 7, 8, 41_123, SIZE - 1)


def encoded(packed: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def test_exactly_the_given_indexes_are_set() -> None:
    bits = decode_bits(encode_bits(SET, SIZE))

    assert [index for index in range(SIZE) if value_at(bits, index)] == list(SET)


@given(st.frozensets(st.integers(0, SIZE - 1), max_size=50))
def test_what_is_set_is_told_from_the_lowest_up(indexes: frozenset[int]) -> None:
    assert list(set_in(decode_bits(encode_bits(indexes, SIZE)))) == sorted(indexes)


def test_index_0_is_the_most_significant_bit_of_the_first_byte() -> None:
    assert decode_bits(encode_bits([0, 9], SIZE))[:2] == b"\x80\x40"


def test_the_same_indexes_give_the_same_text() -> None:
    assert encode_bits(SET, SIZE) == encode_bits(frozenset(SET), SIZE)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.sets(st.integers(0, SIZE - 1), max_size=40))
def test_any_set_of_indexes_comes_back(indexes: set[int]) -> None:
    bits = decode_bits(encode_bits(indexes, SIZE))

    assert sum(byte.bit_count() for byte in bits) == len(indexes)
    assert all(value_at(bits, index) for index in indexes)


def test_our_list_reads_the_same_in_another_implementation() -> None:
    theirs = decode_bitstring(encode_bits(SET, SIZE))

    assert [index for index in range(SIZE) if get_status_bit(theirs, index)] == list(SET)


def test_another_implementations_list_reads_the_same_here() -> None:
    bits = decode_bits(encode_bitstring(b"\x01" + bytes(LEAST_BYTES - 1)))

    assert value_at(bits, 7)
    assert not value_at(bits, 0)


def test_the_published_example_of_the_specification_reads_as_all_clear() -> None:
    published = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"

    assert decode_bits(published) == bytes(LEAST_BYTES)


def test_a_list_without_the_multibase_prefix_is_read() -> None:
    assert decode_bits(encode_bits(SET, SIZE)[1:]) == decode_bits(encode_bits(SET, SIZE))


@pytest.mark.parametrize("size", [0, 8, SIZE - 8, SIZE + 1, SIZE + 4])
def test_a_list_of_a_forbidden_size_is_not_written(size: int) -> None:
    with pytest.raises(MalformedStatus, match="131072"):
        encode_bits([], size)


@pytest.mark.parametrize("index", [-1, SIZE, SIZE + 1])
def test_an_index_outside_the_list_is_not_written(index: int) -> None:
    with pytest.raises(StatusIndexOutOfRange):
        encode_bits([3, index], SIZE)


@pytest.mark.parametrize("index", [-1, SIZE, 10**30])
def test_an_index_outside_the_list_is_not_read(index: int) -> None:
    with pytest.raises(StatusIndexOutOfRange, match=str(SIZE)):
        value_at(bytes(LEAST_BYTES), index)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "u",
        "not base64url!",
        "zH4sIAAAA",
        "uH4sIA=",
        encoded(b"no gzip at all"),
        encoded(gzip.compress(bytes(LEAST_BYTES))[:-9]),
        encoded(gzip.compress(bytes(LEAST_BYTES))[:-1]),
        encoded(gzip.compress(bytes(LEAST_BYTES)) + b"more"),
        encoded(gzip.compress(bytes(LEAST_BYTES)) + gzip.compress(b"\xff")),
        encoded(gzip.compress(bytes(LEAST_BYTES))[:-8] + bytes(8)),
    ],
    ids=["empty", "prefix", "alphabet", "base58", "padding", "no-gzip", "cut", "cut-by-one", "tail", "second-stream", "checksum"],
)
def test_a_garbled_list_is_refused(text: str) -> None:
    with pytest.raises(MalformedStatus):
        decode_bits(text)


def test_a_list_that_is_too_short_for_privacy_is_refused() -> None:
    with pytest.raises(MalformedStatus, match="at least 16384"):
        decode_bits(encoded(gzip.compress(bytes(LEAST_BYTES - 1))))


def test_a_list_as_long_as_allowed_is_read_and_one_byte_more_is_not() -> None:
    assert len(decode_bits(encoded(gzip.compress(bytes(20_000))), max_bytes=20_000)) == 20_000
    with pytest.raises(MalformedStatus, match="more than 20000"):
        decode_bits(encoded(gzip.compress(bytes(20_001))), max_bytes=20_000)


def unpacked_bytes(bomb: str) -> int:
    """The most bytes that were in memory at once while a list was refused."""
    tracemalloc.start()
    try:
        with pytest.raises(MalformedStatus, match=f"more than {MOST_BYTES}"):
            decode_bits(bomb)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("megabytes", [10, 64, 256])
def test_a_bomb_is_refused_without_unpacking_more_of_it_than_allowed(megabytes: int) -> None:
    bomb = encoded(gzip.compress(bytes(megabytes * 1_000_000), compresslevel=1))

    assert unpacked_bytes(bomb) < 2 * MOST_BYTES + 3 * len(bomb)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.binary(min_size=64, max_size=64), st.integers(1, 16), st.integers(0, 31))
def test_a_value_of_several_bits_is_read_from_the_most_significant_on(bits: bytes, size: int, index: int) -> None:
    text = "".join(f"{byte:08b}" for byte in bits)

    assert value_at(bits, index, size) == int(text[index * size : (index + 1) * size], 2)


@pytest.mark.parametrize(("size", "last"), [(1, SIZE - 1), (2, SIZE // 2 - 1), (3, SIZE // 3 - 1), (16, SIZE // 16 - 1)])
def test_the_last_entry_is_read_and_none_beyond_it(size: int, last: int) -> None:
    assert value_at(bytes(LEAST_BYTES), last, size) == 0
    with pytest.raises(StatusIndexOutOfRange, match=f"{last + 1} in a list of {last + 1} entries of {size} bits"):
        value_at(bytes(LEAST_BYTES), last + 1, size)


@pytest.mark.parametrize("size", [1, 2, 8])
def test_a_list_needs_its_number_of_entries_whatever_their_size(size: int) -> None:
    check_length(bytes(LEAST_BYTES * size), size)
    with pytest.raises(StatusListTooShort):
        check_length(bytes(LEAST_BYTES * size - 1), size)
