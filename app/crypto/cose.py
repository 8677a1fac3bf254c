"""COSE_Sign1: taken apart strictly, made, and tested against a key that was found elsewhere.

Only what a signed message needs is read: no tags but its own, nothing of indefinite length, no key twice in a map, little headers.
The header's algorithm decides nothing: the key does, and the header must agree. A further algorithm is a row of `ALGORITHMS`.

Spec: RFC 9052 §3.1 (header parameters), §4.2 (COSE_Sign1), §4.4 (signing); RFC 9053 §2 (algorithms); RFC 8949 (CBOR)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cbor2

from app.crypto.keys import allowed_algorithms, verify_signature
from app.errors import InvalidSignature, MalformedProof, SigningError
from app.model.secured import Algorithm, Jwk, Signer

ALGORITHMS: Mapping[int, Algorithm] = {-7: Algorithm.ES256, -8: Algorithm.EDDSA, -35: Algorithm.ES384, -36: Algorithm.ES512}

ALG, CRITICAL, CONTENT_TYPE, KEY_ID, CLAIMS, TYPE = 1, 2, 3, 4, 15, 16
"""Labels of header parameters (RFC 9052 §3.1, RFC 9597 §2, RFC 9596 §2)."""

MAX_BYTES = 5 * 1024 * 1024 + 32_768
MAX_HEADER_BYTES = 16_384
MAX_SIGNATURE_BYTES = 1_024
TAG = b"\xd2"
"""18, which marks a COSE_Sign1; it may be left out."""
ARRAY = b"\x84"

_MAX_DEPTH = 4
_MOST_BYTES = (MAX_HEADER_BYTES, MAX_HEADER_BYTES, MAX_BYTES, MAX_SIGNATURE_BYTES)

Header = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Sign1:
    """A COSE_Sign1 taken apart; nothing of it has been verified.

    protected: the parameters that are signed; unprotected: those that are not.
    """

    protected: Header
    unprotected: Header
    payload: bytes
    signature: bytes
    signing_input: bytes
    algorithm: Algorithm


_BYTE_STRING = 2  # CBOR's major type, RFC 8949 §3.1


class _NoTags(dict[int, Callable[..., Any]]):
    """Has a decoder for no tag: decoding some (dates, numbers, expressions) would make us work, and we need none."""

    def __missing__(self, tag: int) -> Callable[..., Any]:
        raise MalformedProof(f"expected CBOR without tags, found the tag {tag}")


def is_sign1(body: bytes) -> bool:
    """Return whether the bytes begin as a COSE_Sign1 does: an array of four, and a byte string first; no text does."""
    untagged = body.removeprefix(TAG)
    return untagged[:1] == ARRAY and len(untagged) > 1 and untagged[1] >> 5 == _BYTE_STRING


def read_sign1(body: bytes) -> Sign1:
    """Return the parts of a COSE_Sign1, tagged or not.

    Raises:
        MalformedProof: no such array, more bytes or depth than allowed, a payload that is detached, `crit`, whose extensions we do
            not know, an algorithm that is none of ours or not protected, a parameter in both headers.
    """
    if len(body) > MAX_BYTES:
        raise MalformedProof(f"expected a COSE_Sign1 of at most {MAX_BYTES} bytes, found {len(body)}")
    encoded, unprotected, payload, signature = _parts(body.removeprefix(TAG))
    if not isinstance(encoded, bytes) or not isinstance(unprotected, dict) or not isinstance(payload, bytes):
        raise MalformedProof("expected a protected header, an unprotected one and a payload, found another")
    if not isinstance(signature, bytes) or not signature:
        raise MalformedProof("expected a signature, found none")
    protected = _only_item(encoded)
    if not isinstance(protected, dict) or protected.keys() & unprotected.keys():
        raise MalformedProof("expected a protected header that is a map, and each parameter in one header, found another")
    return Sign1(protected, unprotected, payload, signature, _signing_input(encoded, payload), _algorithm(protected, unprotected))


def write_sign1(protected: Header, payload: bytes, signer: Signer) -> bytes:
    """Return a tagged COSE_Sign1 over `payload`; `alg` comes from the signer, the other parameters from `protected`.

    Raises:
        SigningError: the signer cannot, or COSE has no number here for its algorithm.
    """
    number = next((number for number, algorithm in ALGORITHMS.items() if algorithm is signer.algorithm), None)
    if number is None:
        raise SigningError(f"expected a key for {', '.join(ALGORITHMS.values())}, found one for {signer.algorithm}")
    encoded = cbor2.dumps({ALG: number, **protected})
    signature = signer.sign(_signing_input(encoded, payload))
    return TAG + cbor2.dumps([encoded, {}, payload, signature])


def verify_sign1(sign1: Sign1, jwk: Jwk) -> Algorithm:
    """Return the algorithm by which the message was found to be signed with the key `jwk`.

    Raises:
        InvalidSignature: the signature does not hold, or the header's algorithm is not one for this key.
        MalformedProof: the key is none that we verify with.
    """
    if sign1.algorithm not in allowed_algorithms(jwk):
        raise InvalidSignature("expected a header whose alg is one for the key, found another")
    verify_signature(jwk, sign1.algorithm, sign1.signing_input, sign1.signature)
    return sign1.algorithm


def _signing_input(protected: bytes, payload: bytes) -> bytes:
    """Return the Sig_structure of RFC 9052 §4.4, without external data."""
    return cbor2.dumps(["Signature1", protected, b"", payload])


def _algorithm(protected: Header, unprotected: Header) -> Algorithm:
    if CRITICAL in protected or CRITICAL in unprotected:
        raise MalformedProof("expected a header without crit, found it")
    number = protected.get(ALG)
    if not isinstance(number, int) or isinstance(number, bool) or number not in ALGORITHMS:
        raise MalformedProof(f"expected one of the algorithms {', '.join(map(str, ALGORITHMS))} in the protected header, found another")
    return ALGORITHMS[number]


def _parts(content: bytes) -> list[Any]:
    """Return the four items of the array; each is read from no more bytes than it may have, so that none costs more."""
    if content[:1] != ARRAY:
        raise MalformedProof("expected a COSE_Sign1: an array of four, found something else")
    offset, parts = 1, []
    for most in _MOST_BYTES:
        part, size = _item(content[offset : offset + most])
        parts.append(part)
        offset += size
    if offset != len(content):
        raise MalformedProof("expected nothing after a COSE_Sign1, found more bytes")
    return parts


def _only_item(content: bytes) -> Any:
    item, size = _item(content)
    if size != len(content):
        raise MalformedProof("expected one CBOR item in the protected header, found more bytes")
    return item


def _item(content: bytes) -> tuple[Any, int]:
    """Return the CBOR item at the beginning of `content` and its size; whatever is wrong with it is a MalformedProof."""
    stream = BytesIO(content)
    try:
        item = cbor2.load(stream, semantic_decoders=_NoTags(), max_depth=_MAX_DEPTH, allow_indefinite=False, allow_duplicate_keys=False)
    except (cbor2.CBORError, ValueError, OverflowError, TypeError) as error:
        raise MalformedProof(f"expected plain CBOR of few bytes, found something else: {str(error)[:200]}") from error
    return item, stream.tell()
