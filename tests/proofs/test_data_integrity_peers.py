"""Data Integrity proofs: what we sign verifies elsewhere, and the other way round."""

import json

from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openvc.keys import Ed25519SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite

from app.schemas.contexts import context_document
from app.status import StatusReference, status_references
from app.status.status_list import ListContent, list_bits, list_document
from tests.fakes import private_key_of
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
