import json
import xml.etree.ElementTree as ET
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib import baking as peer

from app.baking import BadgeKind, Baked, svg
from app.baking.svg_outline import MOST_DEPTH, MOST_MARKS
from app.errors import Malformed, MalformedJson, PictureRefused
from tests.baking import pictures
from tests.baking.pictures import ADDRESS, EMPTY_SVG, JSON, JWS, OB2_JSON, ODD_SVG, SVG

OB2, OB3 = BadgeKind.OPEN_BADGES_2, BadgeKind.OPEN_BADGES_3
PICTURES = {"plain": SVG, "odd": ODD_SVG, "empty": EMPTY_SVG}
BOUND = b' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
@pytest.mark.parametrize("credential", [JWS, JSON])
def test_what_is_baked_is_taken_out_unchanged(picture: bytes, credential: str) -> None:
    assert svg.take_out(svg.bake(picture, credential, OB3)) == Baked(credential, OB3)


def test_a_jws_stands_in_an_attribute_of_the_first_child() -> None:
    baked = svg.bake(SVG, JWS, OB3)

    head, rest = SVG.split(b" xmlns=", 1)[0], SVG.split(b"<svg", 1)[1]
    attributes, inner = rest.split(b">", 1)
    badge = b'<openbadges:credential verify="%s"></openbadges:credential>' % JWS.encode()
    assert baked == head + BOUND + attributes + b">" + badge + inner


def test_json_stands_as_character_data_of_the_first_child() -> None:
    root = ET.fromstring(svg.bake(SVG, JSON, OB3))  # noqa: S314  # our own

    assert root[0].tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert (root[0].text, root[0].attrib) == (JSON, {})
    assert b"<openbadges:credential><![CDATA[{" in svg.bake(SVG, JSON, OB3)


@pytest.mark.parametrize("picture", [SVG, ODD_SVG], ids=["plain", "odd"])
def test_every_other_byte_of_the_picture_stays(picture: bytes) -> None:
    baked = svg.bake(picture, JWS, OB3)

    badge = b'<openbadges:credential verify="%s"></openbadges:credential>' % JWS.encode()
    assert baked.replace(BOUND, b"", 1).replace(badge, b"", 1) == picture


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
@pytest.mark.parametrize("earlier", [OB2, OB3])
@pytest.mark.parametrize("kind", [OB2, OB3])
def test_baking_takes_the_place_of_what_was_there(picture: bytes, earlier: BadgeKind, kind: BadgeKind) -> None:
    assert svg.bake(svg.bake(picture, "x.y.z", earlier), JWS, kind) == svg.bake(picture, JWS, kind)


def test_a_badge_anywhere_and_in_any_spelling_is_replaced() -> None:
    other = b'<g><o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0" verify="a.b.c"/></g>'
    picture = SVG.replace(b"</svg>", other + other + b"</svg>")

    assert svg.bake(picture, JWS, OB3) == svg.bake(SVG.replace(b"</svg>", b"<g></g><g></g></svg>"), JWS, OB3)


@pytest.mark.parametrize("credential", [JWS, JSON])
def test_another_library_takes_out_what_we_bake_and_we_what_it_bakes(credential: str) -> None:
    element, namespace, as_text = peer.SVG_ELEMENT_OB3, peer.SVG_NS_OB3, credential.startswith("{")

    assert peer.extract_svg(svg.bake(SVG, credential, OB3), element=element, text_fallback=True) == credential
    theirs = peer.bake_svg(SVG, credential, "made by another", element=element, namespace=namespace, as_text=as_text)
    assert svg.take_out(theirs) == Baked(credential, OB3)
    assert svg.take_out(svg.bake(theirs, "x.y.z", OB3)).text == "x.y.z"


@pytest.mark.parametrize("credential", [JWS, ADDRESS])
def test_open_badges_2_are_baked_as_another_library_reads_them(credential: str) -> None:
    baked = svg.bake(SVG, credential, OB2)

    assert svg.take_out(baked) == Baked(credential, OB2)
    assert peer.extract_svg(baked) == credential
    assert svg.take_out(peer.bake_svg(SVG, credential)) == Baked(credential, OB2)


