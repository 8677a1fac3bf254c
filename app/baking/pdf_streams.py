"""The objects of a PDF as they lie in the file, streams among them, and what streams hold.

Spec: ISO 32000-1 §7.3.8 (streams), §7.3.10 (indirect objects), §7.4.4 (FlateDecode and its predictors)
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.baking.pdf_syntax import Reading, after_space, unexpected, value_at
from app.errors import NotRecognised

Resolve = Callable[[Any], Any]
"""Returns a value, or what it refers to."""

_OBJECT: Final = re.compile(rb"[\0\t\n\f\r ]*+(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj")
_STREAM: Final = re.compile(rb"stream\r?\n")
_PNG_PREDICTORS: Final = range(10, 16)
_MOST_COLUMNS: Final = 4_096
_NONE, _SUB, _UP = range(3)


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: what is said of it, and its bytes as they are packed."""

    says: Mapping[str, Any]
    packed: bytes = field(repr=False)


def object_at(data: bytes, position: int, reading: Reading, resolved: Resolve) -> tuple[int, Any]:
    """Return the number of the object at a position, and what it is. Raises NotRecognised."""
    head = _OBJECT.match(data, position)
    if not head:
        raise unexpected(data, position, "an object")
    value, end = value_at(data, head.end(), reading)
    start = _STREAM.match(data, after_space(data, end))
    if not start or not isinstance(value, dict):
        return int(head[1]), value
    length = resolved(value.get("Length"))
    if not isinstance(length, int) or not 0 <= length <= len(data) - start.end():
        raise unexpected(data, position, "a stream that says its length")
    last = start.end() + length
    if not data.startswith(b"endstream", after_space(data, last)):
        raise unexpected(data, last, "the end of a stream")
    return int(head[1]), Stream(value, data[start.end() : last])


def unpacked(stream: Stream, reading: Reading, resolved: Resolve) -> bytes:
    """Return what a stream holds: packed with FlateDecode, or not at all. Raises NotRecognised."""
    filters, parameters = (_first(resolved(stream.says.get(name)), resolved) for name in ("Filter", "DecodeParms"))
    if "F" in stream.says or filters not in {None, "FlateDecode"}:
        raise NotRecognised("expected a stream in the PDF that is packed with FlateDecode or not at all, found another")
    if filters is None:
        return stream.packed
    return _unpredicted(reading.inflated(stream.packed), parameters if isinstance(parameters, dict) else {}, resolved)


def _first(value: Any, resolved: Resolve) -> Any:
    """Return a value, or the only one of an array: each further filter could unpack to many times as much."""
    if not isinstance(value, list):
        return value if isinstance(value, str | dict | None) else "?"
    return resolved(value[0]) if len(value) == 1 else "?" if value else None


def _unpredicted(data: bytes, parameters: Mapping[str, Any], resolved: Resolve) -> bytes:
    predictor, columns = resolved(parameters.get("Predictor", 1)), resolved(parameters.get("Columns", 1))
    if predictor == 1:
        return data
    plain = all(resolved(parameters.get(name, usual)) == usual for name, usual in (("Colors", 1), ("BitsPerComponent", 8)))
    if predictor not in _PNG_PREDICTORS or not plain or not isinstance(columns, int) or not 0 < columns <= _MOST_COLUMNS:
        raise NotRecognised("expected a stream in the PDF with rows of bytes, found one that is packed otherwise")
    return b"".join(_rows(data, columns))


def _rows(data: bytes, columns: int) -> Iterator[bytes]:
    row = bytes(columns)
    for start in range(0, len(data), columns + 1):
        kind, said = data[start], data[start + 1 : start + 1 + columns]
        if kind == _UP:
            row = bytes((new + old) & 0xFF for new, old in zip(said, row, strict=False))
        elif kind == _SUB:
            row = bytes(_sums(said))
        elif kind == _NONE:
            row = said
        else:
            raise NotRecognised("expected rows of a stream in the PDF that are packed plainly, found others")
        yield row


def _sums(said: bytes) -> Iterator[int]:
    total = 0
    for each in said:
        total = (total + each) & 0xFF
        yield total
