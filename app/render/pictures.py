"""A certificate as a small PNG picture: for the wall, and for the display of a European Digital Credential, which carries one a language.

Few colours make it small: the page is ink on paper, so a ramp of each of its inks is enough, and the same for every certificate.

Spec: PNG (ISO/IEC 15948) §11.2.2 PLTE; ELM 3.2 DisplayDetail.
"""

from io import BytesIO

from PIL import Image

from app.errors import TooComplex
from app.render.certificate import Certificate
from app.render.typesetting import set_in_pixels

MOST_BYTES = 200_000
MIN_WIDTH, MAX_WIDTH = 400, 1_200
_PAGE_INCHES = 210 / 25.4
_PAPER = (255, 255, 255)
_HAIRLINES = ((214, 220, 227), (234, 238, 242))
_INKS = (((24, 34, 46), 4), ((76, 90, 105), 3), ((23, 57, 92), 3))
_TEST_GROUND, _TEST_INKS = ((246, 232, 232),), (((156, 28, 28), 2),)
"""The template's colours: paper, a hairline as it comes out; ink, soft and accent, each with the number of its shades; the ground and the
alarm of a test. At most 16."""
_BITS = 4
_COMPRESSION = 6
"""One picture in ten milliseconds; the best compression takes ten times as long for three bytes in a hundred."""


def render_png(certificate: Certificate, width: int = 800, *, most_bytes: int = MOST_BYTES) -> bytes:
    """Return the certificate as one PNG picture.

    Args:
        width: in pixels; brought between MIN_WIDTH and MAX_WIDTH. It becomes narrower where the picture would be too large.
        most_bytes: how large the picture may be.

    Raises:
        UncoveredScript: it has signs that no font of ours covers.
        TooComplex: it is too large in any width.
    """
    density = None
    for tried in _widths(min(max(width, MIN_WIDTH), MAX_WIDTH)):
        if density is not None and density * tried**2 > most_bytes:
            continue  # not even if it shrank as its area does
        picture = _with_few_colours(set_in_pixels(certificate, tried / _PAGE_INCHES), test=certificate.test)
        if len(picture) <= most_bytes:
            return picture
        density = len(picture) / tried**2
    raise TooComplex(f"expected a certificate whose picture has at most {most_bytes} bytes")


def _widths(width: int) -> tuple[int, ...]:
    return tuple(sorted({width, max(MIN_WIDTH, width * 3 // 4), max(MIN_WIDTH, width // 2), MIN_WIDTH}, reverse=True))


def _with_few_colours(picture: bytes, *, test: bool) -> bytes:
    palette = Image.new("P", (1, 1))
    palette.putpalette(_palette(test=test))
    small = BytesIO()
    with Image.open(BytesIO(picture)) as full:
        few = full.convert("RGB").quantize(palette=palette, dither=Image.Dither.NONE)
    few.save(small, "PNG", bits=_BITS, compress_level=_COMPRESSION)
    return small.getvalue()


def _palette(*, test: bool) -> list[int]:
    """Return paper and hairlines, and from paper to each ink its shades; those of a test only where it is one."""
    plain = (_PAPER, *_HAIRLINES, *(_TEST_GROUND if test else ()))
    inks = (*_INKS, *(_TEST_INKS if test else ()))
    shades = (_mixed(ink, step / most) for ink, most in inks for step in range(1, most + 1))
    return [part for colour in (*plain, *shades) for part in colour]


def _mixed(ink: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(paper + (part - paper) * share) for paper, part in zip(_PAPER, ink, strict=True))
