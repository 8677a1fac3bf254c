"""Proofs of before: Ed25519Signature2020 and JsonWebSignature2020 are tested, and never made."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from app.crypto.canonical import canonical_nquads
from app.errors import CredentialServiceError, DataLoss, InvalidSignature, MalformedProof, ProofError, UnsupportedSuite
from app.model.secured import Algorithm, Document, ProofPurpose
from app.proofs import presented_proofs, suite_for, suite_named
from app.proofs.data_integrity import sha256
from app.proofs.suite import VerifyOptions
from tests.fakes import SignerInMemory
from tests.proofs.data_integrity_examples import SIGNER, keys_named_in, secured, signed, without_proof
from tests.proofs.examples import AT_NOON, DIPLOMA, METHOD, changed, leaves
from tests.proofs.vectors import VECTORS, steps_of

JWS_2020 = "JsonWebSignature2020"
JWS_ALGORITHMS = [Algorithm.EDDSA, Algorithm.ES256, Algorithm.ES384, Algorithm.PS256]
OLD: Document = {**DIPLOMA, "@context": [*DIPLOMA["@context"], "https://w3id.org/security/suites/jws-2020/v1"]}
DETACHED = {"b64": False, "crit": ["b64"]}


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def signed_by_jws(document: Document = OLD, signer: SignerInMemory = SIGNER, **header: Any) -> Document:
    """A JsonWebSignature2020 as its specification has it; members of the header by name."""
    options = {
        "type": JWS_2020,
        "created": "2026-01-31T12:00:00Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }
    data = b"".join(sha256(canonical_nquads(each).encode()) for each in ({**options, "@context": document["@context"]}, document))
    head = encoded(json.dumps({"alg": signer.algorithm.value, **DETACHED, **header}).encode())
    return {**document, "proof": {**options, "jws": f"{head}..{encoded(signer.sign(head.encode() + b'.' + data))}"}}


def verified(document: Document, signer: SignerInMemory = SIGNER) -> Document:
    (proof,) = presented_proofs(secured(document))
    return suite_for(proof, signer.public_keys).verify(proof.secured, signer.public_keys).document


@pytest.mark.parametrize("algorithm", JWS_ALGORITHMS)
def test_a_detached_jws_over_the_hashes_verifies(algorithm: Algorithm) -> None:
    signer = SignerInMemory(METHOD, algorithm=algorithm)

    assert verified(signed_by_jws(signer=signer), signer) == OLD


def test_no_text_under_a_detached_jws_can_be_changed() -> None:
    document = signed_by_jws()

    for path in leaves(document):
        with pytest.raises(CredentialServiceError):
            verified(changed(document, path, "urn:tampered"))


@pytest.mark.parametrize(
    "header", [{"b64": True}, {"b64": None}, {"b64": 0.5}, {"crit": []}, {"crit": ["b64", "exp"]}, {"crit": "b64"}, {"crit": None}]
)
def test_a_header_that_does_not_say_what_was_signed_is_refused(header: Document) -> None:
    with pytest.raises(MalformedProof, match="b64"):
        verified(signed_by_jws(**header))


@pytest.mark.parametrize("alg", ["none", "HS256", "ES256", "RS256", "eddsa", None, 7])
def test_a_header_whose_algorithm_is_not_the_keys_is_refused(alg: Any) -> None:
    with pytest.raises(InvalidSignature, match="EdDSA"):
        verified(signed_by_jws(alg=alg))


def test_an_rsa_key_signs_by_pss_only() -> None:
    signer = SignerInMemory(METHOD, algorithm=Algorithm.RS256)

    with pytest.raises(InvalidSignature, match="PS256"):
        verified(signed_by_jws(signer=signer), signer)


@pytest.mark.parametrize(
    "jws", ["", "a", "a.b", "e30..", "e30.e30.AA", "e30..A.A", "!!..AA", "W10..AA", "e30=..AA", "e30.." + "A" * 5_000, 7, None]
)
def test_a_jws_that_is_none_is_refused(jws: Any) -> None:
    with pytest.raises(MalformedProof):
        verified(changed(signed_by_jws(), ["proof", "jws"], jws))


def test_a_jws_with_its_payload_is_refused() -> None:
    document = signed_by_jws()
    head, signature = document["proof"]["jws"].split("..")

    with pytest.raises(MalformedProof, match="no payload"):
        verified(changed(document, ["proof", "jws"], f"{head}.{encoded(b'x' * 64)}.{signature}"))


@pytest.mark.parametrize("member", ["cryptosuite", "proofValue", "previousProof", "expiration", "note"])
def test_a_member_that_such_a_proof_does_not_have_is_refused(member: str) -> None:
    with pytest.raises(MalformedProof, match=member):
        verified(changed(signed_by_jws(), ["proof", member], "urn:x"))


def test_a_document_without_the_context_of_its_proof_is_refused() -> None:
    document = changed(signed_by_jws(), ["@context"], DIPLOMA["@context"])

    with pytest.raises(DataLoss):
        verified(document)


def test_an_old_proof_is_for_what_it_says(shared: Path) -> None:
    document = steps_of(VECTORS[4], shared).signed
    suite = suite_named("Ed25519Signature2020")

    assert suite.verify(secured(document), keys_named_in(document)).document == without_proof(document)
    with pytest.raises(MalformedProof, match="authentication"):
        suite.verify(secured(document), keys_named_in(document), VerifyOptions(ProofPurpose.AUTHENTICATION))


@pytest.mark.parametrize("name", ["Ed25519Signature2020", JWS_2020])
def test_a_proof_of_today_is_none_of_before(name: str) -> None:
    document = changed(signed(), ["proof", "cryptosuite"], name)
    (proof,) = presented_proofs(secured(document))

    with pytest.raises(UnsupportedSuite):
        suite_for(proof, SIGNER.public_keys).verify(proof.secured, SIGNER.public_keys)


@pytest.mark.parametrize("algorithm", JWS_ALGORITHMS)
def test_no_old_proof_is_made(algorithm: Algorithm) -> None:
    names = [JWS_2020, "Ed25519Signature2020"] if algorithm is Algorithm.EDDSA else [JWS_2020]

    for name in names:
        with pytest.raises(UnsupportedSuite, match="never made"):
            suite_named(name, algorithm).secure(OLD, SignerInMemory(METHOD, algorithm=algorithm), AT_NOON)


def test_an_old_proof_of_another_kind_has_no_suite() -> None:
    (proof,) = presented_proofs(secured(changed(signed_by_jws(), ["proof", "type"], "Ed25519Signature2018")))

    with pytest.raises(ProofError):
        suite_for(proof, SIGNER.public_keys)
