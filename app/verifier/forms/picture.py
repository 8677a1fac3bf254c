"""A PNG or SVG picture with a credential baked into it. The picture itself is never shown, kept or judged: only what it holds is.

Spec: Open Badges 3.0 §5.3; Open Badges 2.0 Baking Specification
"""

from app.baking import PICTURES, format_of
from app.baking.picture import is_address
from app.errors import NotRecognised, PictureRefused
from app.verifier.forms.form import Inside, Wrapping
from app.verifier.shown import shown


def _is_picture(body: bytes) -> bool:
    return any(each.recognises(body) for each in PICTURES)


def _inside_picture(body: bytes) -> Inside:
    try:
        baked = format_of(body).take_out(body)
    except PictureRefused as error:
        raise NotRecognised(error.detail) from error
    if is_address(baked.text):
        raise NotRecognised(f"expected a credential in the picture, found the address of one: send what lies at {shown(baked.text)}")
    return Inside(baked.text.encode())


PICTURE = Wrapping(_is_picture, _inside_picture, "picture")
