"""The bits of a status list, as they travel: gzip, base64url, multibase.

Bit 0 is the most significant bit of byte 0. Lists come from anywhere: unpacking is capped before it is done.

Spec: Bitstring Status List 1.0 §3.3–3.4, https://www.w3.org/TR/vc-bitstring-status-list/#bitstring-encoding
"""

import gzip
import zlib
from collections.abc import Collection, Iterator

from app.crypto.encodings import decode_base64url, encode_base64url
from app.errors import MalformedProof, MalformedStatus, StatusIndexOutOfRange, StatusListTooShort

LEAST_BYTES = 16_384
"""No list is shorter (131 072 entries), so that an index does not point to a person."""

MOST_BYTES = 4 * 1024 * 1024
"""33 million entries of one bit. More is no list that anybody needs, and unpacking it would hold up others."""

_GZIP_LEVEL = 6  # level 9 takes fifteen times the time for a tenth less
_GZIP_WINDOW = 31  # zlib's way to say: a gzip header and trailer, and nothing else
_MULTIBASE_BASE64URL = "u"


def encode_bits(set_indexes: Collection[int], size: int) -> str:
    """Return the `encodedList` of `size` entries in which exactly `set_indexes` are set; the same for the same arguments.

    Args:
        size: number of entries; a multiple of 8, at least 131 072.

    Raises:
        MalformedStatus: `size` is not allowed.
        StatusIndexOutOfRange: an index is negative or not below `size`.
    """
    if size % 8 or size // 8 < LEAST_BYTES:
        raise MalformedStatus(f"a list of {size} entries: expected a multiple of 8, at least {LEAST_BYTES * 8}")
    bits = bytearray(size // 8)
    for index in set_indexes:
        if not 0 <= index < size:
            raise StatusIndexOutOfRange(f"index {index} in a list of {size} entries")
        bits[index >> 3] |= 0x80 >> (index & 7)
    return _MULTIBASE_BASE64URL + encode_base64url(gzip.compress(bytes(bits), compresslevel=_GZIP_LEVEL, mtime=0))


def decode_bits(encoded: str, max_bytes: int = MOST_BYTES) -> bytes:
    """Return the bits of an `encodedList`; unpacks no more than `max_bytes`, whatever the list claims.

    The multibase prefix `u` may be absent: lists of StatusList2021 have none, and gzip never begins with it.

    Raises:
        MalformedStatus: not base64url, not exactly one gzip stream, or longer than `max_bytes`.
        StatusListTooShort: shorter than 16 KiB.
    """
    try:
        packed = decode_base64url(encoded.removeprefix(_MULTIBASE_BASE64URL))
        unpacker = zlib.decompressobj(wbits=_GZIP_WINDOW)
        bits = unpacker.decompress(packed, max_bytes + 1)
    except (MalformedProof, zlib.error) as error:
        raise MalformedStatus("encodedList: expected base64url of a gzip stream") from error
    if len(bits) > max_bytes:
        raise MalformedStatus(f"encodedList: unpacks to more than {max_bytes} bytes")
    if not unpacker.eof or unpacker.unused_data:
        raise MalformedStatus("encodedList: the gzip stream is cut off, or something follows it")
    check_length(bits)
    return bits


def check_length(bits: bytes, size: int = 1) -> None:
    """Raise StatusListTooShort where there are fewer than 131 072 entries of `size` bits.

    Spec: Bitstring Status List 1.0 §3.2 step 9 (STATUS_LIST_LENGTH_ERROR)
    """
    if len(bits) < LEAST_BYTES * size:
        raise StatusListTooShort(f"encodedList: {len(bits)} bytes, expected at least {LEAST_BYTES * size} for entries of {size} bits")


def value_at(bits: bytes, index: int, size: int = 1) -> int:
    """Return the value of the entry at `index`, whose `size` bits stand from the most significant to the least.

    Args:
        bits: the unpacked list.
        index: position from the left, counted in entries.

    Raises:
        StatusIndexOutOfRange: `index` is negative or beyond the list.

    Spec: Bitstring Status List 1.0 §3.2 step 10 (RANGE_ERROR)
    """
    first, end = index * size, (index + 1) * size
    if index < 0 or end > len(bits) * 8:
        raise StatusIndexOutOfRange(f"index {index} in a list of {len(bits) * 8 // size} entries of {size} bits")
    last = (end + 7) // 8
    window = int.from_bytes(bits[first // 8 : last], "big")
    return window >> (last * 8 - end) & (1 << size) - 1


def set_in(bits: bytes) -> Iterator[int]:
    """Yield the indexes of all entries that are set, the lowest first."""
    for place, byte in enumerate(bits):
        if byte:
            yield from (place * 8 + shift for shift in range(8) if byte & 0x80 >> shift)
