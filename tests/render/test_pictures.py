"""Certificates as pictures: small, whole, bakeable, and without anything that acts."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from app.baking import BadgeKind, PictureFormat
from app.baking.png import PNG
from app.baking.svg import SVG
from app.errors import TooComplex, UncoveredScript
from app.render import render_png, render_svg
from app.render.words import LANGUAGES
from tests.awards import MAXIMAL, MINIMAL
from tests.baking.pictures import JWS
from tests.render.paper import ARABIC, PAGE, certificate, sample_award

COMPACT = 70_000


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_of_a_certificate_is_compact_in_every_language(language: str) -> None:
    assert len(render_png(certificate(sample_award(), language))) < COMPACT


@pytest.mark.parametrize(("asked", "given"), [(800, 800), (1_000, 1_000), (1, 400), (10**9, 1_200)])
def test_a_picture_is_as_wide_as_it_is_asked_to_be_within_bounds(asked: int, given: int) -> None:
    assert opened(render_png(certificate(MINIMAL), asked)).width == given


def test_a_picture_of_little_has_the_shape_of_a_page() -> None:
    width, height = opened(render_png(certificate(MINIMAL), 1_000)).size

    assert height / width == pytest.approx(2**0.5, abs=0.002)


def test_a_picture_of_much_is_longer() -> None:
    width, height = opened(render_png(certificate(sample_award()))).size

    assert height > 1.5 * width


def test_a_picture_that_would_be_too_large_is_narrower() -> None:
    most = len(render_png(certificate(), 800)) - 1

    narrower = render_png(certificate(), 800, most_bytes=most)

    assert len(narrower) <= most
    assert opened(narrower).width == 600


def test_a_picture_that_is_too_large_in_any_width_is_refused() -> None:
    with pytest.raises(TooComplex, match="at most 1000 bytes"):
        render_png(certificate(), most_bytes=1_000)


@pytest.mark.parametrize("award", [MAXIMAL, sample_award(name=ARABIC)])
def test_the_code_in_a_picture_leads_to_the_page(award: object) -> None:
    picture = opened(render_png(certificate(award))).convert("L")  # type: ignore[arg-type]

    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [PAGE]


def test_a_test_is_red_at_its_head_and_a_live_certificate_has_no_red() -> None:
    reds = [_reds(render_png(certificate(award))) for award in (MAXIMAL, MINIMAL)]

    assert reds[0] > 10_000
    assert reds[1] == 0


def test_the_same_certificate_gives_the_same_picture() -> None:
    assert render_png(certificate()) == render_png(certificate())
    assert render_svg(certificate()) == render_svg(certificate())


@pytest.mark.parametrize("picture_format", [PNG, SVG], ids=lambda picture_format: picture_format.suffix)
def test_a_credential_can_be_baked_into_it(picture_format: PictureFormat) -> None:
    render = render_png if picture_format is PNG else render_svg

    baked = picture_format.bake(render(certificate(sample_award())), JWS, BadgeKind.OPEN_BADGES_3)

    assert picture_format.take_out(baked).text == JWS


def test_nothing_in_the_drawing_acts_or_leads_away() -> None:
    drawing = render_svg(certificate(sample_award(name='"><script>alert(1)</script>')))

    assert not [word for word in (b"<script", b"<a ", b"foreignObject", b"http://localhost", b"data:", b"<text") if word in drawing]


@pytest.mark.parametrize("render", [render_png, render_svg])
def test_a_script_without_a_font_is_reported(render: object) -> None:
    with pytest.raises(UncoveredScript, match="Han"):
        render(certificate(sample_award(name="李小龍")))  # type: ignore[operator]


def _reds(picture: bytes) -> int:
    """Return how many pixels have the colour of alarm."""
    pixels = opened(picture).convert("RGB").get_flattened_data()
    return sum(pixel == (156, 28, 28) for pixel in pixels)
