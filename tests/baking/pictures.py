"""Small pictures, whole and hostile, made here byte by byte."""

import struct
import zlib
from collections.abc import Sequence

SIGNATURE = b"\x89PNG\r\n\x1a\n"
JWS = "eyJhbGciOiJFUzI1NiJ9.eyJpZCI6IjEifQ.c2lnbmVk"
JSON = '{"@context":["https://www.w3.org/ns/credentials/v2"],"name":"Nähen <&> ]]> 裁縫 \\ud83e\\uddf5"}'
ADDRESS = "https://badges.example.org/assertions/1"
OB2_JSON = '{"@context":"https://w3id.org/openbadges/v2","id":"https://badges.example.org/assertions/1","type":"Assertion"}'


def chunk(name: bytes, data: bytes = b"") -> bytes:
    """Return a PNG chunk with its check sum."""
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


HEADER = chunk(b"IHDR", struct.pack("!IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"".join(b"\x00" + b"\x20\x60\xa0" * 8 for _ in range(8))))
END = chunk(b"IEND")


def png(*further: bytes) -> bytes:
    """Return a blue square of 8 × 8 pixels, with further chunks before its end."""
    return b"".join((SIGNATURE, HEADER, PIXELS, *further, END))


def itxt(text: bytes, keyword: bytes = b"openbadgecredential", *, flags: bytes = b"\x00\x00", behind: bytes = b"\x00\x00") -> bytes:
    """Return a chunk with international text; `behind` the flags stand language tag and translated keyword."""
    return chunk(b"iTXt", keyword + b"\x00" + flags + behind + text)


def ztxt(text: bytes, keyword: bytes = b"openbadges") -> bytes:
    """Return a chunk with compressed text."""
    return chunk(b"zTXt", keyword + b"\x00\x00" + zlib.compress(text))


def text(content: bytes, keyword: bytes = b"openbadges") -> bytes:
    """Return a chunk with plain text."""
    return chunk(b"tEXt", keyword + b"\x00" + content)


def chunks_of(picture: bytes) -> Sequence[tuple[bytes, bytes]]:
    """Return type and data of every chunk, read in another way than the product does."""
    found, rest = [], picture.removeprefix(SIGNATURE)
    while rest:
        length = int.from_bytes(rest[:4], "big")
        found.append((rest[4:8], rest[8 : 8 + length]))
        rest = rest[12 + length :]
    return found


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#2060a0"/></svg>'
ODD_SVG = (
    b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\n<!-- <svg> --><?pi x?>\n'
    b"<s:svg\n  xmlns:s='http://www.w3.org/2000/svg'\n  desc='a > b  xmlns:openbadges=\"x\"' >\n"
    b"<s:title>N\xc3\xa4hen &amp; mehr</s:title>"
    b"<s:a xmlns:l='http://www.w3.org/1999/xlink' l:href='https://example.org/'/></s:svg >\n<!-- end -->\n"
)
EMPTY_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" />'
OB3 = b"https://purl.imsglobal.org/ob/v3p0"


def svg(inside: bytes, attributes: bytes = b"") -> bytes:
    """Return an SVG with the prefix of Open Badges 3 bound."""
    return b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="%s" %s>%s</svg>' % (OB3, attributes, inside)
