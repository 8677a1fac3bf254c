"""The bits of a list: packed, and unpacked with care."""

import base64
import gzip
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openvc.status.bitstring import decode_bitstring, encode_bitstring, get_status_bit

from app.errors import MalformedStatus, StatusIndexOutOfRange
from app.status.bitstring import LEAST_BYTES, decode_bits, encode_bits, set_in, status_at

SIZE = 131_072
SET = (0, 7, 8, 41_123, SIZE - 1)


def encoded(packed: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def test_exactly_the_given_indexes_are_set() -> None:
    bits = decode_bits(encode_bits(SET, SIZE))

    assert [index for index in range(SIZE) if status_at(bits, index)] == list(SET)


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
    assert all(status_at(bits, index) for index in indexes)


def test_our_list_reads_the_same_in_another_implementation() -> None:
    theirs = decode_bitstring(encode_bits(SET, SIZE))

    assert [index for index in range(SIZE) if get_status_bit(theirs, index)] == list(SET)


def test_another_implementations_list_reads_the_same_here() -> None:
    bits = decode_bits(encode_bitstring(b"\x01" + bytes(LEAST_BYTES - 1)))

    assert status_at(bits, 7)
    assert not status_at(bits, 0)


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
        status_at(bytes(LEAST_BYTES), index)


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


def test_a_bomb_is_refused_without_unpacking_it() -> None:
    bomb = encoded(gzip.compress(bytes(64 * 1024 * 1024), compresslevel=1))
    tracemalloc.start()

    with pytest.raises(MalformedStatus, match="more than 1048576"):
        decode_bits(bomb, max_bytes=1024 * 1024)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024
