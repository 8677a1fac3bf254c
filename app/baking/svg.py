"""SVG pictures: the credential is the first child of the root, in a namespace of its own.

Baking inserts text and writes nothing anew: every other byte of the picture stays. A picture that acts (scripts, event handlers,
addresses that run code, style sheets from outside) is not baked; it may be read, since nobody here ever shows it.

Spec: Open Badges 3.0 §5.3.2; Open Badges 2.0 Baking Specification; XML 1.0 §2.2 (characters), §2.7 (CDATA), §2.11 (line ends)
"""

import re
from html import escape
from typing import Final

from app.baking.picture import BadgeKind, Baked, PictureFormat, check_credential, check_size, is_jws, only_one
from app.baking.svg_outline import ELEMENTS, NAMESPACES, PREFIX, Carried, Outline, outline_of
from app.errors import PictureRefused
from app.schemas.strict_json import JsonLimits, read_object

_BEGINNING: Final = 8_192
_NAME: Final = re.compile(rb"<[^\s/>]+")
_ATTRIBUTE: Final = re.compile(rb"(?<!\s)\s++([^\s=]++)\s*+=\s*+(?:\"[^\"]*\"|'[^']*')")
_NOT_XML: Final = re.compile("[\ufffe\uffff]")
_LIMITS: Final = JsonLimits(max_bytes=5 * 1024 * 1024, max_nodes=100_000)


def bake(picture: bytes, credential: str, kind: BadgeKind) -> bytes:
    """Return the SVG with the credential in it.

    JSON is kept but for what XML cannot carry: line ends become LF, U+FFFE and U+FFFF are written as escapes.
    Raises PictureRefused: no SVG, one that acts, or too large with it; Malformed, DocumentError: no credential.
    """
    check_credential(credential, kind)
    outline = outline_of(picture)
    if outline.action is not None:
        raise PictureRefused(f"expected an SVG that only shows something, found {outline.action}")
    text = _for_xml(credential)
    beginning = b"".join((picture[: outline.root_start], _opened(picture, outline, kind), _element(text, kind).encode()))
    baked = beginning + _without(picture, outline)
    check_size(baked)
    # Refuses where anything else would be read than the badge. Where the picture knows of no badges, only its beginning is new.
    take_out(baked if outline.carried or outline.namespace is not None else beginning + _closing(picture, outline))
    return baked


def take_out(picture: bytes) -> Baked:
    """Return the credential in an SVG. Raises PictureRefused: no SVG as it is read here, none or several credentials in it."""
    carried = outline_of(picture).carried
    only_one(len(carried))
    text = _text_of(carried[0])
    if not text:
        raise PictureRefused("expected a credential in the picture, found an empty element")
    return Baked(text, carried[0].kind)


def _text_of(carried: Carried) -> str:
    """Return the credential in its element. In Open Badges 2, `verify` stands beside JSON too: the address of the same assertion."""
    verify, text = (carried.verify or "").strip(), carried.text.strip()
    if carried.kind is BadgeKind.OPEN_BADGES_2 and not is_jws(verify):
        return text or verify
    if verify and text:
        raise PictureRefused("expected a credential either in the attribute verify or as text, found both")
    return verify or text


def _for_xml(credential: str) -> str:
    text = credential.strip().replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _without(picture: bytes, outline: Outline) -> bytes:
    """Return what stands behind the root's tag, without the credentials in it."""
    pieces, position = [], outline.root_end
    for carried in outline.carried:
        pieces.append(picture[position : carried.start])
        position = carried.end
    ending = _closing(picture, outline) if picture[: outline.root_end].endswith(b"/>") else b""
    return b"".join((*pieces, ending, picture[position:]))


def _closing(picture: bytes, outline: Outline) -> bytes:
    """Return the tag that ends the root."""
    tag = _NAME.match(picture, outline.root_start)
    return b"</%s>" % tag[0][1:] if tag else b""


def _opened(picture: bytes, outline: Outline, kind: BadgeKind) -> bytes:
    """Return the root's tag, open, with the namespace of the credential bound to the usual prefix."""
    tag = picture[outline.root_start : outline.root_end]
    tag = tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag
    name = _NAME.match(tag)
    end = name.end() if name else 0
    binding = f' xmlns:{PREFIX}="{NAMESPACES[kind]}"'.encode()
    if outline.namespace == NAMESPACES[kind]:
        return tag
    if outline.namespace is None:
        return tag[:end] + binding + tag[end:]
    if outline.namespace not in NAMESPACES.values():
        raise PictureRefused(f"expected the prefix {PREFIX} for the namespace of the badge, found it for another")
    return tag[:end] + _ATTRIBUTE.sub(lambda found: binding if found[1] == f"xmlns:{PREFIX}".encode() else found[0], tag[end:])


def _element(text: str, kind: BadgeKind) -> str:
    name = f"{PREFIX}:{ELEMENTS[kind]}"
    if not text.startswith("{"):
        return f'<{name} verify="{escape(text)}"></{name}>'
    identifier = read_object(text.encode(), _LIMITS).get("id") if kind is BadgeKind.OPEN_BADGES_2 else None
    verify = f' verify="{escape(identifier)}"' if isinstance(identifier, str) else ""
    return f"<{name}{verify}><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"


def _is_svg(picture: bytes) -> bool:
    beginning = picture[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip()
    return beginning.startswith(b"<") and b"svg" in beginning and not re.search(rb"<(?:!doctype\s+)?html\b", beginning, re.IGNORECASE)


SVG = PictureFormat("image/svg+xml", ".svg", _is_svg, bake, take_out)
