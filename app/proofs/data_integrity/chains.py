"""Several proofs of one document: side by side as a set, or one upon another as a chain (`previousProof`).

A proof that builds on others covers them: what is hashed for it is the document with those proofs in `proof`. It says nothing of
whether they hold: each is a proof to be tested of its own.

Spec: Verifiable Credential Data Integrity 1.0 §2.1.2 (proof chains), §4.3 and §4.5 (adding to, verifying sets and chains),
https://www.w3.org/TR/vc-data-integrity/#proof-chains
"""

from collections.abc import Sequence
from typing import Any

from app.errors import MalformedProof
from app.model.secured import Document
from app.proofs.suite import text_member

MOST_PROOFS = 8

_MOST_SHOWN = 200


def proofs_in(document: Document) -> list[Document]:
    """Return the proofs of a document, in their order; raises MalformedProof: none, too many, or something that is no object."""
    member = document.get("proof")
    proofs: list[Any] = member if isinstance(member, list) else [member]
    if not 1 <= len(proofs) <= MOST_PROOFS:
        raise MalformedProof(f"{len(proofs)} proofs: expected 1 to {MOST_PROOFS}")
    if not all(isinstance(proof, dict) for proof in proofs):
        raise MalformedProof("proof: expected an object, or an array of objects")
    return proofs


def previous_ids(proof: Document) -> tuple[str, ...]:
    """Return the ids of the proofs that `proof` builds on; none where it stands for itself.

    Raises:
        MalformedProof: `previousProof` is neither a text nor an array of texts, is empty, or names a proof twice.
    """
    if "previousProof" not in proof:
        return ()
    member = proof["previousProof"]
    names: list[Any] = member if isinstance(member, list) else [member]
    if not names or not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        raise MalformedProof("proof: previousProof: expected the id of a proof, or an array of different ids")
    return tuple(names)


def named_proofs(proof: Document, proofs: Sequence[Document]) -> list[Document]:
    """Return those of `proofs` that `proof` builds on, in the order of `proofs`. Raises MalformedProof: one is not there."""
    names = previous_ids(proof)
    found = [each for each in proofs if each.get("id") in names]
    missing = sorted(set(names) - {each["id"] for each in found})
    if missing:
        raise MalformedProof(f"proof: previousProof: no proof has the id {missing[0][:_MOST_SHOWN]!r}")
    return found


def check_order(proofs: Sequence[Document]) -> None:
    """Return nothing if each proof's id is its own and each chain begins somewhere.

    Raises:
        MalformedProof: two proofs with one id, an id that is no text, an id that no proof has, or proofs that build on each other.
    """
    ids = [text_member(proof, "id", "proof") for proof in proofs if "id" in proof]
    if len(set(ids)) < len(ids):
        raise MalformedProof("proof: two proofs with the same id")
    waiting = [(proof.get("id"), {each["id"] for each in named_proofs(proof, proofs)}) for proof in proofs]
    while waiting:
        begun = [name for name, previous in waiting if not previous]
        if not begun:
            raise MalformedProof("proof: previousProof: proofs that build on each other")
        waiting = [(name, previous.difference(begun)) for name, previous in waiting if previous]
