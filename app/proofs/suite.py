"""The shape of a proof mechanism, and what its functions take and give.

Spec: VC Data Model 2.0 §4.12 (securing mechanisms), https://www.w3.org/TR/vc-data-model-2.0/#securing-mechanisms
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from app.errors import InvalidSignature, MalformedProof
from app.model.secured import Algorithm, Document, Jwk, ProofPurpose, PublicKey, Secured, Signer
from app.schemas.moments import read_moment

_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class SecureOptions:
    """When the proof is made, and for which purpose."""

    moment: datetime
    purpose: ProofPurpose = ProofPurpose.ASSERTION


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

    `secured` holds exactly this proof; `algorithm_hint` and `embedded_jwk` are a JWT's header, never to be trusted by themselves.
    `expires` is when the proof itself ends; judging it is left to the verifier.
    """

    suite: str
    algorithm_hint: str | None
    verification_method: str
    purpose: str
    moment: datetime | None
    expires: datetime | None
    secured: Secured
    embedded_jwk: Jwk | None = None


@dataclass(frozen=True, slots=True)
class ProofSuite:
    """One way to secure a credential.

    secure: sign an unsecured document; raises SigningError, DocumentError, and MalformedProof where the document is none to sign.
    verify: return what the proof covers, and how; raises ProofError, DocumentError. The keys' table maps the URL of a verification
        method to its key; the caller vouches for them.
    """

    name: str
    algorithm: Algorithm
    secure: Callable[[Document, Signer, SecureOptions], Secured]
    verify: Callable[[Secured, Mapping[str, PublicKey]], Verified]


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


def write_json(document: Document) -> bytes:
    """Return the document as JSON in UTF-8, members in their order; raises MalformedProof where JSON cannot say it."""
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError as error:
        raise MalformedProof(f"the document cannot be written as JSON: {error}") from error
