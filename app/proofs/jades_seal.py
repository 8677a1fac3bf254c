"""A JAdES seal taken apart: JWS in its General JSON form, the document in it as one text, exactly as it was signed.

Nothing of it is checked but its form.

Spec: ETSI TS 119 182-1 §5; RFC 7515 §7.2.1 (general JSON serialization); RFC 7797 (unencoded payload)
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from app.crypto.encodings import decode_base64url
from app.crypto.jws import MAX_SIGNATURE_BYTES
from app.errors import MalformedProof
from app.model.secured import Document
from app.proofs.jades_evidence import SealEvidence, read_evidence
from app.proofs.jades_header import SealHeader, read_header
from app.proofs.suite import text_member
from app.schemas.strict_json import JsonLimits, read_object

MAX_SEALED_BYTES = 5 * 1024 * 1024
LIMITS = JsonLimits(max_bytes=MAX_SEALED_BYTES, max_depth=32, max_nodes=100_000)
"""Of the document in it: no graph is made of it for its seal's sake."""
MOST_SIGNATURES = 8

_FILE_LIMITS = JsonLimits(max_bytes=MAX_SEALED_BYTES, max_depth=12, max_nodes=150_000)
"""The document is one text in it; but the quick reader counts the marks in that, too."""
_WHERE = "seal"
_MEMBERS = frozenset({"protected", "header", "signature"})


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal on a document, unverified.

    payload: the document's text, as it was signed. document: what it says. header: the protected one, read.
    signature_text: base64url, which time-stamps cover; `signature` is its bytes. signing_input: what is signed.
    """

    payload: str
    document: Document
    header: SealHeader
    signing_input: bytes
    signature_text: str
    signature: bytes
    evidence: SealEvidence

    @property
    def chain(self) -> tuple[bytes, ...]:
        """The certificates (DER) that the seal brings in its signed header, its own first."""
        return self.header.chain

    @property
    def moment(self) -> datetime | None:
        """When it was made, by its maker's own word."""
        return self.header.moment

    @property
    def time_stamps(self) -> tuple[bytes, ...]:
        """RFC 3161 tokens (DER) over `signature_text` in ASCII."""
        return self.evidence.time_stamps


def read_seal(body: bytes) -> Seal:
    """Return the one seal in a file. Raises as `read_seals`, and MalformedProof: several."""
    seals = read_seals(body)
    if len(seals) != 1:
        raise MalformedProof(f"expected one seal, found {len(seals)}")
    return seals[0]


def read_seals(body: bytes) -> tuple[Seal, ...]:
    """Return the seals in a file, all on the same document: at least one.

    Raises:
        MalformedProof: no JWS in its general form with a document in it, or with a header that JAdES does not allow.
        UnsupportedSuite: the document lies elsewhere.
        DocumentError: file, header or document cannot be read: too large, no JSON object, a name twice.
    """
    return _seals(*_parts_of(body))


def single_seals(body: bytes) -> tuple[tuple[Seal, bytes], ...]:
    """Return each seal in a file with a file of its own. Raises as `read_seals`."""
    payload, signatures = _parts_of(body)
    seals = _seals(payload, signatures)
    if len(seals) == 1:
        return ((seals[0], body),)
    return tuple((seal, write_sealed(payload, entry)) for seal, entry in zip(seals, signatures, strict=True))


def write_sealed(payload: str, signature: Document) -> bytes:
    """Return the file of one seal: it begins with the payload, by which Europass tells that it is sealed."""
    return orjson.dumps({"payload": payload, "signatures": [signature]})


def _parts_of(body: bytes) -> tuple[str, list[Any]]:
    parts = read_object(body, _FILE_LIMITS)
    signatures = parts.get("signatures")
    if not isinstance(signatures, list) or not 0 < len(signatures) <= MOST_SIGNATURES:
        raise MalformedProof(f"{_WHERE}: expected 1 to {MOST_SIGNATURES} signatures, found another")
    if "signature" in parts or "protected" in parts:
        raise MalformedProof(f"{_WHERE}: expected the general form alone, found the flattened one beside it")
    return text_member(parts, "payload", _WHERE), signatures


def _seals(payload: str, signatures: list[Any]) -> tuple[Seal, ...]:
    """The document is read once, however many seals are on it: how it stands in the file must be the same for all."""
    entries = tuple(_entry(each) for each in signatures)
    headers = tuple(read_header(entry["protected"]) for entry in entries)
    if len({header.is_encoded for header in headers}) != 1:
        raise MalformedProof(f"{_WHERE}: expected one b64 for all signatures, found two")
    content = decode_base64url(payload) if headers[0].is_encoded else payload.encode()
    document = read_object(content, LIMITS)
    text = content.decode()
    return tuple(_seal(text, payload, document, entry, header) for entry, header in zip(entries, headers, strict=True))


def _seal(text: str, payload: str, document: Document, entry: Document, header: SealHeader) -> Seal:
    signature = decode_base64url(entry["signature"])
    if len(signature) > MAX_SIGNATURE_BYTES:
        raise MalformedProof(f"{_WHERE}: expected a signature of at most {MAX_SIGNATURE_BYTES} bytes, found {len(signature)}")
    return Seal(
        payload=text,
        document=document,
        header=header,
        signing_input=f"{entry['protected']}.{payload}".encode(),
        signature_text=entry["signature"],
        signature=signature,
        evidence=read_evidence(entry.get("header", {})),
    )


def _entry(value: Any) -> Document:
    if not isinstance(value, dict):
        raise MalformedProof(f"{_WHERE}: expected each signature to be an object, found another value")
    if value.keys() - _MEMBERS:
        raise MalformedProof(f"{_WHERE}: expected a signature of {', '.join(sorted(_MEMBERS))}, found something beside them")
    for member in ("protected", "signature"):
        text_member(value, member, _WHERE)
    return value