def test_hosted_open_badges_2_have_their_address_beside_the_json() -> None:
    baked = svg.bake(SVG, OB2_JSON, OB2)

    assert svg.take_out(baked) == Baked(OB2_JSON, OB2)
    assert peer.extract_svg(baked) == ADDRESS
    assert svg.take_out(svg.bake(SVG, '{"id":5}', OB2)) == Baked('{"id":5}', OB2)


def test_what_xml_cannot_carry_is_written_otherwise_and_means_the_same() -> None:
    baked = svg.bake(SVG, '{\r\n"a":\r"\ufffe\uffff"}', OB3)

    assert svg.take_out(baked).text == '{\n"a":\n"\\ufffe\\uffff"}'


def test_one_prefix_of_another_namespace_is_not_taken_away() -> None:
    with pytest.raises(PictureRefused, match="expected the prefix openbadges for the namespace of the badge"):
        svg.bake(SVG.replace(b"<svg", b'<svg xmlns:openbadges="https://example.org/"'), JWS, OB3)


def test_white_space_in_the_roots_tag_costs_no_more_than_its_length() -> None:
    wide = b" " * 400_000
    picture = EMPTY_SVG.replace(b"<svg", b'<svg xmlns:openbadges="http://openbadges.org" class="' + wide + b'"' + wide, 1)

    baked = svg.bake(picture, JWS, OB3)

    assert svg.take_out(baked) == Baked(JWS, OB3)
    assert BOUND + b' class="' + wide + b'"' + wide in baked


SPACED = (b'<openbadges:credential verify=" a.b.c\n"/>', b"<openbadges:credential>\n\na.b.c\n</openbadges:credential>")


@pytest.mark.parametrize("spaced", SPACED)
def test_white_space_around_it_does_not_count(spaced: bytes) -> None:
    assert svg.take_out(pictures.svg(spaced)).text == "a.b.c"


def test_what_would_become_a_second_badge_is_refused() -> None:
    picture = SVG.replace(b"<svg", b'<svg xmlns:openbadges="http://openbadges.org"').replace(b"</svg>", b"<openbadges:credential/></svg>")

    with pytest.raises(PictureRefused, match="exactly one badge in it, found 2"):
        svg.bake(picture, JWS, OB3)


CARRIED = b'<openbadges:credential verify="a.b.c"/>'
REFUSED = {
    "exactly one badge in it, found none": SVG,
    "exactly one badge in it, found 2": pictures.svg(CARRIED * 2),
    "one badge in it, found 2": pictures.svg(CARRIED + b'<assertion xmlns="http://openbadges.org" verify="a.b.c"/>'),
    "badge in it, found none": pictures.svg(b'<openbadges:assertion verify="a.b.c"/>'),
    "found an empty element": pictures.svg(b'<openbadges:credential verify=" "/>'),
    "either in the attribute verify or as text, found both": pictures.svg(CARRIED.replace(b"/>", b">{}</openbadges:credential>")),
    "only text in the element of the badge": pictures.svg(b"<openbadges:credential><g/></openbadges:credential>"),
    "expected an SVG picture, found the element html": b"<html><svg/></html>",
    "found the element credential": CARRIED.replace(b" ", b' xmlns:openbadges="%s" ' % pictures.OB3),
    "says another encoding": b'<?xml version="1.0" encoding="ISO-8859-1"?>' + SVG,
    "is well-formed": b"<svg>",
    "in UTF-8, found other bytes at byte 5": b"<svg>\xff</svg>",
    "well-formed, found an error: not well-formed": b"<svg>\x01</svg>",
    "well-formed, found an error: unbound prefix": b"<svg><a:b/></svg>",
    "well-formed, found an error: undefined entity": b"<svg>&nothing;</svg>",
    "well-formed, found an error: no element found": b"",
    "found an error: junk after": SVG + SVG,
    "in UTF-8, found other bytes at byte 0": SVG.decode().encode("utf-16"),
    "in UTF-8, found a NUL": SVG.decode().encode("utf-16-le"),
    "without document type and entities": b"<!DOCTYPE svg>" + SVG,
    "document type and entities, found": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "https://example.org/svg.dtd">' + SVG,
    "document type and entities": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "entities, found one": b'<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><svg>&b;</svg>',
    "and entities": b'<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://example.org/x"> %x;]><svg/>',
    "at most 64 elements deep": b"<svg>" + b"<g>" * MOST_DEPTH + b"</g>" * MOST_DEPTH + b"</svg>",
    "at most 50000 tags and attributes": b"<svg>" + b"<g/>" * MOST_MARKS + b"</svg>",
    "tags and attributes, found": b"<svg>" + b"&lt;" * MOST_MARKS + b"</svg>",
    "attributes, found 5": b"<svg %s/>" % b" ".join(b"a%d=''" % number for number in range(MOST_MARKS)),
    "at most 5242880 bytes": b"<svg>" + b" " * 5_242_880 + b"</svg>",
}


