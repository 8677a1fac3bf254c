"""A credential in a picture is judged like the credential itself; what is no such picture is told as what it is."""

from dataclasses import replace

import pytest

from app.baking import PICTURES, BadgeKind
from app.errors import NotRecognised
from app.model.report import Verdict
from app.verifier.forms import read_presented
from tests.baking import pictures
from tests.verifier.world import signed, signed_jwt, tampered, world

OB2, OB3 = BadgeKind.OPEN_BADGES_2, BadgeKind.OPEN_BADGES_3
PLAIN = (pictures.png(), pictures.SVG, pictures.ODD_SVG)


def baked(picture: bytes, text: bytes, kind: BadgeKind = OB3) -> bytes:
    found = next(each for each in PICTURES if each.recognises(picture))
    return found.bake(picture, text.decode(), kind)


@pytest.mark.parametrize("picture", PLAIN, ids=["png", "svg", "odd svg"])
@pytest.mark.parametrize("credential", [signed(), signed_jwt()], ids=["json", "jwt"])
def test_the_credential_in_a_picture_is_presented_byte_for_byte(picture: bytes, credential: bytes) -> None:
    presented = read_presented(baked(picture, credential), "image/png")

    assert presented == replace(read_presented(credential), carrier="picture")
    assert presented.secured.body == credential


@pytest.mark.parametrize("picture", PLAIN, ids=["png", "svg", "odd svg"])
def test_it_is_judged_like_the_credential_itself(picture: bytes) -> None:
    assert world().report(baked(picture, signed())).verdict is Verdict.VALID
    assert world().report(b"\n" + baked(picture, signed()) + b"\n").verdict is Verdict.VALID
    assert world().report(baked(picture, tampered(signed(), name="Forged"))).verdict is Verdict.NOT_VALID


def test_what_acts_in_a_picture_is_not_looked_at() -> None:
    acting = b'<script>alert(1)</script><image href="https://example.org/"/>'
    element = b"<openbadges:credential><![CDATA[%s]]></openbadges:credential>" % signed()

    assert world().report(pictures.svg(element + acting, b'onload="alert(1)"')).verdict is Verdict.VALID


REFUSED = {
    "^expected a picture with exactly one badge in it, found none": pictures.png(),
    "expected nothing after the end of the PNG": pictures.png(pictures.itxt(b"a")) + b"%PDF-1.7",
    "the file is damaged": pictures.png().replace(b"IHDR\x00\x00", b"IHDR\x00\x01"),
    "exactly one badge in it, found 2": pictures.png(pictures.itxt(signed_jwt()), pictures.text(b"https://badges.example.org/1")),
    "without document type and entities": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "^expected an SVG that is well-formed": b"<svg>",
    "send what lies at https://badges.example.org/1": pictures.png(pictures.text(b"https://badges.example.org/1")),
    "found a PNG picture": b"\x89PNG\r\n\x1a",
    "found XML or HTML": b"<!doctype html><svg></svg>",
    "found another text": pictures.png(pictures.itxt(b"words")),
    "without the type VerifiableCredential": pictures.png(pictures.itxt(b"{}")),
    "expected a PDF that ends by saying": pictures.png(pictures.itxt(b"%PDF-1.7")),
}


@pytest.mark.parametrize(("told", "body"), REFUSED.items(), ids=REFUSED)
def test_what_is_no_picture_with_one_credential_is_told_as_what_it_is(told: str, body: bytes) -> None:
    with pytest.raises(NotRecognised, match=told):
        read_presented(body)


@pytest.mark.parametrize("address", ["https://badges.example.org/1", "http://" + "a" * 400])
def test_the_address_in_a_picture_is_shown_and_never_opened(address: str) -> None:
    with pytest.raises(NotRecognised, match="found the address of one") as refused:
        read_presented(baked(pictures.SVG, address.encode(), OB2))

    assert len(refused.value.detail) < 400
