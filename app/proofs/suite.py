"""The shape of a proof mechanism, and what its functions take and give.

Spec: VC Data Model 2.0 §4.12 (securing mechanisms), https://www.w3.org/TR/vc-data-model-2.0/#securing-mechanisms
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import orjson

from app.errors import InvalidSignature, MalformedProof
from app.model.secured import Algorithm, Document, Jwk, ProofPurpose, PublicKey, Secured, Signer
from app.schemas.moments import read_moment

_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SecureOptions:
    """How a proof is to be made: when, and for which purpose; the rest only where a suite has it.

    challenge, domain: what a presentation's proof answers, and to whom.
    pointers: JSON Pointers of what every derived proof must disclose (ecdsa-sd-2023), or of what may be left out (SD-JWT).
    draw: gives so many random bytes, for salts and masks; suites that need none do without.
    inline_contexts: whether the document may define terms itself.
    previous: None where the document must have no proof yet; else the ids of those of its proofs that this one builds on, or none
        where it stands beside them. proof_id: what this proof is called by those that build on it.
    certificates: the chain (DER) of a seal's key, its own first. time_stamp: returns the RFC 3161 token (DER) over the SHA-256 of
        what it is given, and raises SigningError; None where nobody vouches for the moment. writes_sig_t: whether a seal says its
        moment as `sigT`, as older readers want it, and not as `iat`.
    """

    moment: datetime
    purpose: ProofPurpose = ProofPurpose.ASSERTION
    challenge: str | None = None
    domain: str | None = None
    pointers: tuple[str, ...] = ()
    draw: Callable[[int], bytes] | None = None
    inline_contexts: bool = False
    previous: tuple[str, ...] | None = None
    proof_id: str | None = None
    certificates: tuple[bytes, ...] = ()
    time_stamp: Callable[[bytes], bytes] | None = None
    writes_sig_t: bool = False


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """What a proof must be for, and whether the document may define terms itself: never where a person is told the outcome."""

    purpose: ProofPurpose = ProofPurpose.ASSERTION
    inline_contexts: bool = False


ASSERTED = VerifyOptions()
"""How a credential is verified, if nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a proof that holds covers: the document as it was signed, and by which key, for what, when.

    `moment` is what the signer wrote; nobody else vouches for it.
    """

    document: Document
    suite: str
    verification_method: str
    purpose: str
    moment: datetime | None


@dataclass(frozen=True, slots=True)
class PresentedProof:
    """What a secured document says of one proof, before anything is checked.

    `secured` holds this proof, after those that it builds on; `algorithm_hint` and `embedded_jwk` are a JWT's header, never to be
    trusted by themselves. `expires` is when the proof itself ends, `not_before` when it begins; judging them is left to the verifier.
    """

    suite: str
    algorithm_hint: str | None
    verification_method: str
    purpose: str
    moment: datetime | None
    expires: datetime | None
    secured: Secured
    embedded_jwk: Jwk | None = None
    challenge: str | None = None
    domain: str | None = None
    not_before: datetime | None = None


class Verify(Protocol):
    """Returns what a proof covers, and how. Raises ProofError, DocumentError."""

    def __call__(self, secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED) -> Verified:
        """Test the proof; `keys` maps the URL of a verification method to its key: the caller vouches for them."""
        ...


class Derive(Protocol):
    """Returns the document with less in it, and a proof of that. Raises ProofError, DocumentError."""

    def __call__(self, secured: Secured, pointers: tuple[str, ...], options: VerifyOptions = ASSERTED) -> Secured:
        """Keep what `pointers` (JSON Pointers) lead to, and what the signer made mandatory."""
        ...


@dataclass(frozen=True, slots=True)
class ProofSuite:
    """One way to secure a credential.

    secure: sign an unsecured document; raises SigningError, DocumentError, and MalformedProof where the document is none to sign.
    verify: return what the proof covers, and how.
    derive: return a document that discloses less; None where the mechanism cannot.
    signs_bytes: whether bytes are signed and not statements: then members that no context defines are signed too.
    """

    name: str
    algorithm: Algorithm
    secure: Callable[[Document, Signer, SecureOptions], Secured]
    verify: Verify
    derive: Derive | None = None
    signs_bytes: bool = False


def text_member(holder: Mapping[str, Any], member: str, where: str) -> str:
    """Return a member that must be a text, or raise MalformedProof that names it."""
    value = holder.get(member)
    if not isinstance(value, str) or not value:
        raise MalformedProof(f"{where}: {member} is missing or no text")
    return value


def moment_member(holder: Mapping[str, Any], member: str, where: str) -> datetime | None:
    """Return a member that, if it is there, must be a dateTimeStamp; raises MalformedProof."""
    if member not in holder:
        return None
    try:
        return read_moment(holder[member])
    except ValueError as error:
        raise MalformedProof(f"{where}: {member}: {error}") from error


def known_key(keys: Mapping[str, PublicKey], verification_method: str) -> PublicKey:
    """Return the key of that verification method, or raise InvalidSignature that names it."""
    key = keys.get(verification_method)
    if key is None:
        raise InvalidSignature(f"no key of {verification_method[:_MOST_SHOWN]!r} among the issuer's")
    return key


def write_json(document: Document | list[Any]) -> bytes:
    """Return the document as JSON in UTF-8, members in their order; raises MalformedProof where JSON cannot say it."""
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError as error:
        raise MalformedProof(f"the document cannot be written as JSON: {error}") from error
