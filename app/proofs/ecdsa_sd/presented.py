"""What secured documents of this suite have in common: one proof, and what the issuer signs for all of it.

Spec: Data Integrity ECDSA Cryptosuites 1.0 §3.5.1 (serializeSignData), §3.6.4 (proof configuration)
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from app.crypto.bounds import GraphLimits
from app.errors import UnsupportedSuite
from app.model.secured import Document, Secured
from app.proofs.data_integrity.presenting import PROOF_TYPE
from app.proofs.data_integrity.securing import read_proof
from app.proofs.data_integrity.transformations import RDFC
from app.proofs.ecdsa_sd.proof_value import NAME
from app.proofs.suite import PresentedProof


@dataclass(frozen=True, slots=True)
class Presented:
    """A secured document taken apart: without its proof, the proof, and what that says of itself."""

    document: Document
    proof: Document
    stated: PresentedProof


def read_presented(secured: Secured) -> Presented:
    """Return the parts of a document with one proof of this suite.

    Raises:
        UnsupportedSuite: its proof is of another suite, or builds on another.
        MalformedProof, DocumentError: as `read_proof`.
    """
    document, proof, stated = read_proof(secured)
    if proof["type"] != PROOF_TYPE or stated.suite != NAME:
        raise UnsupportedSuite(f"a proof of the suite {stated.suite[:100]!r}, expected {NAME}")
    if "proof" in document or "previousProof" in proof:
        raise UnsupportedSuite(f"expected a proof of {NAME} that stands for itself, found one that builds on others")
    return Presented(document, proof, stated)


def sign_data(document: Document, proof: Document, limits: GraphLimits, public_key: bytes, mandatory: Iterable[str]) -> bytes:
    """Return what the issuer signs: the hash of the proof's options, the proof's own public key, the hash of the mandatory lines.

    Raises:
        MalformedProof: a context of the proof's own.
        DocumentError: options that would not be signed as they are read.
    """
    stated = {name: value for name, value in proof.items() if name != "proofValue"}
    options, _ = RDFC.covered(stated, document)
    lines = "".join(mandatory).encode()
    return hashlib.sha256(RDFC.options_form(options, limits)).digest() + public_key + hashlib.sha256(lines).digest()
