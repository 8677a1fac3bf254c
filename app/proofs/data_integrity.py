"""Data Integrity: a proof inside the document, over the canonical form of its graph.

Cryptosuites are rows of one table: how the hashes are made, which keys, how long the signature. A new one is a row.

Spec: Verifiable Credential Data Integrity 1.0 §4, https://www.w3.org/TR/vc-data-integrity/#algorithms;
Data Integrity EdDSA Cryptosuites 1.0 §3.2, https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from app.crypto.bounds import DEFAULT_LIMITS, GraphLimits
from app.crypto.canonical import canonical_nquads
from app.crypto.encodings import decode_base58, encode_multibase
from app.crypto.keys import verify_signature
from app.errors import MalformedProof, SigningError, UnsupportedSuite
from app.model.secured import Algorithm, Document, PublicKey, Secured, Signer
from app.proofs.plain_terms import check_plain_terms
from app.proofs.suite import (
    ASSERTED,
    PresentedProof,
    ProofSuite,
    SecureOptions,
    Verified,
    VerifyOptions,
    known_key,
    moment_member,
    text_member,
    write_json,
)
from app.schemas.moments import write_moment
from app.schemas.strict_json import read_object

MEDIA_TYPE = "application/vc"

_PROOF_TYPE = "DataIntegrityProof"
_MEMBERS = frozenset(
    ("id", "type", "cryptosuite", "created", "expires", "verificationMethod", "proofPurpose", "proofValue", "domain", "challenge", "nonce")
)
"""Others are refused: some contexts have a second term for what is judged here (`expiration`)."""
_WHEN_ISSUING = replace(DEFAULT_LIMITS, allow_empty_lists=False)
_MOST_PROOFS = 8
_MOST_PROOF_CHARACTERS = 256


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """One row: name, key algorithm, hash, and bytes of a signature."""

    name: str
    algorithm: Algorithm
    digest: Callable[[bytes], bytes]
    signature_bytes: int


def sha256(text: bytes) -> bytes:
    """Return the SHA-256 of `text`: 32 bytes."""
    return hashlib.sha256(text).digest()


def proofs_of(secured: Secured) -> tuple[PresentedProof, ...]:
    """Return what the document says of each of its proofs, each with a copy of the document that holds only that one.

    A proof of a type other than DataIntegrityProof has its type as `suite`.

    Raises:
        MalformedProof: no proof, too many, or one that lacks or garbles a member.
        UnsupportedSuite: a proof that builds on another (`previousProof`).
        DocumentError: the document cannot be read.
    """
    document = read_object(secured.body)
    proofs = document.get("proof")
    if not isinstance(proofs, list):
        return (_presented(proofs, secured),)
    if not 1 <= len(proofs) <= _MOST_PROOFS:
        raise MalformedProof(f"{len(proofs)} proofs: expected 1 to {_MOST_PROOFS}")
    return tuple(_presented(proof, _written(document, proof, secured.media_type)) for proof in proofs)


def _presented(proof: Any, secured: Secured) -> PresentedProof:
    if not isinstance(proof, dict):
        raise MalformedProof("proof: expected an object, or an array of objects")
    kind = text_member(proof, "type", "proof")
    suite = text_member(proof, "cryptosuite", "proof") if kind == _PROOF_TYPE else kind
    if "previousProof" in proof:
        raise UnsupportedSuite("a chain of proofs (previousProof) is not read here")
    if kind == _PROOF_TYPE:
        _check_members(proof)
    return PresentedProof(
        suite=suite,
        algorithm_hint=None,
        verification_method=text_member(proof, "verificationMethod", "proof"),
        purpose=text_member(proof, "proofPurpose", "proof"),
        moment=moment_member(proof, "created", "proof"),
        expires=moment_member(proof, "expires", "proof"),
        secured=secured,
    )


def _check_members(proof: Document) -> None:
    text_member(proof, "proofValue", "proof")
    strange = sorted(proof.keys() - _MEMBERS - {"@context"})
    if strange:
        raise MalformedProof(f"proof: {strange[0][:100]!r} is no member of a proof")


def _secure(row: Cryptosuite, document: Document, signer: Signer, options: SecureOptions) -> Secured:
    if "proof" in document:
        raise MalformedProof("the document has a proof already")
    if signer.algorithm is not row.algorithm:
        raise SigningError(f"{row.name} needs a key for {row.algorithm}, found one for {signer.algorithm}")
    proof = {
        "type": _PROOF_TYPE,
        "cryptosuite": row.name,
        "created": write_moment(options.moment),
        "verificationMethod": signer.verification_method,
        "proofPurpose": options.purpose.value,
    }
    signature = signer.sign(_hash_data(row, document, proof, _WHEN_ISSUING))
    return _written(document, {**proof, "proofValue": encode_multibase(signature)}, MEDIA_TYPE)


def _verify(row: Cryptosuite, secured: Secured, keys: Mapping[str, PublicKey], options: VerifyOptions = ASSERTED) -> Verified:
    document = read_object(secured.body)
    proof = document.pop("proof", None)
    presented = _presented(proof, secured)
    if proof["type"] != _PROOF_TYPE or presented.suite != row.name:
        raise UnsupportedSuite(f"a proof of the suite {presented.suite[:100]!r}, expected {row.name}")
    if presented.purpose != options.purpose:
        raise MalformedProof(f"proofPurpose is {presented.purpose[:100]!r}, expected {options.purpose.value}")
    signature = _signature(row, proof["proofValue"])
    key = known_key(keys, presented.verification_method)
    stated = {name: value for name, value in proof.items() if name != "proofValue"}
    verify_signature(key.jwk, row.algorithm, _hash_data(row, document, stated), signature)
    return Verified(document, row.name, key.verification_method, presented.purpose, presented.moment)


def _signature(row: Cryptosuite, text: str) -> bytes:
    if not text.startswith("z"):
        raise MalformedProof("proofValue: expected multibase base58btc, which begins with z")
    signature = decode_base58(text[1:], max_chars=_MOST_PROOF_CHARACTERS)
    if len(signature) != row.signature_bytes:
        raise MalformedProof(f"proofValue: {len(signature)} bytes, expected {row.signature_bytes}")
    return signature


def _hash_data(row: Cryptosuite, document: Document, proof: Document, limits: GraphLimits = DEFAULT_LIMITS) -> bytes:
    """Return what is signed: the hash of the proof's own graph, then that of the document's."""
    context = document.get("@context")
    if proof.get("@context", context) != context:
        raise MalformedProof("proof: an @context of its own, which the proof would not cover")
    return _digest(row, {**proof, "@context": context}, limits) + _digest(row, document, limits)


def _digest(row: Cryptosuite, document: Document, limits: GraphLimits) -> bytes:
    canonical = canonical_nquads(document, limits)
    check_plain_terms(document)
    return row.digest(canonical.encode())


def _written(document: Document, proof: Document, media_type: str) -> Secured:
    unsecured = {name: member for name, member in document.items() if name != "proof"}
    return Secured(write_json({**unsecured, "proof": proof}), media_type)


CRYPTOSUITES = (Cryptosuite("eddsa-rdfc-2022", Algorithm.EDDSA, sha256, 64),)


def proof_suite(row: Cryptosuite) -> ProofSuite:
    """Return the way to secure that a row of the table describes."""
    return ProofSuite(row.name, row.algorithm, secure=partial(_secure, row), verify=partial(_verify, row))


SUITES = tuple(proof_suite(row) for row in CRYPTOSUITES)
