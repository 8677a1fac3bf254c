"""Data Integrity proofs: what we sign verifies elsewhere, and the other way round."""

import json
from typing import Any

import pytest
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openvc.keys import Ed25519SigningKey, P256SigningKey, P384SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite
from openvc.proof.errors import ProofError as TheirProofError

from app.errors import InvalidSignature
from app.model.secured import Algorithm
from app.proofs import presented_proofs, suite_for, suite_named
from app.schemas.contexts import context_document
from app.status import StatusReference, status_references
from app.status.status_list import ListContent, list_bits, list_document
from tests.fakes import SignerInMemory, private_key_of
from tests.proofs.data_integrity_examples import SIGNER, SUITE, secured, signed
from tests.proofs.examples import AT_NOON, DIPLOMA, ISSUER, METHOD, NOON, changed

OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def test_our_proof_verifies_in_openvc() -> None:
    theirs = DataIntegrityProofSuite().verify(
        signed(), public_key_jwk=dict(SIGNER.jwk), now=NOON, extra_contexts={OB_CONTEXT: context_document(OB_CONTEXT)}
    )

    assert theirs.issuer == ISSUER


def test_our_proof_verifies_in_openbadgeslib() -> None:
    badge = changed(DIPLOMA, ["credentialStatus"], ...)

    theirs = OB3LdpVerifier(private_key_of().public_key()).verify(signed(badge))

    assert theirs.id == DIPLOMA["id"]


def test_a_proof_of_openvc_verifies_here() -> None:
    key = Ed25519SigningKey(private_key_of(), METHOD)  # type: ignore[arg-type]

    theirs = DataIntegrityProofSuite().add_proof(
        DIPLOMA, signing_key=key, verification_method=METHOD, created=NOON, extra_contexts={OB_CONTEXT: context_document(OB_CONTEXT)}
    )

    assert theirs == signed()
    assert SUITE.verify(secured(theirs), SIGNER.public_keys).document == DIPLOMA


def test_our_signed_status_list_answers_in_openvc_and_here() -> None:
    url = DIPLOMA["credentialStatus"]["statusListCredential"]
    content = ListContent(url, ISSUER, {5}, 131_072, "revocation", NOON, NOON.replace(year=2027), 300_000)

    result = SUITE.secure(list_document(content), SIGNER, AT_NOON)

    assert DataIntegrityProofSuite().verify(json.loads(result.body), public_key_jwk=dict(SIGNER.jwk), now=NOON).issuer == ISSUER
    (reference,) = status_references(DIPLOMA)
    assert isinstance(reference, StatusReference)
    document = SUITE.verify(result, SIGNER.public_keys).document
    assert list_bits(document, reference, ISSUER, NOON)[0] == 0b00000100


OF_OPENVC = [
    ("eddsa-rdfc-2022", Algorithm.EDDSA, DataIntegrityProofSuite, Ed25519SigningKey),
    ("eddsa-jcs-2022", Algorithm.EDDSA, EddsaJcsProofSuite, Ed25519SigningKey),
    ("ecdsa-rdfc-2019", Algorithm.ES256, EcdsaRdfcProofSuite, P256SigningKey),
    ("ecdsa-rdfc-2019", Algorithm.ES384, EcdsaRdfcProofSuite, P384SigningKey),
    ("ecdsa-jcs-2019", Algorithm.ES256, EcdsaJcsProofSuite, P256SigningKey),
    ("ecdsa-jcs-2019", Algorithm.ES384, EcdsaJcsProofSuite, P384SigningKey),
]
each_suite_of_openvc = pytest.mark.parametrize(("name", "algorithm", "theirs", "key"), OF_OPENVC)


def contexts_for(name: str) -> dict[str, Any]:
    return {"extra_contexts": {OB_CONTEXT: context_document(OB_CONTEXT)}} if "rdfc" in name else {}


@each_suite_of_openvc
def test_a_proof_of_every_suite_of_ours_verifies_in_openvc(name: str, algorithm: Algorithm, theirs: Any, key: Any) -> None:
    del key
    signer = SignerInMemory(METHOD, algorithm=algorithm)
    document = json.loads(suite_named(name, algorithm).secure(DIPLOMA, signer, AT_NOON).body)

    told = theirs().verify(document, public_key_jwk=dict(signer.jwk), now=NOON, **contexts_for(name))

    assert told.issuer == ISSUER
    with pytest.raises(TheirProofError):
        theirs().verify(changed(document, ["name"], "x"), public_key_jwk=dict(signer.jwk), now=NOON, **contexts_for(name))


@each_suite_of_openvc
def test_a_proof_of_every_suite_of_openvc_verifies_here(name: str, algorithm: Algorithm, theirs: Any, key: Any) -> None:
    signing_key = key(private_key_of(algorithm=algorithm), METHOD)
    document = theirs().add_proof(DIPLOMA, signing_key=signing_key, verification_method=METHOD, created=NOON, **contexts_for(name))
    keys = SignerInMemory(METHOD, algorithm=algorithm).public_keys

    (proof,) = presented_proofs(secured(document))

    assert suite_for(proof, keys).verify(proof.secured, keys).document == DIPLOMA
    with pytest.raises(InvalidSignature):
        suite_for(proof, keys).verify(secured(changed(document, ["name"], "x")), keys)
