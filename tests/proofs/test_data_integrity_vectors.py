"""Data Integrity proofs: the published vectors, step by step."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from app.crypto.canonical import canonical_nquads
from app.crypto.encodings import decode_base58
from app.crypto.keys import verify_signature
from app.crypto.signing import PrivateKeySigner
from app.dids.verification_methods import keys_in
from app.errors import CredentialServiceError, InvalidSignature, UnsupportedSuite
from app.model.secured import Algorithm, Secured
from app.proofs import SUITES, presented_proofs, suite_for, suite_named
from app.proofs.data_integrity import RDFC, Cryptosuite, proof_suite, sha256
from app.proofs.suite import SecureOptions
from tests.fakes import SignerInMemory
from tests.proofs.data_integrity_examples import SUITE, keys_named_in, secured, without_proof
from tests.proofs.examples import AT_NOON, DIPLOMA, METHOD, changed, leaves
from tests.proofs.vectors import VECTORS, Vector, canonical_form, secret_key, steps_of

PUBLISHED = SecureOptions(moment=datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC))
"""When the vectors of the W3C were signed."""


@pytest.fixture(params=VECTORS, ids=lambda vector: vector.folder.partition("/")[2])
def vector(request: pytest.FixtureRequest) -> Vector:
    """Each published vector."""
    found: Vector = request.param
    return found


def test_the_vectors_canonical_forms_and_hashes_are_ours(vector: Vector, shared: Path) -> None:
    steps = steps_of(vector, shared)

    for stated, form, digest in zip((steps.options, without_proof(steps.signed)), steps.canonical, steps.hashes, strict=True):
        assert canonical_form(vector, stated) == form
        assert sha256(form.encode()).hex() == digest
    assert steps.combined == "".join(steps.hashes)


def test_the_vectors_signature_is_that_of_its_hashes(vector: Vector, shared: Path) -> None:
    steps = steps_of(vector, shared)
    (key,) = keys_named_in(steps.signed).values()

    verify_signature(key.jwk, vector.algorithm, bytes.fromhex(steps.combined), bytes.fromhex(steps.signature))

    assert decode_base58(steps.signed["proof"]["proofValue"][1:]).hex() == steps.signature


def test_the_vector_verifies(vector: Vector, shared: Path) -> None:
    document = steps_of(vector, shared).signed

    (proof,) = presented_proofs(secured(document))
    verified = suite_for(proof, keys_named_in(document)).verify(proof.secured, keys_named_in(document))

    assert (proof.suite, verified.suite) == (vector.suite, vector.suite)
    assert verified.document == without_proof(document)
    assert verified.moment == PUBLISHED.moment


def test_no_text_of_the_vector_can_be_changed(vector: Vector, shared: Path) -> None:
    document = steps_of(vector, shared).signed
    keys, suite = keys_named_in(document), suite_named(vector.suite)

    for path in leaves(document):
        with pytest.raises(CredentialServiceError):
            suite.verify(secured(changed(document, path, "urn:tampered")), keys)


@pytest.mark.parametrize("vector", VECTORS[:2], ids=["rdfc", "jcs"])
def test_a_vector_of_eddsa_is_signed_again_byte_by_byte(vector: Vector, shared: Path) -> None:
    steps = steps_of(vector, shared)
    signer = SignerInMemory(steps.options["verificationMethod"], seed=secret_key(shared, "eddsa"))

    result = suite_named(vector.suite).secure(without_proof(steps.signed), signer, PUBLISHED)

    assert json.loads(result.body) == steps.signed


@pytest.mark.parametrize("vector", VECTORS[2:4], ids=["rdfc", "jcs"])
def test_a_vector_of_ecdsa_is_signed_again_but_for_the_signature(vector: Vector, shared: Path) -> None:
    steps = steps_of(vector, shared)
    secret = ec.derive_private_key(int.from_bytes(secret_key(shared, "ecdsa"), "big"), ec.SECP256R1())
    signer = PrivateKeySigner(steps.options["verificationMethod"], secret, Algorithm.ES256)

    result = suite_named(vector.suite).secure(without_proof(steps.signed), signer, PUBLISHED)

    assert changed(json.loads(result.body), ["proof", "proofValue"], ...) == changed(steps.signed, ["proof", "proofValue"], ...)
    assert suite_named(vector.suite).verify(result, keys_named_in(steps.signed)).document == without_proof(steps.signed)


def test_the_official_signed_badge_verifies(shared: Path) -> None:
    folder = shared / "vectors/ob3-linked-data-proof"
    document = json.loads((folder / "signed-credential.json").read_text())
    published = json.loads((folder / "key.json").read_text())
    method = {name: value for name, value in published.items() if name not in {"secretKeyMultibase", "publicKeyHex"}}

    keys = keys_in({"id": method["controller"], "assertionMethod": [method]})

    assert canonical_nquads(without_proof(document)).strip() == (folder / "document-canon.txt").read_text().strip()
    options = {**changed(document, ["proof", "proofValue"], ...)["proof"], "@context": document["@context"]}
    assert canonical_nquads(options).strip() == (folder / "proof-canon.txt").read_text().strip()
    assert SUITE.verify(secured(document), keys).document == json.loads((folder / "credential.json").read_text())
    for path in leaves(document):
        with pytest.raises(CredentialServiceError):
            SUITE.verify(secured(changed(document, path, "urn:tampered")), keys)


def test_a_further_cryptosuite_is_one_more_row() -> None:
    row = Cryptosuite("ecdsa-rdfc-2027", Algorithm.ES512, lambda text: hashlib.sha512(text).digest(), 132, RDFC)
    suites, signer = (*SUITES, proof_suite(row)), SignerInMemory(METHOD, algorithm=Algorithm.ES512)

    result = suite_named("ecdsa-rdfc-2027", Algorithm.ES512, suites).secure(DIPLOMA, signer, AT_NOON)
    (proof,) = presented_proofs(result)

    assert suite_for(proof, signer.public_keys, suites).verify(proof.secured, signer.public_keys).document == DIPLOMA
    with pytest.raises(InvalidSignature):
        suite_for(proof, signer.public_keys, suites).verify(
            Secured(result.body.replace(b"Riesling", b"Traminer"), "application/vc"), signer.public_keys
        )
    with pytest.raises(UnsupportedSuite, match="ecdsa-rdfc-2027"):
        suite_for(proof, signer.public_keys)
