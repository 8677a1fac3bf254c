"""Signed notes: a text, a blank line, and a line for each signature. Written and read with one Ed25519 key each.

Spec: C2SP signed-note, https://c2sp.org/signed-note (format, key ids, Ed25519 signatures)
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from app.crypto.encodings import decode_base64url, encode_base64url
from app.crypto.keys import verify_signature
from app.errors import InvalidSignature, MalformedProof
from app.model.secured import Algorithm, Jwk

MAX_CHARS = 16_384

_ED25519 = b"\x01"
_ID_BYTES = 4
_DASH = "\u2014"


@dataclass(frozen=True, slots=True)
class NoteKey:
    """The public half of a key that signs notes: an Ed25519 key under a name without white space and plus signs."""

    name: str
    jwk: Jwk

    @property
    def id(self) -> bytes:
        """The four bytes by which signatures name the key."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self._x).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """The key as verifiers of notes take it: name, id and key, separated by plus signs."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self._x).decode()}"

    @property
    def _x(self) -> bytes:
        return decode_base64url(self.jwk["x"])


def note_key(text: str) -> NoteKey:
    """Return the key that is written there, as `NoteKey.text` writes it. Raises MalformedProof."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    content = _decoded(encoded)
    if not name or content[:1] != _ED25519:
        raise MalformedProof("expected NAME+ID+KEY of an Ed25519 key for notes")
    key = NoteKey(name, {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(content[1:])})
    if key.id.hex() != key_id:
        raise MalformedProof("expected NAME+ID+KEY whose id is the key's, found another id")
    return key


def sign_note(text: str, key: NoteKey, sign: Callable[[bytes], bytes]) -> str:
    """Return the text with its signature; `sign` gives Ed25519's for bytes. The text ends with a newline."""
    signature = base64.b64encode(key.id + sign(text.encode())).decode()
    return f"{text}\n{_DASH} {key.name} {signature}\n"


def open_note(note: str, key: NoteKey) -> str:
    """Return the text of a note that this key signed; signatures of others do not count.

    Raises:
        MalformedProof: no such note.
        InvalidSignature: this key did not sign it, or not this text.
    """
    if len(note) > MAX_CHARS:
        raise MalformedProof(f"expected a note of at most {MAX_CHARS} characters, found {len(note)}")
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise MalformedProof("expected a text, a blank line and signatures")
    signatures = [found for line in lines.splitlines() if (found := _signature(line, key)) is not None]
    if not signatures:
        raise InvalidSignature(f"expected a signature of {key.name}, found none")
    for signature in signatures:
        verify_signature(key.jwk, Algorithm.EDDSA, f"{text}\n".encode(), signature)
    return f"{text}\n"


def _signature(line: str, key: NoteKey) -> bytes | None:
    """Return the signature of that line where it is this key's."""
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != _DASH:
        raise MalformedProof("expected a signature line, found another")
    content = _decoded(encoded)
    return content[_ID_BYTES:] if name == key.name and content[:_ID_BYTES] == key.id else None


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedProof("expected base64, found something else") from error
