"""An EnvelopedVerifiableCredential: a JSON object whose id is a data URL that holds the secured credential.

Spec: VC Data Model 2.0 §4.13 (enveloped verifiable credentials)
"""

from app.errors import DocumentError, NotRecognised
from app.model.secured import Document
from app.proofs import vc_jwt
from app.schemas.contexts import CREDENTIALS_V2
from app.schemas.strict_json import read_object
from app.verifier.forms.form import Inside, Wrapping
from app.verifier.liberal import names
from app.verifier.shown import shown

_MARK = b"EnvelopedVerifiableCredential"
_ENVELOPES = ("data:application/vc+jwt,", "data:application/jwt,")


def _is_envelope(text: bytes) -> bool:
    return _MARK in text and "EnvelopedVerifiableCredential" in names(_object(text).get("type"))


def _object(text: bytes) -> Document:
    """Return the JSON object; an empty one where it cannot be read, which others then say."""
    try:
        return read_object(text, vc_jwt.LIMITS)
    except DocumentError:
        return {}


def _inside_envelope(text: bytes) -> Inside:
    document = _object(text)
    identifier = document.get("id")
    if names(document.get("@context"))[:1] != (CREDENTIALS_V2,) or not isinstance(identifier, str):
        raise NotRecognised(f"expected an EnvelopedVerifiableCredential with the context {CREDENTIALS_V2} and a data URL, found another")
    for prefix in _ENVELOPES:
        if identifier.startswith(prefix):
            return Inside(identifier.removeprefix(prefix).encode(), prefix.removeprefix("data:").removesuffix(","))
    raise NotRecognised(f"expected an envelope that begins with {' or '.join(_ENVELOPES)} found {shown(identifier[:40])}")


ENVELOPED = Wrapping(_is_envelope, _inside_envelope)
