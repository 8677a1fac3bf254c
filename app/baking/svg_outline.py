"""Reads of an SVG picture what baking needs, and where it stands in the bytes: the root's tag and the credentials in it.

No document type, no entity, nothing from outside; and no more elements, depth or bytes than a picture has.

Spec: Open Badges 3.0 §5.3.2; Namespaces in XML 1.0; reliability: V16
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NoReturn

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from app.baking.picture import BadgeKind, check_size
from app.baking.svg_action import action_in, style_acts
from app.errors import PictureRefused

MOST_MARKS: Final = 50_000
"""How many marks a picture may have that the parser has work with: of tags, of attributes, of references."""
MOST_DEPTH: Final = 64
PREFIX: Final = "openbadges"
NAMESPACES: Final[Mapping[BadgeKind, str]] = MappingProxyType(
    {BadgeKind.OPEN_BADGES_3: "https://purl.imsglobal.org/ob/v3p0", BadgeKind.OPEN_BADGES_2: "http://openbadges.org"}
)
ELEMENTS: Final[Mapping[BadgeKind, str]] = MappingProxyType({BadgeKind.OPEN_BADGES_3: "credential", BadgeKind.OPEN_BADGES_2: "assertion"})

_MARKS: Final = (b"<", b"=", b"&")
_UTF8: Final = "utf-8"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_DECLARED: Final = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"'>]*)")
_TAG: Final = re.compile(rb"<(?:[^\"'>]++|\"[^\"]*+\"|'[^']*+')*+>")
_SVG: Final = frozenset({"svg", "{http://www.w3.org/2000/svg}svg"})
_KIND_OF: Final = MappingProxyType({f"{{{NAMESPACES[kind]}}}{ELEMENTS[kind]}": kind for kind in BadgeKind})


@dataclass(frozen=True, slots=True)
class Carried:
    """An element that holds a credential: its `verify`, its text, and from where to where it stands in the bytes."""

    kind: BadgeKind
    verify: str | None
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Outline:
    """What baking needs of a picture: where the root's tag stands, which namespace the prefix has there, the credentials, what acts."""

    root_start: int
    root_end: int
    namespace: str | None
    carried: tuple[Carried, ...]
    action: str | None


def outline_of(picture: bytes) -> Outline:
    """Return the outline of an SVG. Raises PictureRefused: not one, not well-formed, with a document type, or too much of anything."""
    check_size(picture)
    marks = sum(picture.count(mark) for mark in _MARKS)
    if marks > MOST_MARKS:
        raise PictureRefused(f"expected an SVG with at most {MOST_MARKS} tags and attributes, found {marks} marks of such")
    _check_encoding(picture)
    reader = _Reader(picture)
    parser = DefusedXMLParser(target=reader, encoding=_UTF8, forbid_dtd=True)
    expat = parser.parser  # the only one that knows where in the bytes it reads
    reader.position = lambda: int(expat.CurrentByteIndex)
    try:
        parser.feed(picture)
        parser.close()
    except ParseError as error:
        raise PictureRefused(f"expected an SVG that is well-formed, found an error: {error}") from error
    except DefusedXmlException as error:
        raise PictureRefused("expected an SVG without document type and entities, found one") from error
    return reader.outline()


def _check_encoding(picture: bytes) -> None:
    """Return if the bytes are UTF-8 and say nothing else: the parser would follow a UTF-16 mark, and others the declaration."""
    declared = _DECLARED.match(picture.removeprefix(_BYTE_ORDER_MARK))
    if declared is not None and declared[1].lower() != _UTF8.encode():
        raise PictureRefused("expected an SVG in UTF-8, found one that says another encoding")
    try:
        picture.decode(_UTF8)
    except UnicodeDecodeError as error:
        raise PictureRefused(f"expected an SVG in UTF-8, found other bytes at byte {error.start}") from error
    if b"\x00" in picture:
        raise PictureRefused("expected an SVG in UTF-8, found a NUL in it")


@dataclass(slots=True)
class _Reader:
    """What the parser tells of the picture, kept as far as it is needed."""

    picture: bytes
    position: Callable[[], int] = int
    depth: int = 0
    root: tuple[int, int] = (0, 0)
    namespace: str | None = None
    carried: list[Carried] = field(default_factory=list)
    action: str | None = None
    _open: list[tuple[BadgeKind, str | None, int]] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _style: list[str] = field(default_factory=list)
    _in_style: bool = False

    def start_ns(self, prefix: str, uri: str) -> None:
        if self.depth == 0 and prefix == PREFIX:
            self.namespace = uri

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._open:
            raise PictureRefused("expected only text in the element of the badge, found further elements")
        if self.depth == 0:
            self._begin(tag)
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise PictureRefused(f"expected an SVG at most {MOST_DEPTH} elements deep, found a deeper one")
        kind = _KIND_OF.get(tag)
        if kind is not None:
            self._open.append((kind, attributes.get("verify"), self.position()))
        else:
            self.action = self.action or action_in(tag.rpartition("}")[2], attributes)
            self._in_style = tag.rpartition("}")[2].lower() == "style"

    def end(self, _tag: str) -> None:
        self.depth -= 1
        self._in_style = False
        if self._open:
            kind, verify, start = self._open.pop()
            self.carried.append(Carried(kind, verify, "".join(self._text), start, self._end_of(start)))
            self._text.clear()

    def data(self, text: str) -> None:
        if self._open:
            self._text.append(text)
        elif self._in_style:
            self._style.append(text)

    def pi(self, target: str, _data: str | None = None) -> None:
        if target == "xml-stylesheet":
            self.action = self.action or "the instruction xml-stylesheet"

    def outline(self) -> Outline:
        """Return what was found when all was read."""
        sheet = "a style sheet that fetches something" if style_acts("".join(self._style)) else None
        return Outline(*self.root, self.namespace, tuple(self.carried), self.action or sheet)

    def _begin(self, tag: str) -> None:
        if tag not in _SVG:
            self._refuse_root(tag)
        self.root = (self.position(), self._tag_at(self.position()))

    def _refuse_root(self, tag: str) -> NoReturn:
        raise PictureRefused(f"expected an SVG picture, found the element {tag.rpartition('}')[2][:40]}")

    def _end_of(self, start: int) -> int:
        """Return where an element ends that began there and ends now; the parser says of an empty tag what is behind it."""
        end = self._tag_at(start)
        return end if self.picture[start:end].endswith(b"/>") else self._tag_at(self.position())

    def _tag_at(self, start: int) -> int:
        """Return where the tag ends that begins there."""
        tag = _TAG.match(self.picture, start)
        return tag.end() if tag else len(self.picture)
