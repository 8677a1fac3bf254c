"""A compact JWS whose payload is the credential, or holds it. Where its header does not say which, its envelope may.

Spec: Open Badges 3.0 §8.2; VC Data Model 1.1 §6.3.1; VC-JOSE-COSE 1.0 §3.1
"""

from functools import partial

from app.crypto.encodings import decode_base64url
from app.crypto.jws import read_compact
from app.errors import DocumentError, MalformedProof
from app.model.secured import Document, Secured
from app.proofs import vc_jwt
from app.proofs.jws_header import stated_type
from app.proofs.jwt_claims import VC_JWT, credential_in
from app.schemas.strict_json import read_object
from app.verifier.forms.form import Form
from app.verifier.presented import UNKNOWN, Presented, check_recognised, excess_in, format_of, proofs_in
from app.verifier.shown import shown

MEDIA_TYPE = "application/vc+jwt"

_MOST_HEADER_CHARACTERS = 16_384


def _is_jws(text: bytes) -> bool:
    header, dot, _ = b"".join(text[:_MOST_HEADER_CHARACTERS].split()).partition(b".")
    try:
        content = decode_base64url(header.decode("ascii"))
    except (UnicodeDecodeError, MalformedProof):
        return False
    return bool(dot) and content.lstrip().startswith(b"{") and b'"alg"' in content


def _is_none(_text: bytes) -> bool:
    return False


def _read(media_type: str, text: bytes) -> Presented:
    secured = Secured(b"".join(text.split()), media_type)  # mail programs break long lines; a JWS has no white space
    try:
        jws = read_compact(secured.body.decode("ascii", "replace"))
        claims = read_object(jws.payload, vc_jwt.LIMITS)
    except (MalformedProof, DocumentError) as error:
        return Presented(secured, UNKNOWN, "jwt", {}, trouble=error)
    document = _credential(stated_type(jws.header, media_type.removeprefix("application/")), claims)
    check_recognised(document)
    securing = f"jwt {shown(jws.header['alg'])}"
    excess = excess_in(document, 0)
    if excess is not None:
        return Presented(secured, format_of(document), securing, {}, trouble=excess)
    proofs, trouble = proofs_in(secured)
    return Presented(secured, format_of(document), securing, document, proofs, proof_trouble=trouble)


def _credential(kind: str, claims: Document) -> Document:
    """Return the credential in a JWT; where its claims disagree with it, as it stands there (the proof's check refuses it then)."""
    inner = claims.get("vc")
    try:
        return credential_in(claims, kind)
    except MalformedProof:
        return inner if kind != VC_JWT and isinstance(inner, dict) else claims


JWT = Form(frozenset({"application/jwt"}), _is_jws, partial(_read, vc_jwt.MEDIA_TYPE))
ANNOUNCED_JWT = Form(frozenset({MEDIA_TYPE}), _is_none, partial(_read, MEDIA_TYPE))
"""Only an envelope makes it: `typ` is no more than recommended there."""
