"""Presentations of openvc-core are good here, and ours there."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from openvc.keys import Ed25519SigningKey, P256SigningKey
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.errors import ProofError as TheirProofError
from openvc.proof.vp_jwt import VpJwtProofSuite

from app.crypto.encodings import decode_base64url
from app.model.secured import Algorithm, Document
from tests.fakes import private_key_of
from tests.verifier.presentations.holders import (
    CHALLENGE,
    DATA_INTEGRITY,
    DOMAIN,
    HOLDER,
    P256_HOLDER,
    V1,
    did_of,
    issued,
    issued_jwt,
    obstacles,
    presentation,
    report_of,
    shown,
    shown_jwt,
)
from tests.verifier.world import NOON


def their_key() -> Any:
    return Ed25519SigningKey(private_key_of(b"\x01" * 32), HOLDER.verification_method)  # type: ignore[arg-type]


def enveloped_old(text: str) -> Document:
    return {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "type": "EnvelopedVerifiablePresentation",
        "id": f"data:application/jwt,{text}",
    }


@pytest.mark.parametrize("document", [presentation(), presentation(issued()), presentation(issued(), issued_jwt())])
def test_our_embedded_proof_is_good_there(document: Document) -> None:
    theirs = DataIntegrityProofSuite().verify(
        shown(document), expected_proof_purpose="authentication", expected_challenge=CHALLENGE, expected_domain=DOMAIN, now=NOON
    )

    assert theirs.proof["challenge"] == CHALLENGE


@pytest.mark.parametrize(("challenge", "domain"), [("another", DOMAIN), (CHALLENGE, "another.example")])
def test_what_answers_something_else_is_good_nowhere(challenge: str, domain: str) -> None:
    document = shown(presentation(issued()))

    with pytest.raises(TheirProofError):
        DataIntegrityProofSuite().verify(
            document, expected_proof_purpose="authentication", expected_challenge=challenge, expected_domain=domain, now=NOON
        )
    assert obstacles(report_of(document, challenge=challenge, domain=domain)) != []


@pytest.mark.parametrize("document", [presentation(), presentation(issued()), presentation(issued(), issued_jwt())])
def test_their_embedded_proof_is_good_here(document: Document) -> None:
    theirs = DataIntegrityProofSuite().add_proof(
        document,
        signing_key=their_key(),
        verification_method=HOLDER.verification_method,
        proof_purpose="authentication",
        challenge=CHALLENGE,
        domain=DOMAIN,
        created=NOON,
    )

    assert obstacles(report_of(theirs)) == []


def test_our_jwt_of_the_first_model_is_good_there() -> None:
    document = presentation(issued(), holder=did_of(P256_HOLDER), **{"@context": [V1, DATA_INTEGRITY]})
    text = shown_jwt(document)["id"].rpartition(",")[2]

    theirs = VpJwtProofSuite().verify(text, audience=DOMAIN, nonce=CHALLENGE)

    assert theirs.holder == did_of(P256_HOLDER)
    assert len(theirs.credentials) == 1


def test_their_jwt_is_good_here() -> None:
    key = P256SigningKey(private_key_of(b"\x04" * 32, Algorithm.ES256), P256_HOLDER.verification_method)  # type: ignore[arg-type]
    text = VpJwtProofSuite().sign([issued(), issued_jwt()], holder_key=key, audience=DOMAIN, nonce=CHALLENGE)
    made_at = datetime.fromtimestamp(orjson.loads(decode_base64url(text.split(".")[1]))["iat"], UTC)

    assert obstacles(report_of(enveloped_old(text), moment=made_at)) == []
    assert obstacles(report_of(enveloped_old(text), moment=made_at, challenge="another")) == ["challenge-mismatch"]
