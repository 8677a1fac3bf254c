"""The forms in which a credential is handed in: one module a form, each in a tuple here.

Wrappings are taken off first, then a form reads. A form or a wrapping that is not there is told as what it is.
"""

from dataclasses import replace

from app.errors import NotRecognised
from app.verifier.forms.assertion import HOSTED_ASSERTION, SIGNED_ASSERTION
from app.verifier.forms.cose import COSE
from app.verifier.forms.embedded import EMBEDDED
from app.verifier.forms.enveloped import ENVELOPED
from app.verifier.forms.form import Form, Inside, Wrapping
from app.verifier.forms.jwt import ANNOUNCED_JWT, JWT
from app.verifier.forms.pdf import PDF
from app.verifier.forms.picture import PICTURE
from app.verifier.forms.quoted import QUOTED
from app.verifier.forms.sd_jwt import SD_JWT
from app.verifier.forms.sealed import SEALED, UNSEALED
from app.verifier.presented import Presented
from app.verifier.shown import shown

WRAPPINGS: tuple[Wrapping, ...] = (PDF, PICTURE, QUOTED, ENVELOPED)
FORMS: tuple[Form, ...] = (COSE, SD_JWT, SIGNED_ASSERTION, ANNOUNCED_JWT, JWT, HOSTED_ASSERTION, SEALED, UNSEALED, EMBEDDED)

MOST_WRAPPINGS = 3
"""A picture or a PDF that holds a quoted envelope is the most that anybody makes."""

_OTHER_KINDS = {
    b"\x89PNG": "a PNG picture",
    b"<": "XML or HTML",
    b"[": "a list: send one credential at a time",
    b"http": "an address: send what lies there",
}


def read_presented(body: bytes, media_type: str | None = None) -> Presented:
    """Return the credential in `body`; what the media type claims serves only to say what was found.

    Raises:
        NotRecognised: nothing in it is a credential; `detail` says what it is instead, where that can be told.
    """
    inside, carrier = _unwrapped(body)
    for form in FORMS:
        if inside.media_type in form.media_types or (inside.media_type is None and form.recognises(inside.body)):
            return replace(form.read(inside.body), carrier=carrier)
    text = inside.body
    kind = next((kind for beginning, kind in _OTHER_KINDS.items() if text.startswith(beginning)), shown(media_type or "another text"))
    raise NotRecognised(
        "expected an Open Badges 3.0, Europass or W3C credential as JSON, or as signed text that begins with eyJ; "
        f"found {kind}, {len(body)} bytes"
    )


def _unwrapped(body: bytes) -> tuple[Inside, str | None]:
    """Return what is inside of all wrappings, and what of them a person sees first."""
    inside, carrier = Inside(_trimmed(body)), None
    for _ in range(MOST_WRAPPINGS):
        wrapping = next((each for each in WRAPPINGS if each.recognises(inside.body)), None)
        if wrapping is None:
            break
        found = wrapping.take_out(inside.body)
        inside, carrier = Inside(_trimmed(found.body), found.media_type), carrier or wrapping.carrier
    return inside, carrier


def _trimmed(body: bytes) -> bytes:
    """Return a text without the white space around it; in bytes that are no text none of it is white."""
    return body if COSE.recognises(body) else body.strip()
