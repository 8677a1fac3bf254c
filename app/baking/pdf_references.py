"""Where the objects of a PDF lie, as its cross-references say: of all revisions, the newest first.

Read strictly: what stands elsewhere than the file says is not looked for.

Spec: ISO 32000-1 §7.5.4 (cross-reference table), §7.5.5 (trailer), §7.5.6 (incremental updates), §7.5.8 (cross-reference streams)
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.baking.pdf_streams import Stream, object_at, unpacked
from app.baking.pdf_syntax import Reading, after_space, unexpected, value_at
from app.errors import NotRecognised

MOST_OBJECTS: Final = 50_000
MOST_REVISIONS: Final = 64

_TAIL: Final = 2_048
_START: Final = re.compile(rb"startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF")
_TABLE: Final = re.compile(rb"[\0\t\n\f\r ]*+xref[\0\t\n\f\r ]++")
_SUBSECTION: Final = re.compile(rb"(\d{1,10}) +(\d{1,10})[\0\t\n\f\r ]++")
_ENTRY: Final = re.compile(rb"(\d{10}) \d{5} ([nf])(?: \r| \n|\r\n)")
_TRAILER: Final = re.compile(rb"[\0\t\n\f\r ]*+trailer")
_IN_FILE, _IN_STREAM = 1, 2
_FIELDS: Final = 3
_WIDTHS: Final = range(9)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object lies: at a byte of the file, or in the stream of that number."""

    offset: int
    in_stream: int | None = None


@dataclass(frozen=True, slots=True)
class References:
    """The newest trailer, and where each object lies; None for one that was taken away."""

    trailer: Mapping[str, Any]
    places: Mapping[int, Place | None]


Entry = tuple[int, Place | None]


def references_in(data: bytes, reading: Reading) -> References:
    """Return where the objects of a PDF lie. Raises NotRecognised."""
    found = _START.findall(data, max(0, len(data) - _TAIL))
    if not found:
        raise NotRecognised("expected a PDF that ends by saying where its cross-references are, found its end before")
    places: dict[int, Place | None] = {}
    trailers: list[Mapping[str, Any]] = []
    waiting, seen = [int(found[-1])], set[int]()
    while waiting:
        offset = waiting.pop(0)
        if offset in seen or len(seen) == MOST_REVISIONS:
            raise NotRecognised(f"expected a PDF of at most {MOST_REVISIONS} revisions, each once, found another")
        seen.add(offset)
        trailer, entries = _section_at(data, offset, reading)
        for number, place in entries:
            places.setdefault(number, place)
        trailers.append(trailer)
        waiting.extend(at for name in ("XRefStm", "Prev") if isinstance(at := trailer.get(name), int))
    return References(trailers[0], places)


def _section_at(data: bytes, offset: int, reading: Reading) -> tuple[Mapping[str, Any], list[Entry]]:
    if not 0 <= offset < len(data):
        raise NotRecognised("expected the cross-references of a PDF inside of it, found them said to be elsewhere")
    table = _TABLE.match(data, offset)
    if not table:
        return _stream_section(data, offset, reading)
    entries, position = _table_entries(data, table.end(), reading)
    head = _TRAILER.match(data, position)
    trailer, _ = value_at(data, head.end(), reading) if head else (None, 0)
    if not isinstance(trailer, dict):
        raise unexpected(data, position, "the trailer")
    return trailer, entries


def _table_entries(data: bytes, position: int, reading: Reading) -> tuple[list[Entry], int]:
    entries: list[Entry] = []
    while head := _SUBSECTION.match(data, position):
        position = head.end()
        for number in range(int(head[1]), int(head[1]) + int(head[2])):
            entry = _ENTRY.match(data, position)
            if not entry:
                raise unexpected(data, position, "an entry of the cross-references")
            reading.count()
            entries.append((number, Place(int(entry[1])) if entry[2] == b"n" else None))
            position = entry.end()
    return entries, after_space(data, position)


def _stream_section(data: bytes, offset: int, reading: Reading) -> tuple[Mapping[str, Any], list[Entry]]:
    _, stream = object_at(data, offset, reading, _as_it_is)
    if not isinstance(stream, Stream) or stream.says.get("Type") != "XRef":
        raise unexpected(data, offset, "cross-references")
    widths, size = stream.says.get("W"), stream.says.get("Size")
    if not isinstance(widths, list) or len(widths) != _FIELDS or not all(each in _WIDTHS for each in widths) or not any(widths):
        raise unexpected(data, offset, "cross-references of three fields")
    numbers = _numbers(stream.says.get("Index", [0, size]))
    rows = _rows(unpacked(stream, reading, _as_it_is), widths)
    return stream.says, [_entry(number, row, reading) for number, row in zip(numbers, rows, strict=False)]


def _as_it_is(value: Any) -> Any:
    """Return a value: where cross-references are read, nothing can be looked up yet."""
    return value


def _numbers(index: Any) -> Iterator[int]:
    if not isinstance(index, list) or len(index) % 2 or not all(isinstance(each, int) and each >= 0 for each in index):
        raise NotRecognised("expected cross-references of a PDF that say which objects they are of, found others")
    for first, amount in zip(index[::2], index[1::2], strict=True):
        yield from range(first, first + amount)


def _rows(data: bytes, widths: list[int]) -> Iterator[tuple[int, int]]:
    """Yield of each entry its kind, and where its object lies."""
    kind, place, width = widths[0], widths[0] + widths[1], sum(widths)
    for start in range(0, len(data) - width + 1, width):
        row = data[start : start + width]
        yield int.from_bytes(row[:kind]) if kind else _IN_FILE, int.from_bytes(row[kind:place])


def _entry(number: int, row: tuple[int, int], reading: Reading) -> Entry:
    reading.count()
    kind, place = row
    if kind == _IN_STREAM:
        return number, Place(0, in_stream=place)
    return number, Place(place) if kind == _IN_FILE else None
