"""Data Integrity proofs: the published vectors, step by step."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.crypto.canonical import canonical_nquads
from app.crypto.encodings import decode_base58
from app.dids.verification_methods import keys_in
from app.errors import (
    CredentialServiceError,
    UnsupportedSuite,
)
from app.model.secured import Algorithm
from app.proofs import SUITES, presented_proofs, suite_named
from app.proofs.data_integrity import Cryptosuite, proof_suite, sha256
from app.proofs.suite import SecureOptions
from tests.fakes import SignerInMemory
from tests.proofs.data_integrity_examples import SUITE, keys_named_in, secured, without_proof
from tests.proofs.examples import AT_NOON, DIPLOMA, METHOD, changed, leaves


def _steps(shared: Path, suite: str, marks: tuple[str, str]) -> dict[str, Any]:
    folder, (end, mark) = shared / "vectors" / suite, marks
    texts = {name: (folder / f"{name}{end}.txt").read_text() for name in ("canonDoc", "proofCanon", "docHash", "proofHash", "combinedHash")}
    return {
        **texts,
        "signature": (folder / f"sigHex{end}.txt").read_text(),
        "options": json.loads((folder / f"proofConfig{end}.json").read_text()),
        "signed": json.loads((folder / f"signed{mark}.json").read_text()),
    }


@pytest.fixture
def vector(shared: Path) -> dict[str, Any]:
    """Each step of the eddsa-rdfc-2022 vector."""
    return _steps(shared, "eddsa/eddsa-rdfc-2022", ("DataInt", "DataInt"))


def test_the_vectors_canonical_forms_and_hashes_are_ours(vector: dict[str, Any]) -> None:
    document_form, options_form = canonical_nquads(without_proof(vector["signed"])), canonical_nquads(vector["options"])

    assert document_form == vector["canonDoc"]
    assert options_form == vector["proofCanon"]
    assert hashlib.sha256(document_form.encode()).hexdigest() == vector["docHash"].strip()
    assert hashlib.sha256(options_form.encode()).hexdigest() == vector["proofHash"].strip()
    assert vector["combinedHash"].strip() == vector["proofHash"].strip() + vector["docHash"].strip()


def test_the_vector_is_signed_again_byte_by_byte(vector: dict[str, Any], shared: Path) -> None:
    secret = json.loads((shared / "vectors/eddsa/keyPair.json").read_text())["privateKeyMultibase"]
    signer = SignerInMemory(vector["options"]["verificationMethod"], seed=decode_base58(secret[1:])[2:])
    options = SecureOptions(moment=datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC))

    result = json.loads(SUITE.secure(without_proof(vector["signed"]), signer, options).body)

    assert result == vector["signed"]
    assert decode_base58(result["proof"]["proofValue"][1:]).hex() == vector["signature"].strip()


def test_the_vector_verifies(vector: dict[str, Any]) -> None:
    verified = SUITE.verify(secured(vector["signed"]), keys_named_in(vector["signed"]))

    assert verified.document == without_proof(vector["signed"])
    assert verified.moment == datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)


def test_no_text_of_the_vector_can_be_changed(vector: dict[str, Any]) -> None:
    document, keys = vector["signed"], keys_named_in(vector["signed"])

    for path in leaves(document):
        with pytest.raises(CredentialServiceError):
            SUITE.verify(secured(changed(document, path, "urn:tampered")), keys)


def test_the_official_signed_badge_verifies(shared: Path) -> None:
    folder = shared / "vectors/ob3-linked-data-proof"
    document = json.loads((folder / "signed-credential.json").read_text())
    published = json.loads((folder / "key.json").read_text())
    method = {name: value for name, value in published.items() if name not in {"secretKeyMultibase", "publicKeyHex"}}

    keys = keys_in({"id": method["controller"], "assertionMethod": [method]})

    assert canonical_nquads(without_proof(document)).strip() == (folder / "document-canon.txt").read_text().strip()
    assert SUITE.verify(secured(document), keys).document == json.loads((folder / "credential.json").read_text())
    for path in leaves(document):
        with pytest.raises(CredentialServiceError):
            SUITE.verify(secured(changed(document, path, "urn:tampered")), keys)


def test_every_proof_of_the_published_set_verifies(shared: Path) -> None:
    document = json.loads((shared / "vectors/eddsa/proof-set-chain/signedProofSet2.json").read_text())

    proofs = presented_proofs(secured(document))

    assert len(proofs) == 2
    for proof in proofs:
        verified = SUITE.verify(proof.secured, keys_named_in(document))
        assert (verified.document, verified.verification_method) == (without_proof(document), proof.verification_method)


def test_a_chain_of_proofs_is_not_read(shared: Path) -> None:
    document = json.loads((shared / "vectors/eddsa/proof-set-chain/signedProofChain1.json").read_text())

    with pytest.raises(UnsupportedSuite, match="chain"):
        presented_proofs(secured(document))


def test_a_further_cryptosuite_is_one_more_row(shared: Path) -> None:
    vector = _steps(shared, "ecdsa/ecdsa-rdfc-2019-p256", ("ECDSAP256", "ECDSAP256"))
    row = proof_suite(Cryptosuite("ecdsa-rdfc-2019", Algorithm.ES256, sha256, 64))

    suite = suite_named("ecdsa-rdfc-2019", Algorithm.ES256, (*SUITES, row))

    assert suite.verify(secured(vector["signed"]), keys_named_in(vector["signed"])).document == without_proof(vector["signed"])
    signer = SignerInMemory(METHOD, algorithm=Algorithm.ES256)
    assert suite.verify(suite.secure(DIPLOMA, signer, AT_NOON), signer.public_keys).document == DIPLOMA
    with pytest.raises(UnsupportedSuite, match="ecdsa-rdfc-2019"):
        suite_named("ecdsa-rdfc-2019", Algorithm.ES256)
