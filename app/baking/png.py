"""PNG pictures: the credential is the text of one iTXt chunk. Only chunks are walked; no pixel is ever decoded.

Written: uncompressed, right behind IHDR. Read: also compressed, and for Open Badges 2 the older tEXt and zTXt.

Spec: Open Badges 3.0 §5.3.1; PNG 3rd edition §5 (chunks), §11.3.3 (text), https://www.w3.org/TR/png-3/
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.baking.picture import BadgeKind, Baked, PictureFormat, check_credential, check_size, only_one
from app.errors import PictureRefused

MOST_CHUNKS: Final = 10_000
MOST_INFLATED: Final = 1024 * 1024

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_AROUND: Final = 12
"""Length, type and check sum around the data of a chunk."""
_HEADER_BYTES: Final = 13
_KIND_OF: Final[Mapping[bytes, BadgeKind]] = MappingProxyType(
    {b"openbadgecredential": BadgeKind.OPEN_BADGES_3, b"openbadges": BadgeKind.OPEN_BADGES_2}
)
_KEYWORD_OF: Final = MappingProxyType({kind: keyword for keyword, kind in _KIND_OF.items()})
_TEXT_TYPES: Final = frozenset({b"iTXt", b"tEXt", b"zTXt"})
_DEFLATE: Final = b"\x00"
_NOT_COMPRESSED, _COMPRESSED = b"\x00" + _DEFLATE, b"\x01" + _DEFLATE
"""The compression flag of an iTXt chunk, and the method, of which there is one."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """One chunk: its type, its data, and where it begins and ends in the file."""

    type: bytes
    data: bytes
    start: int
    end: int

    @property
    def kind(self) -> BadgeKind | None:
        """Which badge the chunk holds; None for every other chunk."""
        if self.type not in _TEXT_TYPES:
            return None
        return _KIND_OF.get(self.data.partition(b"\x00")[0])


def bake(picture: bytes, credential: str, kind: BadgeKind) -> bytes:
    """Return the PNG with the credential in it; its other chunks stay as they are.

    Raises PictureRefused: no PNG, or too large with it; Malformed, DocumentError: no credential.
    """
    check_credential(credential, kind)
    header, *others = _chunks(picture)
    data = b"\x00".join((_KEYWORD_OF[kind], _NOT_COMPRESSED, b"", credential.encode()))
    kept = (picture[chunk.start : chunk.end] for chunk in others if chunk.kind is None)
    baked = b"".join((picture[: header.end], _written(b"iTXt", data), *kept))
    check_size(baked)
    return baked


def take_out(picture: bytes) -> Baked:
    """Return the credential in a PNG.

    Raises PictureRefused: no well-formed PNG, none or several credentials in it, or one that unpacks to more than 1 MiB.
    """
    found = [(chunk, chunk.kind) for chunk in _chunks(picture) if chunk.kind is not None]
    only_one(len(found))
    chunk, kind = found[0]
    if kind is BadgeKind.OPEN_BADGES_3 and chunk.type != b"iTXt":
        raise PictureRefused(f"expected an Open Badges 3.0 credential in an iTXt chunk, found it in {chunk.type.decode()}")
    try:
        text = _text_of(chunk).decode().strip()
    except UnicodeDecodeError as error:
        raise PictureRefused("expected the text of the badge as UTF-8, found other bytes") from error
    if not text:
        raise PictureRefused("expected a credential in the picture, found an empty text")
    return Baked(text, kind)


def _chunks(picture: bytes) -> tuple[_Chunk, ...]:
    """Return all chunks of a well-formed PNG; IHDR comes first, IEND last, and nothing after it."""
    check_size(picture)
    if not _is_png(picture):
        raise PictureRefused("expected a PNG, found something else")
    chunks = tuple(_walked(picture))
    if chunks[0].type != b"IHDR" or len(chunks[0].data) != _HEADER_BYTES:
        raise PictureRefused("expected a PNG that begins with its header (IHDR), found another chunk")
    if chunks[-1].type != b"IEND":
        raise PictureRefused("expected a PNG that ends with IEND, found its end before")
    if chunks[-1].end != len(picture):
        raise PictureRefused(f"expected nothing after the end of the PNG, found {len(picture) - chunks[-1].end} bytes")
    if not any(chunk.type == b"IDAT" for chunk in chunks):
        raise PictureRefused("expected a PNG with a picture in it (IDAT), found none")
    return chunks


def _walked(picture: bytes) -> Iterator[_Chunk]:
    position = len(_SIGNATURE)
    for _ in range(MOST_CHUNKS):
        chunk = _chunk_at(picture, position)
        yield chunk
        position = chunk.end
        if chunk.type == b"IEND" or position == len(picture):
            return
    raise PictureRefused(f"expected a PNG of at most {MOST_CHUNKS} chunks, found more")


def _chunk_at(picture: bytes, start: int) -> _Chunk:
    room = len(picture) - start - _AROUND
    if room < 0:
        raise PictureRefused(f"expected a chunk of the PNG at byte {start}, found its end")
    length, name = struct.unpack_from("!I4s", picture, start)
    if length > room:
        raise PictureRefused(f"expected a chunk of at most {room} bytes at byte {start}, found one that claims {length}")
    if not name.isalpha():
        raise PictureRefused(f"expected a type of four letters at byte {start + 4}, found other bytes")
    end = start + _AROUND + length
    (check_sum,) = struct.unpack_from("!I", picture, end - 4)
    if zlib.crc32(memoryview(picture)[start + 4 : end - 4]) != check_sum:
        raise PictureRefused(f"expected the check sum of the chunk at byte {start}, found another: the file is damaged")
    return _Chunk(name, picture[start + 8 : end - 4], start, end)


def _text_of(chunk: _Chunk) -> bytes:
    """Return what stands behind the keyword of a text chunk, unpacked."""
    _, _, rest = chunk.data.partition(b"\x00")
    if chunk.type == b"tEXt":
        return rest
    if chunk.type == b"zTXt":
        if not rest.startswith(_DEFLATE):
            raise PictureRefused("expected a zTXt chunk compressed with deflate, found another method")
        return _inflated(rest.removeprefix(_DEFLATE))
    flags = rest[:2]
    if flags not in {_COMPRESSED, _NOT_COMPRESSED}:
        raise PictureRefused("expected an iTXt chunk that says how it is compressed, found another value")
    *head, text = rest[2:].split(b"\x00", 2)
    if len(head) != 2:  # noqa: PLR2004  # language tag and translated keyword
        raise PictureRefused("expected an iTXt chunk with language and translated keyword, found its end before")
    return _inflated(text) if flags == _COMPRESSED else text


def _inflated(packed: bytes) -> bytes:
    """Return the unpacked text: no more than 1 MiB is ever unpacked, whatever is packed."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, MOST_INFLATED + 1)
    except zlib.error as error:
        raise PictureRefused("expected a compressed text in the picture, found one that does not unpack") from error
    if len(text) > MOST_INFLATED:
        raise PictureRefused(f"expected a text that unpacks to at most {MOST_INFLATED} bytes, found more")
    if not unpacker.eof or unpacker.unused_data:
        raise PictureRefused("expected one whole compressed text in the picture, found a part or more")
    return text


def _written(name: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


def _is_png(picture: bytes) -> bool:
    return picture.startswith(_SIGNATURE)


PNG = PictureFormat("image/png", ".png", _is_png, bake, take_out)
