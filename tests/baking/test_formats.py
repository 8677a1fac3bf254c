import pytest

from app.baking import PICTURES, BadgeKind, format_of
from app.errors import PictureRefused
from tests.baking.pictures import EMPTY_SVG, JWS, ODD_SVG, SVG, png


@pytest.mark.parametrize(
    ("picture", "media_type", "suffix"), [(png(), "image/png", ".png"), (SVG, "image/svg+xml", ".svg"), (ODD_SVG, "image/svg+xml", ".svg")]
)
def test_a_picture_is_known_by_its_beginning(picture: bytes, media_type: str, suffix: str) -> None:
    found = format_of(picture)

    assert (found.media_type, found.suffix) == (media_type, suffix)
    assert found.take_out(found.bake(picture, JWS, BadgeKind.OPEN_BADGES_3)).text == JWS


@pytest.mark.parametrize("other", [b"", b"GIF89a", b"{}", b"<html><svg/></html>", b"<!doctype HTML><svg/>", b"<note/>", b" " * 9_000 + SVG])
def test_everything_else_is_refused(other: bytes) -> None:
    with pytest.raises(PictureRefused, match="expected a PNG or SVG picture"):
        format_of(other)


def test_nothing_is_of_two_formats() -> None:
    for picture in (png(), SVG, ODD_SVG, EMPTY_SVG):
        assert sum(each.recognises(picture) for each in PICTURES) == 1
