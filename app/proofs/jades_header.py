"""The protected header of a JAdES seal, read strictly: which algorithm, which certificate, when, and what is critical.

A parameter that changes what is signed, and that is not known here, is refused. Addresses (`x5u`, `jku`) are never followed.

Spec: ETSI TS 119 182-1 §5.1 and §5.2 (signed header parameters); RFC 7515 §4.1 (x5c, x5t#S256, crit); RFC 7797 §3 and §6 (b64)
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from app.crypto.certificates import MOST_CERTIFICATES
from app.crypto.encodings import decode_base64url, encode_base64url
from app.errors import MalformedProof, UnsupportedSuite
from app.model.secured import Document
from app.proofs.jws_header import stated_algorithm
from app.proofs.suite import moment_member, text_member
from app.schemas.strict_json import JsonLimits, read_object

HEADER = "seal header"
TYPE = "jose+json"

MAX_HEADER_CHARACTERS = 262_144
_LIMITS = JsonLimits(max_bytes=196_608, max_depth=8, max_nodes=8_192)
_UNDERSTOOD = frozenset({"b64", "sigT", "sigPl", "sigD", "srAts", "srCms", "adoTst", "sigPId", "x5t#o"})
_TYPES = frozenset({TYPE, "jose"})
_DIGESTS: dict[str, Callable[[bytes], Any]] = {"S384": hashlib.sha384, "S512": hashlib.sha512}
"""RFC 7518's own digest has a parameter of its own, `x5t#S256`."""


@dataclass(frozen=True, slots=True)
class SealHeader:
    """What a protected header says.

    members: all of it. algorithm: as stated, known or not. chain: certificates (DER), the seal's own first.
    moment: when it was made by its maker's own word. is_encoded: whether the payload is base64url (RFC 7515), not the text itself.
    content_time_stamps: RFC 3161 tokens over the payload alone.
    """

    members: Document
    algorithm: str
    chain: tuple[bytes, ...]
    moment: datetime | None
    is_encoded: bool
    content_time_stamps: tuple[bytes, ...]


def read_header(text: str) -> SealHeader:
    """Return what a protected header (base64url) says.

    Raises:
        MalformedProof: not base64url, no algorithm that proves anything, a critical parameter that is unknown or absent, no
            certificate, or another than its digest says; `b64` that is not said to be critical.
        UnsupportedSuite: a detached payload. DocumentError: no JSON object, or a member twice.
    """
    if len(text) > MAX_HEADER_CHARACTERS:
        raise MalformedProof(f"expected a seal header of at most {MAX_HEADER_CHARACTERS} characters, found {len(text)}")
    members = read_object(decode_base64url(text), _LIMITS)
    _check_critical(members)
    _check_type(members)
    if "sigD" in members:
        raise UnsupportedSuite("a seal over something that lies elsewhere (sigD)")
    return SealHeader(
        members=members,
        algorithm=stated_algorithm(members),
        chain=_chain_of(members),
        moment=_moment_of(members),
        is_encoded=_is_encoded(members),
        content_time_stamps=tokens_of(members["adoTst"], f"{HEADER}: adoTst") if "adoTst" in members else (),
    )


def tokens_of(container: Any, where: str) -> tuple[bytes, ...]:
    """Return the RFC 3161 tokens (DER) of a JAdES time-stamp container: at least one. Raises MalformedProof."""
    tokens = container.get("tstTokens") if isinstance(container, dict) else None
    if not isinstance(tokens, list) or not tokens:
        raise MalformedProof(f"{where}: expected tstTokens, found none")
    return tuple(octets_of(token, where) for token in tokens)


def octets_of(holder: Any, where: str) -> bytes:
    """Return the DER that a JAdES object holds as `val`. Raises MalformedProof: none, or in another encoding."""
    value = holder.get("val") if isinstance(holder, dict) else None
    if not isinstance(value, str) or not value:
        raise MalformedProof(f"{where}: expected an object with val, found none")
    if not str(holder.get("encoding", "DER")).upper().endswith("DER"):
        raise MalformedProof(f"{where}: expected val to be DER, found another encoding")
    return read_base64(value, where)


