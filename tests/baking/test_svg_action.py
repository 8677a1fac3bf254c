import pytest

from app.baking import BadgeKind, svg
from app.errors import PictureRefused
from tests.baking import pictures
from tests.baking.pictures import JWS, SVG

OB3 = BadgeKind.OPEN_BADGES_3
CARRIED = b'<openbadges:credential verify="a.b.c"/>'
ACTING: dict[str, bytes] = {
    "script": b"<script>alert(1)</script>",
    "script ": b'<x:SCRIPT xmlns:x="http://www.w3.org/1999/xhtml"/>',
    "foreignObject": b"<foreignObject/>",
    "onload of g": b'<g onload="alert(1)"/>',
    "href of a": b'<a href=" java&#10;script:alert(1)"/>',
    "href of a ": b'<a xmlns:x="http://www.w3.org/1999/xlink" x:href="vbscript:x"/>',
    "to of set": b'<set attributeName="href" to="JavaScript:alert(1)"/>',
    "values of animate": b'<animate values="#;javascript:alert(1)"/>',
    "href of use": b'<use href="data:image/svg+xml,x"/>',
    "href of image": b'<image href="https://example.org/pixel.png"/>',
    "src of image": b'<image src="//example.org/pixel.png"/>',
    "href of feImage": b'<feImage href="file:///etc/passwd"/>',
    "fill of g": b'<g fill="url(https://example.org/x#y)"/>',
    "style of g": b"<g style=\"background: u\\rl('//example.org')\"/>",
    "style of rect": b"<rect style=\"background: URL( 'x' )\"/>",
    "a style sheet that fetches": b"<style>@import '//example.org';</style>",
    "a style sheet that fetches something": b"<style><![CDATA[g { background: url(https://example.org) }]]></style>",
    "the instruction xml-stylesheet": b'<?xml-stylesheet href="https://example.org/x.css"?>',
}


@pytest.mark.parametrize(("what", "inside"), ACTING.items(), ids=ACTING)
def test_a_picture_that_acts_is_not_baked_but_read(what: str, inside: bytes) -> None:
    picture = SVG.replace(b"</svg>", inside + b"</svg>")

    with pytest.raises(PictureRefused, match=f"expected an SVG that only shows something, found .*(?i:{what.strip()})"):
        svg.bake(picture, JWS, OB3)
    assert svg.take_out(pictures.svg(CARRIED + inside)).text == "a.b.c"


SHOWING = (
    b'<use href="#shape"/>',
    b'<g fill="url(#gradient)" style="fill: url(\'#gradient\')"/>',
    b'<a href="https://example.org/"/>',
    b'<image href="data:image/png;base64,AAAA"/>',
    b"<style>g { fill: url(#gradient); color: red }</style>",
    b'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" dc:note="time: 12:00"/>',
    b"<?editor data?>",
    b"<g><!-- @import --></g>",
)


@pytest.mark.parametrize("inside", SHOWING)
def test_a_picture_that_only_shows_something_is_baked(inside: bytes) -> None:
    assert svg.take_out(svg.bake(SVG.replace(b"</svg>", inside + b"</svg>"), JWS, OB3)).text == JWS
