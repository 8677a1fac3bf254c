"""ecdsa-sd-2023: the published vectors, step by step.

The vectors' second context is nobody's to give here; one of ours says the same of the terms that occur, and stands in the document.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.crypto.bounds import GraphLimits
from app.crypto.canonical import canonical_nquads
from app.crypto.disclosures import LabelledForm, labelled_form
from app.crypto.encodings import decode_base58, encode_multibase
from app.crypto.keys import verify_signature
from app.crypto.labels import written_label
from app.crypto.rdfc import canonical_form
from app.dids.key import document_of_key
from app.dids.verification_methods import keys_in
from app.errors import CredentialServiceError
from app.model.secured import Algorithm, Document, PublicKey
from app.proofs.ecdsa_sd.presented import sign_data
from app.proofs.ecdsa_sd.proof_value import BaseProof, read_base, read_derived, write_base, write_derived
from app.proofs.suite import VerifyOptions
from app.schemas.contexts import CREDENTIALS_V2
from tests.proofs.ecdsa_sd.examples import SUITE, derive, read, secured
from tests.proofs.examples import changed, leaves

CITIZENSHIP = "https://w3id.org/citizenship#"
SCHEMA = "https://schema.org/"
LIMITS = GraphLimits(allow_inline_contexts=True)
INLINE = VerifyOptions(inline_contexts=True)
_DATE = {"@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
_IMAGE = {"@id": f"{SCHEMA}image", "@type": "@id"}
_CITIZENSHIP_TERMS = ("PermanentResidentCardCredential", "PermanentResident", "PermanentResidentCard")
CONTEXT: Document = {
    **{name: CITIZENSHIP + name for name in _CITIZENSHIP_TERMS},
    **{
        name: CITIZENSHIP + name for name in ("lprCategory", "lprNumber", "birthCountry", "commuterClassification", "permanentResidentCard")
    },
    **{name: SCHEMA + name for name in ("Person", "identifier", "familyName", "gender", "givenName")},
    "birthDate": {"@id": f"{SCHEMA}birthDate", **_DATE},
    "residentSince": {"@id": f"{CITIZENSHIP}residentSince", **_DATE},
    "image": _IMAGE,
}


@dataclass(frozen=True)
class Vector:
    """The folder of one vector, and its files with our context in place of the one that is missing."""

    folder: Path

    def file(self, name: str) -> Any:
        return json.loads((self.folder / f"{name}.json").read_text())

    def document(self, name: str) -> Document:
        return {**self.file(name), "@context": [CREDENTIALS_V2, CONTEXT]}

    def unsecured(self, name: str) -> Document:
        return {member: value for member, value in self.document(name).items() if member != "proof"}

    @property
    def hmac_key(self) -> bytes:
        return bytes.fromhex(self.file("addBaseTransform")["hmacKeyString"])

    @property
    def form(self) -> LabelledForm:
        return labelled_form(self.unsecured("addSignedSDBase"), self.hmac_key, LIMITS)

    @property
    def shown(self) -> tuple[str, ...]:
        selective = json.loads((self.folder.parents[1] / "prCredSelective.json").read_text())
        return ("/issuer", *selective)

    @property
    def keys(self) -> dict[str, PublicKey]:
        did = self.file("addProofConfig")["verificationMethod"].partition("#")[0]
        return dict(keys_in(document_of_key(did)))


@pytest.fixture
def vector(shared: Path) -> Vector:
    return Vector(shared / "vectors/ecdsa/ecdsa-sd-2023/prc")


def test_the_canonical_form_is_ours(vector: Vector) -> None:
    document = vector.unsecured("addSignedSDBase")

    assert canonical_nquads(document, LIMITS) == "".join(vector.file("addBaseDocCanon"))


def test_the_labels_are_ours(vector: Vector) -> None:
    assert list(vector.form.lines) == vector.file("addBaseDocHMACCanon")
    labels = {written_label(label) for label in vector.form.labels.values()}
    assert labels == {label for _, label in vector.file("derivedAllGroupData")["labelMap"]["value"]}


def test_what_is_mandatory_and_what_is_left_is_ours(vector: Vector) -> None:
    form, steps = vector.form, vector.file("addBaseTransform")

    places = form.part(("/issuer",)).places

    assert [[place, form.lines[place]] for place in sorted(places)] == steps["mandatory"]["value"]
    others = [[place, line] for place, line in enumerate(form.lines) if place not in places]
    assert others == steps["nonMandatory"]["value"]


def test_the_hashes_are_ours(vector: Vector) -> None:
    hashes, options = vector.file("addHashData"), vector.file("addProofConfig")
    form = vector.form
    mandatory = [form.lines[place] for place in sorted(form.part(("/issuer",)).places)]

    del options["@context"]
    data = sign_data(vector.unsecured("addSignedSDBase"), options, LIMITS, b"key", mandatory)

    assert data == bytes.fromhex(hashes["proofHash"]) + b"key" + bytes.fromhex(hashes["mandatoryHash"])
    assert hashlib.sha256((vector.folder / "addProofConfigCanon.txt").read_bytes()).hexdigest() == hashes["proofHash"]


def test_the_base_proof_reads_and_is_written_alike(vector: Vector) -> None:
    parts = vector.file("addRawBaseSignatureInfo")
    value = vector.document("addSignedSDBase")["proof"]["proofValue"]

    proof = read_base(value)

    assert proof == BaseProof(
        bytes.fromhex(parts["baseSignature"]),
        decode_base58(parts["publicKey"][1:]),
        vector.hmac_key,
        tuple(map(bytes.fromhex, parts["signatures"])),
        tuple(parts["mandatoryPointers"]),
    )
    assert write_base(proof) == value


def test_every_signature_of_the_base_proof_holds(vector: Vector) -> None:
    document = vector.document("addSignedSDBase")
    proof, form = read_base(document["proof"]["proofValue"]), vector.form
    places = form.part(proof.pointers).places
    own = next(iter(keys_in(document_of_key("did:key:" + encode_multibase(proof.public_key))).values()))
    mandatory = (form.lines[place] for place in sorted(places))
    data = sign_data(vector.unsecured("addSignedSDBase"), document["proof"], LIMITS, proof.public_key, mandatory)

    verify_signature(next(iter(vector.keys.values())).jwk, Algorithm.ES256, data, proof.base_signature)
    others = [line for place, line in enumerate(form.lines) if place not in places]
    for line, signature in zip(others, proof.signatures, strict=True):
        verify_signature(own.jwk, Algorithm.ES256, line.encode(), signature)


def test_the_groups_are_ours(vector: Vector) -> None:
    form, groups = vector.form, vector.file("derivedGroupIndexes")

    assert sorted(form.part(vector.shown).places) == groups["combinedIndexes"]
    assert sorted(form.part(vector.shown[:1]).places) == groups["mandatoryIndexes"]
    assert sorted(form.part(vector.shown[1:]).places) == groups["selectiveIndexes"]


def test_the_derived_document_is_ours_byte_by_byte(vector: Vector) -> None:
    result = read(derive()(secured(vector.document("addSignedSDBase")), vector.shown[1:], INLINE))

    assert result == vector.document("derivedRevealDocument")
    assert {member: value for member, value in result.items() if member != "proof"} == vector.unsecured("derivedUnsignedReveal")


def test_the_derived_proof_reads_and_is_written_alike(vector: Vector) -> None:
    steps, value = vector.file("derivedDisclosureData"), vector.document("derivedRevealDocument")["proof"]["proofValue"]

    proof = read_derived(value)

    assert [signature.hex() for signature in proof.signatures] == steps["signatures"]
    assert [[name, written_label(label)] for name, label in proof.labels.items()] == steps["labelMap"]["value"]
    assert list(proof.mandatory) == steps["mandatoryIndexes"] == vector.file("derivedAdjMandatoryIndexes")["adjMandatoryIndexes"]
    assert (proof.base_signature.hex(), encode_multibase(proof.public_key)) == (steps["baseSignature"], steps["publicKey"])
    assert write_derived(proof) == value


def test_the_derived_document_verifies(vector: Vector) -> None:
    document = vector.document("derivedRevealDocument")

    verified = SUITE.verify(secured(document), vector.keys, INLINE)

    assert verified.document == vector.unsecured("derivedRevealDocument")


def test_no_text_of_the_derived_document_can_be_changed(vector: Vector) -> None:
    document = vector.document("derivedRevealDocument")

    for path in leaves(document):
        with pytest.raises(CredentialServiceError):
            SUITE.verify(secured(changed(document, path, "urn:tampered")), vector.keys, INLINE)


def test_without_leave_the_documents_own_context_is_refused(vector: Vector) -> None:
    with pytest.raises(CredentialServiceError, match="context"):
        SUITE.verify(secured(vector.document("derivedRevealDocument")), vector.keys)


def test_the_names_of_the_vector_are_those_of_our_own_canonicalisation(vector: Vector) -> None:
    form = vector.form

    assert list(canonical_form(form.quads).lines) == vector.file("addBaseDocCanon")
