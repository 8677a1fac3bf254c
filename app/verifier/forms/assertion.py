"""An assertion of Open Badges 2.0: as JSON, to be held against its web address, or as the payload of a JWS.

Spec: Open Badges 2.0, Verification, https://www.imsglobal.org/spec/ob/v2p0#implementation-verification
"""

from app.crypto.jws import CompactJws, read_compact
from app.errors import DocumentError, MalformedProof
from app.model.secured import Document, Secured
from app.schemas.assertions import CONTEXT, HOSTED, LIMITS, is_assertion, method_of
from app.schemas.strict_json import read_object
from app.verifier.forms.form import Form
from app.verifier.forms.jwt import JWT
from app.verifier.presented import OPEN_BADGES_2, UNKNOWN, Presented
from app.verifier.shown import shown

MEDIA_TYPE = "application/ld+json"
SIGNED_MEDIA_TYPE = "application/jose"

_MARK = CONTEXT.removeprefix("https://").encode()
_OTHER_MARKS = (b'"VerifiableCredential"', b'"credentialSubject"')


def _is_json_assertion(text: bytes) -> bool:
    """Return whether a text is an assertion, or a damaged one: then nothing in it says that it is another credential."""
    if not text.startswith(b"{") or _MARK not in text.replace(b"\\/", b"/"):
        return False
    try:
        return is_assertion(read_object(text, LIMITS))
    except DocumentError:
        return b'"Assertion"' in text and not any(mark in text for mark in _OTHER_MARKS)


def _read_json(text: bytes) -> Presented:
    secured = Secured(text, MEDIA_TYPE)
    try:
        document = read_object(text, LIMITS)
    except DocumentError as error:
        return Presented(secured, OPEN_BADGES_2, UNKNOWN, {}, trouble=error)
    return Presented(secured, OPEN_BADGES_2, "hosted" if method_of(document) == HOSTED else "none", document)


def _is_signed_assertion(text: bytes) -> bool:
    if not JWT.recognises(text):
        return False
    try:
        return is_assertion(_payload(_jws(text)))
    except (MalformedProof, DocumentError):
        return False


def _read_signed(text: bytes) -> Presented:
    jws = _jws(text)
    document = _payload(jws)
    securing = "hosted" if method_of(document) == HOSTED else f"jws {shown(jws.header['alg'])}"
    return Presented(Secured(b"".join(text.split()), SIGNED_MEDIA_TYPE), OPEN_BADGES_2, securing, document)


def _jws(text: bytes) -> CompactJws:
    return read_compact(b"".join(text.split()).decode("ascii", "replace"))


def _payload(jws: CompactJws) -> Document:
    return read_object(jws.payload, LIMITS)


HOSTED_ASSERTION = Form(frozenset(), _is_json_assertion, _read_json)
SIGNED_ASSERTION = Form(frozenset(), _is_signed_assertion, _read_signed)
