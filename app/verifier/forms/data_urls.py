"""Envelopes: JSON objects whose id is a data URL that holds something secured; of credentials and of presentations alike.

What an envelope says beside its id, type and context is signed by nobody, and read by nobody.

Spec: VC Data Model 2.0 §4.13.1–4.13.2 (enveloped verifiable credentials, presentations); RFC 2397 (data URLs); VC-JOSE-COSE 1.0 §3
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Collection
from typing import Final

from app.crypto.jws import read_compact
from app.errors import DocumentError, MalformedProof, NotRecognised
from app.model.secured import Document
from app.proofs import vc_jwt
from app.schemas.contexts import CREDENTIALS_V2
from app.schemas.strict_json import read_object
from app.verifier.forms.form import Inside
from app.verifier.liberal import names
from app.verifier.shown import shown

ENVELOPED_CREDENTIAL: Final = "EnvelopedVerifiableCredential"
ENVELOPED_PRESENTATION: Final = "EnvelopedVerifiablePresentation"

_DATA_URL = re.compile(r"data:(?P<type>[a-z0-9.+-]+/[a-z0-9.+-]+)(?P<base64>;base64)?,(?P<data>[!-~]+)", re.ASCII)
_OF_THIS_MODEL = frozenset({"application/vc+jwt", "application/vp+jwt"})
_CLAIMS_OF_THE_OLD = frozenset({"vc", "vp"})
_MOST_SHOWN = 40


def inside_envelope(document: Document, kind: str, media_types: Collection[str]) -> Inside:
    """Return what an envelope of that kind holds, and its media type.

    Args:
        document: the envelope.
        kind: the one type that it must have.
        media_types: those that are read; a COSE one holds its bytes as base64.

    Raises:
        NotRecognised: another context, type or id than an envelope has, another media type, or a JWT of the model before.
    """
    identifier = document.get("id")
    if names(document.get("@context"))[:1] != (CREDENTIALS_V2,) or document.get("type") not in (kind, [kind]):
        raise NotRecognised(f"expected an {kind} and no other type, with the context {CREDENTIALS_V2} first, found another")
    match = _DATA_URL.fullmatch(identifier) if isinstance(identifier, str) else None
    if match is None or match["type"] not in media_types or ("cose" in match["type"] and not match["base64"]):
        found = shown(identifier[:_MOST_SHOWN]) if isinstance(identifier, str) else "no text"
        raise NotRecognised(f"expected an {kind} whose id is a data URL of {' or '.join(sorted(media_types))}, found {found}")
    body = _decoded(match["data"]) if match["base64"] else match["data"].encode()
    if match["type"] in _OF_THIS_MODEL:
        _check_model(body)
    return Inside(body, match["type"])


def _decoded(data: str) -> bytes:
    """Return the bytes; the padding may be missing, as in the W3C's own samples."""
    try:
        return b64decode(data + "=" * (-len(data) % 4), validate=True)
    except binascii.Error as error:
        raise NotRecognised("expected an envelope whose data URL holds base64, found other characters") from error


def _check_model(body: bytes) -> None:
    """Return nothing if a JWT's payload is the document itself, as the envelope announces; what cannot be read, its form will say."""
    try:
        claims = read_object(read_compact(body.decode("ascii", "replace")).payload, vc_jwt.LIMITS)
    except (MalformedProof, DocumentError):
        return
    if _CLAIMS_OF_THE_OLD & claims.keys():
        raise NotRecognised("expected an envelope whose JWT is the document itself, found one with the claim vc or vp")
