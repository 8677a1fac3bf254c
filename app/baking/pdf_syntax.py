"""The words of a PDF: numbers, names, strings, arrays, dictionaries and references, read with bounds on depth and number.

Names become texts, strings bytes. What is none of these is refused, with the place where it stands.

Spec: ISO 32000-1 §7.2 (lexical conventions), §7.3 (objects)
"""

import re
import zlib
from dataclasses import dataclass
from typing import Any, Final

from app.errors import NotRecognised

MOST_VALUES: Final = 200_000
MOST_DEPTH: Final = 32
MOST_INFLATED: Final = 16 * 1024 * 1024
"""Of all streams that are unpacked together."""

_SPACE: Final = re.compile(rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+")
_REGULAR: Final = re.compile(rb"[^\0\t\n\f\r ()<>\[\]{}/%]*+")
_REFERENCE: Final = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>\[\]{}/%])")
_INTEGER: Final = re.compile(rb"[+-]?\d{1,19}")
_REAL: Final = re.compile(rb"[+-]?(?:\d{1,19}\.\d{0,19}|\.\d{1,19})")
_HEX: Final = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*+)>")
_PLAIN: Final = re.compile(rb"[^()\\]*+")
_ESCAPED_NAME: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_OCTAL: Final = re.compile(rb"[0-7]{1,3}")
_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b""}
_WORDS: Final = {b"true": True, b"false": False, b"null": None}


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a value lies: the number of an object, and its generation."""

    number: int
    generation: int


class Reading:
    """How much was read of one file, in all. Raises NotRecognised when it gets too much."""

    def __init__(self) -> None:
        self._values = 0
        self._inflated = 0

    def count(self) -> None:
        """Count one more value."""
        self._values += 1
        if self._values > MOST_VALUES:
            raise NotRecognised(f"expected a PDF of at most {MOST_VALUES} values on the way to its attachments, found more")

    def inflated(self, packed: bytes) -> bytes:
        """Return what was packed with deflate: never more of it than is still allowed."""
        unpacker = zlib.decompressobj()
        try:
            found = unpacker.decompress(packed, MOST_INFLATED - self._inflated + 1)
        except zlib.error as error:
            raise NotRecognised("expected a packed stream in the PDF, found one that does not unpack") from error
        self._inflated += len(found)
        if self._inflated > MOST_INFLATED:
            raise NotRecognised(f"expected a PDF whose attachments unpack to at most {MOST_INFLATED} bytes, found more")
        if not unpacker.eof:
            raise NotRecognised("expected a whole packed stream in the PDF, found a part of one")
        return found


def value_at(data: bytes, position: int, reading: Reading, depth: int = 0) -> tuple[Any, int]:
    """Return the value at a position, and where it ends. Raises NotRecognised."""
    reading.count()
    if depth > MOST_DEPTH:
        raise NotRecognised(f"expected a PDF whose values are at most {MOST_DEPTH} deep, found a deeper one")
    position = after_space(data, position)
    mark = data[position : position + 1]
    if data.startswith(b"<<", position):
        return _dictionary_at(data, position + 2, reading, depth)
    if mark == b"[":
        return _array_at(data, position + 1, reading, depth)
    if mark == b"/":
        return _name_at(data, position + 1)
    if mark == b"(":
        return _string_at(data, position + 1, reading)
    if mark == b"<":
        return _hex_string_at(data, position)
    return _word_at(data, position)


def after_space(data: bytes, position: int) -> int:
    """Return where white space and comments end."""
    found = _SPACE.match(data, position)
    return found.end() if found else position


def unexpected(data: bytes, position: int, expected: str) -> NotRecognised:
    """Return the refusal of what stands at a position."""
    found = data[position : position + 20] or b"its end"
    return NotRecognised(f"expected {expected} at byte {position} of the PDF, found {found.decode('ascii', 'replace')!r}")


def _dictionary_at(data: bytes, position: int, reading: Reading, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        position = after_space(data, position)
        if data.startswith(b">>", position):
            return found, position + 2
        if not data.startswith(b"/", position):
            raise unexpected(data, position, "a name in a dictionary")
        name, position = _name_at(data, position + 1)
        if name in found:
            raise unexpected(data, position, f"one value of {name[:40]!r} in a dictionary")
        found[name], position = value_at(data, position, reading, depth + 1)


def _array_at(data: bytes, position: int, reading: Reading, depth: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while True:
        position = after_space(data, position)
        if data.startswith(b"]", position):
            return found, position + 1
        value, position = value_at(data, position, reading, depth + 1)
        found.append(value)


def _name_at(data: bytes, position: int) -> tuple[str, int]:
    end = _end_of_word(data, position)
    name = _ESCAPED_NAME.sub(lambda found: bytes([int(found[1], 16)]), data[position:end])
    return name.decode("latin-1"), end


def _string_at(data: bytes, position: int, reading: Reading) -> tuple[bytes, int]:
    """Return a string; each bracket and escape in it costs as much as a value, and counts as one."""
    pieces: list[bytes] = []
    open_brackets = 1
    while open_brackets:
        reading.count()
        start, position = position, _end_of(_PLAIN, data, position)
        pieces.append(data[start:position])
        mark = data[position : position + 1]
        if not mark:
            raise unexpected(data, position, "the end of a string")
        if mark == b"\\":
            piece, position = _escape_at(data, position + 1)
        else:
            open_brackets += 1 if mark == b"(" else -1
            piece, position = mark, position + 1
        pieces.append(piece)
    return b"".join(pieces[:-1]), position


def _escape_at(data: bytes, position: int) -> tuple[bytes, int]:
    octal = _OCTAL.match(data, position)
    if octal:
        return bytes([int(octal[0], 8) & 0xFF]), octal.end()
    if data.startswith(b"\r\n", position):
        return b"", position + 2
    mark = data[position : position + 1]
    return _ESCAPES.get(mark, mark), position + len(mark)


def _hex_string_at(data: bytes, position: int) -> tuple[bytes, int]:
    found = _HEX.match(data, position)
    if not found:
        raise unexpected(data, position, "a string in hexadecimal digits")
    digits = b"".join(found[1].replace(b"\0", b" ").split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()), found.end()


def _word_at(data: bytes, position: int) -> tuple[Any, int]:
    reference = _REFERENCE.match(data, position)
    if reference:
        return Reference(int(reference[1]), int(reference[2])), reference.end()
    end = _end_of_word(data, position)
    word = data[position:end]
    if _INTEGER.fullmatch(word):
        return int(word), end
    if _REAL.fullmatch(word):
        return float(word), end
    if word in _WORDS:
        return _WORDS[word], end
    raise unexpected(data, position, "a value")


def _end_of_word(data: bytes, position: int) -> int:
    return _end_of(_REGULAR, data, position)


def _end_of(pattern: re.Pattern[bytes], data: bytes, position: int) -> int:
    found = pattern.match(data, position)
    return found.end() if found else position
