"""Attachments of a PDF that may be credentials: taken out, never changed, and nothing on the pages is ever looked at.

Spec: ISO 32000-2 §7.11.4 (embedded file streams), §14.13 (associated files); ISO 19005-3 (PDF/A-3)
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from app.baking.pdf_objects import PdfObjects
from app.baking.pdf_streams import Stream
from app.baking.pdf_syntax import Reference
from app.errors import NotRecognised

MEDIA_TYPE: Final = "application/pdf"
MOST_ATTACHMENTS: Final = 64
MOST_NODES: Final = 256
"""Of the tree in which attachments are listed by name."""

_BEGINNING: Final = b"%PDF-"
_SUFFIXES: Final = (".json", ".jsonld", ".jwt", ".txt")
_MEDIA_TYPES: Final = ("application/vc", "application/ld+json", "application/json", "application/jwt", "application/jose", "text/plain")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a PDF carries, and what the PDF says of its media type."""

    name: str
    media_type: str | None
    body: bytes = field(repr=False)


def is_pdf(body: bytes) -> bool:
    """Return whether something begins like a PDF."""
    return body.startswith(_BEGINNING)


def attachments(pdf: bytes) -> tuple[Attached, ...]:
    """Return the attachments that may be credentials, by name or media type, in the order of the file; others are not unpacked.

    Raises NotRecognised: no PDF as it is read here, an encrypted one, or more in it than is read.
    """
    objects = PdfObjects(pdf)
    found: dict[Any, Attached] = {}
    for number, specification in enumerate(_specifications(objects)):
        if number == MOST_ATTACHMENTS:
            raise NotRecognised(f"expected a PDF with at most {MOST_ATTACHMENTS} attachments, found more")
        key = specification if isinstance(specification, Reference) else number
        attached = None if key in found else _attached(objects, specification)
        if attached is not None:
            found[key] = attached
    return tuple(found.values())


def _specifications(objects: PdfObjects) -> Iterator[Any]:
    """Yield what is said of each attachment: of those listed by name, then of those that belong to the document."""
    catalog = objects.catalog
    waiting, visited = [objects.dictionary(catalog.get("Names")).get("EmbeddedFiles")], 0
    while waiting:
        node = objects.dictionary(waiting.pop(0))
        visited += 1
        if visited > MOST_NODES:
            raise NotRecognised(f"expected a PDF whose list of attachments has at most {MOST_NODES} parts, found more")
        yield from objects.items(node.get("Names"))[1::2]
        waiting.extend(objects.items(node.get("Kids"))[: MOST_NODES + 1])
    yield from objects.items(catalog.get("AF"))


def _attached(objects: PdfObjects, specification: Any) -> Attached | None:
    says = objects.dictionary(specification)
    embedded = objects.dictionary(says.get("EF"))
    stream = objects.resolved(embedded.get("UF", embedded.get("F")))
    if not isinstance(stream, Stream):
        return None
    name = _text(objects.resolved(says.get("UF", says.get("F"))))
    subtype = objects.resolved(stream.says.get("Subtype"))
    media_type = subtype.partition(";")[0].strip().lower() if isinstance(subtype, str) else None
    if not name.lower().endswith(_SUFFIXES) and not (media_type or "").startswith(_MEDIA_TYPES):
        return None
    return Attached(name, media_type, objects.unpacked(stream))


def _text(value: Any) -> str:
    """Return a text: in UTF-16 or UTF-8 where it says so, else nearly Latin-1."""
    if not isinstance(value, bytes):
        return ""
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1")
