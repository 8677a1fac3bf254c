"""Text for bytes: base58btc, multibase and base64url, each read strictly, so that a value has one spelling only.

Spec: Controlled Identifiers 1.0 §2.4 (Multibase), https://www.w3.org/TR/cid-1.0/#multibase-0; RFC 4648 §5 (base64url);
RFC 7515 §2 (base64url without padding).
"""

import base64
import re

from app.errors import MalformedProof

BASE58_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MAX_BASE58_CHARS = 1_024
"""Reading base58 costs the square of the length; the longest value that we read, a P-384 key, has 70 characters."""

_PAIRS = tuple(first + second for first in BASE58_ALPHABET for second in BASE58_ALPHABET)
_FOREIGN = 255
_VALUES = bytes(BASE58_ALPHABET.index(chr(code)) if chr(code) in BASE58_ALPHABET else _FOREIGN for code in range(256))
_PAIR = 58**2
_TWO_PAIRS = 58**4
_GROUP_CHARS = 10
_GROUP = 58**_GROUP_CHARS
"""What fits into a machine word: a long number is divided by this, not by 58, and the rest is done with small ones."""
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def encode_base58(content: bytes) -> str:
    """Return `content` in base58btc; each leading zero byte becomes a `1`."""
    number = int.from_bytes(content, "big")
    groups = []
    while number:
        number, group = divmod(number, _GROUP)
        upper, lower = divmod(group, _TWO_PAIRS)
        top, middle = divmod(upper, _TWO_PAIRS)
        groups.append(
            f"{_PAIRS[top]}{_PAIRS[middle // _PAIR]}{_PAIRS[middle % _PAIR]}{_PAIRS[lower // _PAIR]}{_PAIRS[lower % _PAIR]}",
        )
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(groups)).lstrip("1")


def decode_base58(text: str, max_chars: int = MAX_BASE58_CHARS) -> bytes:
    """Return the bytes that `text` says in base58btc.

    Raises:
        MalformedProof: a character outside the alphabet, or more than `max_chars` of them.
    """
    if len(text) > max_chars:
        raise MalformedProof(f"expected at most {max_chars} base58 characters, found {len(text)}")
    digits = text.encode("ascii", "replace").translate(_VALUES)
    if _FOREIGN in digits:
        raise MalformedProof(f"expected base58btc, found the character U+{ord(text[digits.index(_FOREIGN)]):04X}")
    number = 0
    for start in range(0, len(digits), _GROUP_CHARS):
        group, part = 0, digits[start : start + _GROUP_CHARS]
        for value in part:
            group = group * 58 + value
        number = number * 58 ** len(part) + group
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_multibase(content: bytes) -> str:
    """Return `content` as multibase in base58btc, header `z`."""
    return "z" + encode_base58(content)


def decode_multibase(text: str) -> bytes:
    """Return the bytes of a multibase text: header `z` (base58btc) or `u` (base64url without padding).

    Raises:
        MalformedProof: another header or none, or a text that its header does not fit.
    """
    match text[:1]:
        case "z":
            return decode_base58(text[1:])
        case "u":
            return decode_base64url(text[1:])
    raise MalformedProof("expected multibase with the header z or u, found another header or none")


def encode_base64url(content: bytes) -> str:
    """Return `content` in base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """Return the bytes of base64url without padding.

    Raises:
        MalformedProof: padding, white space, a character outside the alphabet, an impossible length, or unused bits that are
            not zero (they would give one value two spellings).
    """
    if not _BASE64URL.fullmatch(text):
        raise MalformedProof("expected base64url without padding, found a character outside its alphabet")
    if len(text) % 4 == 1:
        raise MalformedProof(f"expected base64url, found {len(text)} characters, which no bytes encode to")
    content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encode_base64url(content) != text:
        raise MalformedProof("expected base64url with unused bits zero, found others")
    return content
