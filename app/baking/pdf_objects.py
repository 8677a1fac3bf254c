"""The objects of a PDF, each read when it is first asked for, by its cross-references. Encrypted files are not read.

Spec: ISO 32000-1 §7.5.7 (object streams), §7.3.10 (indirect objects)
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.baking.pdf_references import Place, references_in
from app.baking.pdf_streams import Stream, object_at, unpacked
from app.baking.pdf_syntax import Reading, Reference, value_at
from app.errors import NotRecognised

MOST_BYTES: Final = 5 * 1024 * 1024
_MOST_LINKS: Final = 16
_NOTHING: Final[Mapping[str, Any]] = {}


class PdfObjects:
    """The objects of one PDF. Raises NotRecognised where it is none, or more than is read here; so do all methods."""

    def __init__(self, pdf: bytes) -> None:
        if len(pdf) > MOST_BYTES:
            raise NotRecognised(f"expected a PDF of at most {MOST_BYTES} bytes, found {len(pdf)}")
        self._data = pdf
        self._reading = Reading()
        self._references = references_in(pdf, self._reading)
        self._found: dict[int, Any] = {}
        self._held: dict[int, Mapping[int, Any]] = {}
        if "Encrypt" in self._references.trailer:
            raise NotRecognised("expected a PDF that is not encrypted, found one that is")

    @property
    def catalog(self) -> Mapping[str, Any]:
        """What the PDF says of itself."""
        return self.dictionary(self._references.trailer.get("Root"))

    def resolved(self, value: Any) -> Any:
        """Return a value, or what it refers to; None for an object that there is not."""
        for _ in range(_MOST_LINKS):
            if not isinstance(value, Reference):
                return value
            value = self._object(value.number)
        raise NotRecognised("expected a PDF whose references lead to something, found some that lead to each other")

    def dictionary(self, value: Any) -> Mapping[str, Any]:
        """Return a dictionary; an empty one where there is none."""
        found = self.resolved(value)
        return found if isinstance(found, dict) else _NOTHING

    def items(self, value: Any) -> list[Any]:
        """Return the items of an array; none where there is none."""
        found = self.resolved(value)
        return found if isinstance(found, list) else []

    def unpacked(self, stream: Stream) -> bytes:
        """Return what a stream holds."""
        return unpacked(stream, self._reading, self.resolved)

    def _object(self, number: int) -> Any:
        if number not in self._found:
            self._found[number] = None  # whatever needs itself to be read is nothing
            place = self._references.places.get(number)
            self._found[number] = self._read(number, place) if place else None
        return self._found[number]

    def _read(self, number: int, place: Place) -> Any:
        if place.in_stream is not None:
            return self._objects_in(place.in_stream).get(number)
        found, value = object_at(self._data, place.offset, self._reading, self.resolved)
        if found != number:
            raise NotRecognised(f"expected object {number} of the PDF at byte {place.offset}, found object {found}")
        return value

    def _objects_in(self, number: int) -> Mapping[int, Any]:
        """Return the objects that the stream of that number holds, by their numbers."""
        if number not in self._held:
            place = self._references.places.get(number)
            stream = self._object(number) if place and place.in_stream is None else None
            if not isinstance(stream, Stream):
                raise NotRecognised(f"expected a stream of objects as object {number} of the PDF, found none")
            self._held[number] = dict(self._split(stream))
        return self._held[number]

    def _split(self, stream: Stream) -> Iterator[tuple[int, Any]]:
        data = self.unpacked(stream)
        first, amount = (self.resolved(stream.says.get(name)) for name in ("First", "N"))
        position = 0
        for _ in range(amount if isinstance(amount, int) else 0):
            number, position = value_at(data, position, self._reading)
            offset, position = value_at(data, position, self._reading)
            if not all(isinstance(each, int) and each >= 0 for each in (first, number, offset)):
                raise NotRecognised("expected a stream of objects that says where they are, found one that does not")
            yield number, value_at(data, first + offset, self._reading)[0]