def read_base64(text: str, where: str) -> bytes:
    """Return the bytes of base64 with padding (RFC 4648 §4), in its one spelling. Raises MalformedProof."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedProof(f"{where}: expected base64, found something else") from error
    if base64.b64encode(content).decode("ascii") != text:
        raise MalformedProof(f"{where}: expected base64 with unused bits zero, found others")
    return content


def _check_critical(members: Document) -> None:
    if "crit" not in members:
        if "b64" in members:
            raise MalformedProof(f"{HEADER}: expected b64 among crit, found no crit")
        return
    critical = members["crit"]
    if not isinstance(critical, list) or not critical or not all(isinstance(each, str) for each in critical):
        raise MalformedProof(f"{HEADER}: expected crit to list names, found another value")
    if len(set(critical)) != len(critical):
        raise MalformedProof(f"{HEADER}: crit names a parameter twice")
    unknown = sorted(set(critical) - _UNDERSTOOD)
    absent = sorted(set(critical) - members.keys())
    if unknown or absent:
        raise MalformedProof(f"{HEADER}: crit names {(unknown or absent)[0][:50]!r}, which is {'unknown' if unknown else 'absent'}")
    if "b64" in members and "b64" not in critical:
        raise MalformedProof(f"{HEADER}: expected b64 among crit, found it elsewhere only")


def _check_type(members: Document) -> None:
    typ = members.get("typ", TYPE)
    if not isinstance(typ, str) or typ.lower().removeprefix("application/") not in _TYPES:
        raise MalformedProof(f"{HEADER}: typ {str(typ)[:50]!r}: expected {TYPE}")


def _is_encoded(members: Document) -> bool:
    encoded = members.get("b64", True)
    if not isinstance(encoded, bool):
        raise MalformedProof(f"{HEADER}: expected b64 to be true or false, found another value")
    return encoded


def _moment_of(members: Document) -> datetime | None:
    """Return the moment of `iat`, or of the older `sigT`; where both stand, they must be one."""
    said = moment_member(members, "sigT", HEADER)
    if "iat" not in members:
        return said
    seconds = members["iat"]
    if isinstance(seconds, bool) or not isinstance(seconds, int):
        raise MalformedProof(f"{HEADER}: expected iat to be whole seconds since 1970, found another value")
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedProof(f"{HEADER}: expected iat to be seconds since 1970, found a number beyond all years") from error
    if said not in {None, moment}:
        raise MalformedProof(f"{HEADER}: iat and sigT disagree")
    return moment


def _chain_of(members: Document) -> tuple[bytes, ...]:
    listed = members.get("x5c")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_CERTIFICATES:
        raise MalformedProof(f"{HEADER}: expected x5c with 1 to {MOST_CERTIFICATES} certificates, found another")
    if not all(isinstance(each, str) for each in listed):
        raise MalformedProof(f"{HEADER}: expected x5c to list texts, found another value")
    chain = tuple(read_base64(each, f"{HEADER}: x5c") for each in listed)
    if encode_base64url(hashlib.sha256(chain[0]).digest()) != text_member(members, "x5t#S256", HEADER):
        raise MalformedProof(f"{HEADER}: x5t#S256 is not the digest of the first certificate in x5c")
    if "x5t#o" in members:
        _check_other_digest(members["x5t#o"], chain[0])
    return chain


def _check_other_digest(said: Any, certificate: bytes) -> None:
    if not isinstance(said, dict) or not isinstance(said.get("digAlg"), str):
        raise MalformedProof(f"{HEADER}: expected x5t#o to be an object with digAlg, found another")
    digest = _DIGESTS.get(said["digAlg"])
    if digest is None:
        raise MalformedProof(f"{HEADER}: x5t#o: expected digAlg {' or '.join(_DIGESTS)}, found {said['digAlg'][:20]!r}")
    if encode_base64url(digest(certificate).digest()) != said.get("digVal"):
        raise MalformedProof(f"{HEADER}: x5t#o is not the digest of the first certificate in x5c")
