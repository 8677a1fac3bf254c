"""What the tests of Data Integrity share: documents secured with care, and with none."""

import json
from typing import Any

from app.crypto.canonical import canonical_nquads
from app.crypto.encodings import encode_multibase
from app.dids.key import document_of_key
from app.dids.verification_methods import keys_in
from app.model.secured import Algorithm, Document, PublicKey, Secured
from app.proofs import suite_named
from app.proofs.data_integrity import sha256
from tests.fakes import SignerInMemory
from tests.proofs.examples import AT_NOON, DIPLOMA, METHOD

SUITE = suite_named("eddsa-rdfc-2022", Algorithm.EDDSA)
SIGNER = SignerInMemory(METHOD)
STRANGER = SignerInMemory(METHOD, seed=b"\x08" * 32)


def secured(document: Document) -> Secured:
    return Secured(json.dumps(document).encode(), "application/vc")


def signed(document: Document = DIPLOMA, signer: SignerInMemory = SIGNER) -> Document:
    """The document as it was secured, read back without any of our code."""
    read: Document = json.loads(SUITE.secure(document, signer, AT_NOON).body)
    return read


def hand_signed(document: Document, **members: Any) -> Secured:
    """A proof that is mathematically sound, whatever its members say; None takes one out."""
    whole = {**signed(document)["proof"], **members}
    options = {name: value for name, value in whole.items() if value is not None and name != "proofValue"}
    data = b"".join(sha256(canonical_nquads(part).encode()) for part in ({**options, "@context": document["@context"]}, document))
    return secured({**document, "proof": {**options, "proofValue": encode_multibase(SIGNER.sign(data))}})


def without_proof(document: Document) -> Document:
    return {name: member for name, member in document.items() if name != "proof"}


def keys_named_in(document: Document) -> dict[str, PublicKey]:
    """The keys of every did:key that the proofs name."""
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    dids = {proof["verificationMethod"].partition("#")[0] for proof in proofs}
    return {url: key for did in dids for url, key in keys_in(document_of_key(did)).items()}
