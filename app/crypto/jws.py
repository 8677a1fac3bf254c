"""Compact JSON Web Signatures: taken apart strictly, made, and tested against a key that was found elsewhere.

The header's `alg` decides nothing: the key does, and the header must agree. Keys and URLs in a header are data here.

Spec: RFC 7515 §3.1, §5.2 (compact JWS), §4.1.11 (`crit`); RFC 7797 (`b64`); RFC 8725 (best practice)
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass

import orjson

from app.crypto.encodings import decode_base64url
from app.crypto.keys import allowed_algorithms, verify_signature
from app.errors import DocumentError, InvalidSignature, MalformedProof
from app.model.secured import Algorithm, Document, Jwk, Signer
from app.schemas.strict_json import JsonLimits, read_object

MAX_JWS_CHARS = 7_200_000
"""Somewhat more than 5 MiB of payload takes in base64url."""
MAX_SIGNATURE_BYTES = 1_024
"""The longest is RSA's, at 8192 bits."""

_HEADER_LIMITS = JsonLimits(max_bytes=16_384, max_depth=8, max_nodes=200)
_PARTS = 3
_REFUSED_MEMBERS = ("crit", "b64")


@dataclass(frozen=True, slots=True)
class CompactJws:
    """A compact JWS taken apart; nothing of it has been verified."""

    header: Document
    payload: bytes
    signing_input: bytes
    signature: bytes


def read_compact(text: str) -> CompactJws:
    """Return the parts of a compact JWS.

    Raises:
        MalformedProof: not three parts of base64url, a header that is no JSON object or without `alg`, or one with `crit` or
            `b64`, whose extensions we do not know; or too long.
    """
    if len(text) > MAX_JWS_CHARS:
        raise MalformedProof(f"expected a compact JWS of at most {MAX_JWS_CHARS} characters, found {len(text)}")
    parts = text.split(".", _PARTS)
    if len(parts) != _PARTS:
        raise MalformedProof("expected a compact JWS of three parts, found another number")
    header, payload, signature = (decode_base64url(part) for part in parts)
    if not 0 < len(signature) <= MAX_SIGNATURE_BYTES:
        raise MalformedProof(f"expected a signature of 1 to {MAX_SIGNATURE_BYTES} bytes, found {len(signature)}")
    return CompactJws(_read_header(header), payload, f"{parts[0]}.{parts[1]}".encode("ascii"), signature)


def write_compact(header: Document, payload: bytes, signer: Signer) -> str:
    """Return a compact JWS over `payload`; `alg` comes from the signer, the other members of the header from `header`.

    Raises:
        SigningError: the signer cannot.
    """
    algorithm = signer.algorithm.value
    head = orjson.dumps({"alg": algorithm} | header | {"alg": algorithm})
    signing_input = _encoded(head) + b"." + _encoded(payload)
    return (signing_input + b"." + _encoded(signer.sign(signing_input))).decode("ascii")


def verify_compact(jws: CompactJws, jwk: Jwk) -> Algorithm:
    """Return the algorithm by which `jws` was found to be signed with the key `jwk`.

    Raises:
        InvalidSignature: the signature does not hold, or the header's `alg` is not one for this key.
        MalformedProof: the key is none that we verify with.
    """
    stated = jws.header.get("alg")
    algorithm = next((each for each in allowed_algorithms(jwk) if each.value == stated), None)
    if algorithm is None:
        raise InvalidSignature("expected a header whose alg is one for the key, found another")
    verify_signature(jwk, algorithm, jws.signing_input, jws.signature)
    return algorithm


def _encoded(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")


def _read_header(content: bytes) -> Document:
    try:
        header = read_object(content, _HEADER_LIMITS)
    except DocumentError as error:
        raise MalformedProof(f"the JWS header is refused: {error.detail}") from error
    refused = [member for member in _REFUSED_MEMBERS if member in header]
    if refused:
        raise MalformedProof(f"expected a JWS header without {' and '.join(refused)}, found it")
    if not isinstance(header.get("alg"), str):
        raise MalformedProof("expected a JWS header with alg, found none")
    return header
