"""Credentials in pictures: one module a kind of picture, each in a tuple here.

A picture that holds a credential is a badge to look at and a file to verify in one. Nothing of a picture is ever drawn or decoded here.

Spec: Open Badges 3.0 §5.3 (baked badges); Open Badges 2.0 Baking Specification
"""

from app.baking.picture import BadgeKind, Baked, PictureFormat
from app.baking.png import PNG
from app.baking.svg import SVG
from app.errors import PictureRefused

__all__ = ["PICTURES", "BadgeKind", "Baked", "PictureFormat", "format_of"]

PICTURES: tuple[PictureFormat, ...] = (PNG, SVG)


def format_of(picture: bytes) -> PictureFormat:
    """Return the format of a picture by its beginning. Raises PictureRefused: neither PNG nor SVG."""
    found = next((each for each in PICTURES if each.recognises(picture)), None)
    if found is None:
        raise PictureRefused("expected a PNG or SVG picture, found something else")
    return found
