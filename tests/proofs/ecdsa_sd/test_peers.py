"""ecdsa-sd-2023: base proofs, derived proofs and verdicts agree with openvc's, both ways, at each step.

openvc reads no pointers into arrays.
"""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from openvc.keys import P256SigningKey
from openvc.proof.ecdsa_sd import EcdsaSdProofSuite
from openvc.proof.errors import ProofError as TheirProofError

from app.errors import CredentialServiceError
from app.model.secured import Algorithm, Document
from app.schemas.contexts import CREDENTIALS_V2, context_document
from tests.fakes import private_key_of
from tests.proofs.ecdsa_sd.examples import MANDATORY, OPTIONS, SHOWN, SIGNER, SUITE, derive, derived, read, secured
from tests.proofs.examples import DIPLOMA, METHOD, NOON, changed

THEIRS = EcdsaSdProofSuite()
CONTEXTS = {url: context_document(url) for url in DIPLOMA["@context"] if url != CREDENTIALS_V2}


def _their_base(document: Document = DIPLOMA) -> Document:
    key = private_key_of(algorithm=Algorithm.ES256)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    secured_document: Document = THEIRS.add_base_proof(
        document,
        signing_key=P256SigningKey(key, METHOD),
        verification_method=METHOD,
        mandatory_pointers=MANDATORY,
        created=NOON,
        extra_contexts=CONTEXTS,
    )
    return secured_document


def _their_derived(document: Document, pointers: tuple[str, ...] = SHOWN) -> Document:
    result: Document = THEIRS.derive_proof(document, selective_pointers=pointers, extra_contexts=CONTEXTS)
    return result


def _their_verdict(document: Document) -> Any:
    return THEIRS.verify(document, public_key_jwk=dict(SIGNER.jwk), now=NOON, extra_contexts=CONTEXTS).credential


@pytest.mark.parametrize("pointers", [SHOWN, (), ("/name",), ("/credentialSubject",), ("/credentialSubject/achievement", "/name")])
def test_our_derived_proofs_verify_there(pointers: tuple[str, ...]) -> None:
    document = read(derive()(SUITE.secure(DIPLOMA, SIGNER, OPTIONS), pointers))

    assert _their_verdict(document)["issuer"] == DIPLOMA["issuer"]


def test_what_they_derive_from_our_base_proof_verifies_here() -> None:
    document = _their_derived(read(SUITE.secure(DIPLOMA, SIGNER, OPTIONS)))

    assert SUITE.verify(secured(document), SIGNER.public_keys).document["validUntil"] == DIPLOMA["validUntil"]


def test_what_we_derive_from_their_base_proof_verifies_here_and_there() -> None:
    result = derive()(secured(_their_base()), SHOWN)

    assert _their_verdict(read(result))["credentialSubject"] == SUITE.verify(result, SIGNER.public_keys).document["credentialSubject"]


def test_what_they_derive_from_their_base_proof_verifies_here() -> None:
    document = _their_derived(_their_base())

    assert SUITE.verify(secured(document), SIGNER.public_keys).suite == "ecdsa-sd-2023"


@pytest.mark.parametrize("path", [["issuer", "name"], ["validUntil"], ["credentialSubject", "achievement", "name"], ["proof", "created"]])
def test_both_refuse_the_same_tampering(path: list[str]) -> None:
    value = "2098-01-01T00:00:00Z" if path[-1] in {"validUntil", "created"} else "tampered"
    for document in (derived(), read(derive()(secured(_their_base()), SHOWN))):
        with pytest.raises(TheirProofError):
            _their_verdict(changed(document, path, value))
        with pytest.raises(CredentialServiceError):
            SUITE.verify(secured(changed(document, path, value)), SIGNER.public_keys)