@pytest.mark.parametrize(("why", "picture"), REFUSED.items(), ids=REFUSED)
def test_what_is_no_svg_with_one_badge_is_refused_with_the_reason(why: str, picture: bytes) -> None:
    with pytest.raises(PictureRefused, match=why):
        svg.take_out(picture)


def test_the_deepest_picture_that_is_read() -> None:
    inner = MOST_DEPTH - 2

    assert svg.take_out(pictures.svg(b"<g>" * inner + CARRIED + b"</g>" * inner)).text == "a.b.c"


@pytest.mark.parametrize("credential", ["", "words", "a.b", "[]", ADDRESS, '"><script>', "a.b.c\n"])
def test_what_is_no_credential_is_not_baked(credential: str) -> None:
    with pytest.raises(Malformed, match="expected a credential as a JSON object or as compact JWS"):
        svg.bake(SVG, credential, OB3)


def test_broken_json_is_not_baked() -> None:
    with pytest.raises(MalformedJson):
        svg.bake(SVG, '{"a":}', OB3)


def test_what_would_be_too_large_with_its_badge_is_not_baked() -> None:
    picture = SVG.replace(b"</svg>", b" " * (5_242_880 - len(SVG)) + b"</svg>")

    with pytest.raises(PictureRefused, match="at most 5242880 bytes"):
        svg.bake(picture, JWS, OB3)


def test_hostile_values_stay_inside_their_attribute() -> None:
    hostile = '{"id":"\\"/><script>alert(1)</script>"}'

    root = ET.fromstring(svg.bake(SVG, hostile, OB2))  # noqa: S314  # our own

    assert [each.tag.rpartition("}")[2] for each in root.iter()] == ["svg", "assertion", "rect"]
    assert root[0].get("verify") == '"/><script>alert(1)</script>'


PIECES = (b"<", b">", b"/>", b"'", b'"', b"<![CDATA[", b"]]>", b"&#0;", b"-->", CARRIED)


@given(st.sampled_from([SVG, ODD_SVG, EMPTY_SVG, svg.bake(ODD_SVG, JSON, OB3), svg.bake(SVG, OB2_JSON, OB2)]), st.data())
def test_no_damaged_svg_raises_anything_else(whole: bytes, data: st.DataObject) -> None:
    picture = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(picture)))
        picture[place : place + data.draw(st.integers(0, 8))] = data.draw(st.one_of(st.binary(max_size=6), st.sampled_from(PIECES)))

    with suppress(PictureRefused):
        svg.take_out(bytes(picture))
    with suppress(PictureRefused):
        assert svg.take_out(svg.bake(bytes(picture), JSON, OB3)) == Baked(JSON, OB3)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
def test_every_text_in_json_is_carried(value: str) -> None:
    credential = json.dumps({"name": value}, ensure_ascii=False)

    assert json.loads(svg.take_out(svg.bake(SVG, credential, OB3)).text) == {"name": value}
