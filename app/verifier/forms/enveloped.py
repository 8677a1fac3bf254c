"""An EnvelopedVerifiableCredential: a JSON object whose id is a data URL that holds the secured credential.

Spec: VC Data Model 2.0 §4.13.1 (enveloped verifiable credentials)
"""

from app.errors import DocumentError
from app.model.secured import Document
from app.proofs import vc_jwt
from app.schemas.strict_json import read_object
from app.verifier.forms.data_urls import ENVELOPED_CREDENTIAL, inside_envelope
from app.verifier.forms.form import Inside, Wrapping
from app.verifier.liberal import names

MEDIA_TYPES = frozenset({"application/vc+jwt", "application/jwt", "application/vc+sd-jwt", "application/vc+cose"})

_MARK = ENVELOPED_CREDENTIAL.encode()


def _is_envelope(text: bytes) -> bool:
    return _MARK in text and ENVELOPED_CREDENTIAL in names(_object(text).get("type"))


def _object(text: bytes) -> Document:
    """Return the JSON object; an empty one where it cannot be read, which others then say."""
    try:
        return read_object(text, vc_jwt.LIMITS)
    except DocumentError:
        return {}


def _inside_envelope(text: bytes) -> Inside:
    return inside_envelope(_object(text), ENVELOPED_CREDENTIAL, MEDIA_TYPES)


ENVELOPED = Wrapping(_is_envelope, _inside_envelope)
