"""The published vectors of the cryptosuites, each step of them."""

import json
from dataclasses import dataclass
from pathlib import Path

from app.crypto.canonical import canonical_nquads
from app.crypto.encodings import decode_base58
from app.crypto.jcs import canonical_json
from app.model.secured import Algorithm, Document


@dataclass(frozen=True, slots=True)
class Vector:
    """Where a vector lies, and how its suite is called: `ends` are those of its files' names, `proof` names what holds the signature."""

    folder: str
    ends: str
    suite: str
    algorithm: Algorithm = Algorithm.EDDSA
    proof: str = "proofValue"


@dataclass(frozen=True, slots=True)
class Steps:
    """What each step of a vector gives, as published."""

    canonical: tuple[str, str]
    hashes: tuple[str, str]
    combined: str
    signature: str
    options: Document
    signed: Document


VECTORS = (
    Vector("eddsa/eddsa-rdfc-2022", "DataInt", "eddsa-rdfc-2022"),
    Vector("eddsa/eddsa-jcs-2022", "JCS", "eddsa-jcs-2022"),
    Vector("ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", "ecdsa-rdfc-2019", Algorithm.ES256),
    Vector("ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", "ecdsa-jcs-2019", Algorithm.ES256),
    Vector("eddsa/Ed25519Signature2020", "EdSig", "Ed25519Signature2020"),
)


def steps_of(vector: Vector, shared: Path) -> Steps:
    """The vector's steps: of each pair, first the options', then the document's."""

    def text(step: str) -> str:
        return (shared / "vectors" / vector.folder / f"{step}{vector.ends}.txt").read_text()

    def read(step: str) -> Document:
        content: Document = json.loads((shared / "vectors" / vector.folder / f"{step}{vector.ends}.json").read_text())
        return content

    return Steps(
        canonical=(text("proofCanon"), text("canonDoc")),
        hashes=(text("proofHash").strip(), text("docHash").strip()),
        combined=text("combinedHash").strip(),
        signature=text("sigHex").strip(),
        options=read("proofConfig"),
        signed=read("signed"),
    )


def canonical_form(vector: Vector, document: Document) -> str:
    """What the suite hashes of a document."""
    return canonical_json(document).decode() if "jcs" in vector.suite else canonical_nquads(document)


def secret_key(shared: Path, folder: str) -> bytes:
    """The private part of the published key of that folder: what stands behind the two bytes of its multicodec."""
    name = {"eddsa": "keyPair.json", "ecdsa": "p256KeyPair.json"}[folder]
    keys = json.loads((shared / "vectors" / folder / name).read_text())
    return decode_base58(next(value for member, value in keys.items() if member in {"privateKeyMultibase", "secretKeyMultibase"})[1:])[2:]
