"""Encodings: each value has one spelling, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.encodings import (
    BASE58_ALPHABET,
    decode_base58,
    decode_base64url,
    decode_multibase,
    encode_base58,
    encode_base64url,
    encode_multibase,
)
from app.errors import MalformedProof

BASE58_EXAMPLES = [
    (b"", ""),
    (b"\x00", "1"),
    (b"\x00\x00\x01", "112"),
    (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
    (b"The quick brown fox jumps over the lazy dog.", "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"),
    (bytes.fromhex("0000287fb4cd"), "11233QC4"),
]
"""From draft-msporny-base58-03 §5."""


@pytest.mark.parametrize(("content", "text"), BASE58_EXAMPLES)
def test_base58_is_written_and_read_as_in_its_draft(content: bytes, text: str) -> None:
    assert encode_base58(content) == text
    assert decode_base58(text) == content


@given(st.binary(max_size=100))
def test_every_encoding_reads_back_what_it_wrote(content: bytes) -> None:
    assert decode_base58(encode_base58(content)) == content
    assert decode_multibase(encode_multibase(content)) == content
    assert decode_base64url(encode_base64url(content)) == content
    assert decode_multibase("u" + encode_base64url(content)) == content


@given(st.integers(0, 2**800))
def test_base58_is_the_number_to_that_base(number: int) -> None:
    digits, rest = "", number
    while rest:
        rest, value = divmod(rest, 58)
        digits = BASE58_ALPHABET[value] + digits

    content = number.to_bytes((number.bit_length() + 7) // 8, "big")

    assert encode_base58(content) == digits
    assert decode_base58(digits) == content


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "2NEpo7 TZRRrL", "2NEpo7\n", "é", "+"])
def test_base58_with_a_foreign_character_is_refused(text: str) -> None:
    with pytest.raises(MalformedProof, match=r"U\+[0-9A-F]{4}"):
        decode_base58(text)


def test_long_base58_is_refused_before_it_costs_its_square() -> None:
    assert decode_base58("2" * 1_024)

    with pytest.raises(MalformedProof, match="at most 1024"):
        decode_base58("2" * 1_025)
    with pytest.raises(MalformedProof, match="at most 3"):
        decode_base58("2222", max_chars=3)


@pytest.mark.parametrize("text", ["", "Z", "f00", "mAAAA", "UAAAA", " z1", "11", "Zu"])
def test_multibase_of_another_base_is_refused(text: str) -> None:
    with pytest.raises(MalformedProof, match="header z or u"):
        decode_multibase(text)


@pytest.mark.parametrize("text", ["AA==", "A+B/", "AA AA", "AAAA\n", "ÄAAA", "AA.A", "AAA="])
def test_base64url_with_a_foreign_character_is_refused(text: str) -> None:
    with pytest.raises(MalformedProof, match="alphabet"):
        decode_base64url(text)


@pytest.mark.parametrize("text", ["A", "AAAAA", "AAAAAAAAA"])
def test_base64url_of_an_impossible_length_is_refused(text: str) -> None:
    with pytest.raises(MalformedProof, match="no bytes encode to"):
        decode_base64url(text)


@pytest.mark.parametrize("text", ["AB", "AAB", "_x", "AAAAAB"])
def test_base64url_with_unused_bits_set_is_refused(text: str) -> None:
    with pytest.raises(MalformedProof, match="unused bits"):
        decode_base64url(text)
