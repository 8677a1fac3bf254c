"""What a `proofValue` of ecdsa-sd-2023 holds: CBOR behind three bytes that tell base proofs from derived ones.

Read is only what our own writing of it would give: no tags, no numbers of another kind, nothing longer than need be, nothing left
over. Sizes are judged before the CBOR library sees the bytes.

Spec: Data Integrity ECDSA Cryptosuites 1.0 §3.5.2–3.5.3 and §3.5.5–3.5.8, https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-sd-2023-functions;
RFC 8949 §3 (heads), §4.1 (preferred serialization)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cbor2

from app.crypto.encodings import decode_base64url, encode_base64url
from app.crypto.labels import KEY_BYTES, LABEL_BYTES
from app.errors import MalformedProof

NAME = "ecdsa-sd-2023"
SIGNATURE_BYTES = 64
KEY_HEADER = b"\x80\x24"
"""What a P-256 key in Multikey begins with."""
MOST_SIGNATURES = 1_024
MOST_CHARS = 131_072

_BASE = b"\xd9\x5d\x00"
_DERIVED = b"\xd9\x5d\x01"
_PUBLIC_KEY_BYTES = 35
_PARTS = 5
_MAX_DEPTH = 4
_UNSIGNED, _BYTES, _TEXT, _ARRAY, _MAP = 0, 2, 3, 4, 5
_SHORT_HEAD, _LONGEST_HEAD = 24, 27
"""Additional information below the first is the number itself; beyond the second it is reserved, or of indefinite length."""


@dataclass(frozen=True, slots=True)
class BaseProof:
    """What the issuer gives the holder.

    base_signature: the issuer's, over options, public key and mandatory lines. public_key: of this proof alone, as Multikey bytes.
    signatures: by that key, one for each line that is not mandatory, in their order.
    """

    base_signature: bytes
    public_key: bytes
    hmac_key: bytes
    signatures: tuple[bytes, ...]
    pointers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DerivedProof:
    """What the holder shows: labels by canonical name, and the places of the mandatory lines among those shown."""

    base_signature: bytes
    public_key: bytes
    signatures: tuple[bytes, ...]
    labels: Mapping[str, bytes]
    mandatory: tuple[int, ...]


def write_base(proof: BaseProof) -> str:
    """Return the `proofValue` of a base proof."""
    parts = [proof.base_signature, proof.public_key, proof.hmac_key, list(proof.signatures), list(proof.pointers)]
    return _written(_BASE, parts)


def write_derived(proof: DerivedProof) -> str:
    """Return the `proofValue` of a derived proof."""
    labels = {int(name.removeprefix("c14n")): label for name, label in proof.labels.items()}
    ordered = dict(sorted(labels.items()))
    return _written(_DERIVED, [proof.base_signature, proof.public_key, list(proof.signatures), ordered, list(proof.mandatory)])


def read_base(text: str) -> BaseProof:
    """Return the parts of a base proof. Raises MalformedProof: it is none, also where it is a derived one."""
    base_signature, public_key, hmac_key, signatures, pointers = _parts(text, _BASE, "a base proof, which its holder has")
    _check_bytes("the key of the labels", hmac_key, KEY_BYTES)
    if not isinstance(pointers, list) or not all(isinstance(pointer, str) for pointer in pointers):
        raise MalformedProof("proofValue: expected an array of mandatory pointers, found something else")
    return BaseProof(*_signed(base_signature, public_key), hmac_key, _signatures(signatures), tuple(pointers))


def read_derived(text: str) -> DerivedProof:
    """Return the parts of a derived proof. Raises MalformedProof: it is none, also where it is a base proof."""
    base_signature, public_key, signatures, labels, mandatory = _parts(text, _DERIVED, "a derived proof, which a holder made")
    if not isinstance(labels, dict) or not all(isinstance(number, int) for number in labels):
        raise MalformedProof("proofValue: expected labels by number, found something else")
    for label in labels.values():
        _check_bytes("a label", label, LABEL_BYTES)
    if not isinstance(mandatory, list) or not all(isinstance(place, int) for place in mandatory):
        raise MalformedProof("proofValue: expected an array of the places of mandatory lines, found something else")
    if not all(place < following for place, following in pairwise(mandatory)):
        raise MalformedProof("proofValue: expected the places of mandatory lines in their order, each once")
    by_name = {f"c14n{number}": label for number, label in labels.items()}
    return DerivedProof(*_signed(base_signature, public_key), _signatures(signatures), by_name, tuple(mandatory))


def _written(header: bytes, parts: list[Any]) -> str:
    text = "u" + encode_base64url(header + cbor2.dumps(parts))
    if len(text) > MOST_CHARS:
        raise MalformedProof(f"proofValue: expected at most {MOST_CHARS} characters, found {len(text)}")
    return text


def _parts(text: str, header: bytes, expected: str) -> list[Any]:
    """Return the five parts behind `header`, whatever they are; of the kinds that `_check_heads` lets through."""
    if not text.startswith("u") or len(text) > MOST_CHARS:
        raise MalformedProof(f"proofValue: expected multibase base64url, which begins with u, of at most {MOST_CHARS} characters")
    content = decode_base64url(text[1:])
    if not content.startswith(header):
        raise MalformedProof(f"proofValue: expected {expected}, found another header")
    payload = content.removeprefix(header)
    _check_heads(payload)
    try:
        parts = cbor2.loads(payload, max_depth=_MAX_DEPTH, allow_indefinite=False, allow_duplicate_keys=False)
    except (cbor2.CBORDecodeError, ValueError) as error:
        raise MalformedProof("proofValue: expected CBOR, found none") from error
    if not isinstance(parts, list) or len(parts) != _PARTS or cbor2.dumps(parts) != payload:
        raise MalformedProof(f"proofValue: expected CBOR of {_PARTS} parts in its shortest form, found something else")
    return parts


def _check_heads(payload: bytes) -> None:
    """Return nothing if all items, read one after the other, are of the kinds that occur, and none claims more than there is.

    So no tag reaches the library, whose values for some are dear to build.
    """
    at = 0
    while at < len(payload):
        kind, low = payload[at] >> 5, payload[at] & 31
        size = 0 if low < _SHORT_HEAD else 1 << (low - _SHORT_HEAD)
        number = low if low < _SHORT_HEAD else int.from_bytes(payload[at + 1 : at + 1 + size], "big")
        at += 1 + size + (number if kind in {_BYTES, _TEXT} and low <= _LONGEST_HEAD else 0)
        known = kind in {_UNSIGNED, _BYTES, _TEXT, _ARRAY, _MAP} and low <= _LONGEST_HEAD
        if not known or at > len(payload) or (kind in {_ARRAY, _MAP} and number > len(payload) - at):
            raise MalformedProof("proofValue: expected CBOR of numbers, bytes, texts, arrays and maps, found something else")


def _signed(base_signature: Any, public_key: Any) -> tuple[bytes, bytes]:
    _check_bytes("the base signature", base_signature, SIGNATURE_BYTES)
    _check_bytes("the public key", public_key, _PUBLIC_KEY_BYTES)
    if not public_key.startswith(KEY_HEADER):
        raise MalformedProof("proofValue: expected a P-256 public key, found another")
    return base_signature, public_key


def _signatures(signatures: Any) -> tuple[bytes, ...]:
    if not isinstance(signatures, list) or len(signatures) > MOST_SIGNATURES:
        raise MalformedProof(f"proofValue: expected an array of at most {MOST_SIGNATURES} signatures, found something else")
    for signature in signatures:
        _check_bytes("a signature", signature, SIGNATURE_BYTES)
    return tuple(signatures)


def _check_bytes(what: str, value: Any, size: int) -> None:
    if not isinstance(value, bytes) or len(value) != size:
        raise MalformedProof(f"proofValue: expected {size} bytes for {what}, found something else")
