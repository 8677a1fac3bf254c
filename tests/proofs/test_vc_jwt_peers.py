"""Credentials as JWT: other implementations and published examples."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from openbadgeslib.ob3.credential import Achievement, Issuer, OpenBadgeCredential
from openbadgeslib.ob3.signer import OB3Signer
from openbadgeslib.ob3.verifier import OB3Verifier
from openvc.keys import P256SigningKey
from openvc.proof.vc_jwt import VcJwtProofSuite

from app.crypto.keys import public_jwk
from app.errors import ProofError
from app.model.secured import Algorithm, PublicKey, Secured
from app.proofs import suite_named
from tests.fakes import SignerInMemory, private_key_of
from tests.proofs.examples import AT_NOON, DIPLOMA, ISSUER, METHOD
from tests.proofs.jwt_examples import EDDSA, RS256


def test_our_badge_verifies_in_openbadgeslib() -> None:
    signer = SignerInMemory("https://issuer.example/issuers/x/keys/1", algorithm=Algorithm.RS256)
    pem = private_key_of(algorithm=Algorithm.RS256).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    secured = RS256.secure(DIPLOMA, signer, AT_NOON)
    theirs = OB3Verifier(pem).verify(secured.body.decode(), expected_recipient="did:example:learner")

    assert (theirs.id, theirs.issuer.id, theirs.achievement.name) == (DIPLOMA["id"], ISSUER, "Wine tasting")


def test_a_badge_of_openbadgeslib_verifies_here() -> None:
    key = private_key_of(algorithm=Algorithm.RS256)
    badge = OpenBadgeCredential(
        id="urn:uuid:1",
        issuer=Issuer(id=ISSUER, name="Example"),
        recipient_id="mailto:learner@example.org",
        achievement=Achievement(id="https://issuer.example/a", name="Wine", description="Wine", criteria_narrative="Taste"),
        issuance_date=datetime(2026, 1, 1, tzinfo=UTC),
        expiration_date=datetime(2031, 1, 1, tzinfo=UTC),
    )
    token = OB3Signer(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())).sign(badge)

    verified = RS256.verify(Secured(token.encode(), "text/plain"), {METHOD: PublicKey(METHOD, ISSUER, public_jwk(key))})

    assert verified.document == badge.to_vc()


def test_a_credential_of_openvc_verifies_here() -> None:
    key = P256SigningKey(private_key_of(algorithm=Algorithm.ES256), METHOD)  # type: ignore[arg-type]
    token = VcJwtProofSuite().sign(DIPLOMA, signing_key=key)

    verified = suite_named("vc-jwt", Algorithm.ES256).verify(
        Secured(token.encode(), "application/vc+jwt"), {METHOD: PublicKey(METHOD, ISSUER, key.public_jwk())}
    )

    assert verified.document["id"] == DIPLOMA["id"]


def _key_of_the_jose_suite(shared: Path, name: str) -> dict[str, PublicKey]:
    method = json.loads((shared / "vectors/vc-jose" / name).read_text())
    jwk = method["publicKeyJwk"]
    return {jwk["kid"]: PublicKey(jwk["kid"], method["controller"], jwk)}


def test_the_published_credential_of_the_jose_suite_verifies(shared: Path) -> None:
    text = (shared / "vectors/vc-jose/credential-jose-minimal.txt").read_bytes()

    verified = suite_named("vc-jwt", "ES256").verify(Secured(text, "application/vc+jwt"), _key_of_the_jose_suite(shared, "vm-p256.json"))

    assert verified.document == json.loads((shared / "vectors/vc-jose/credential-minimal.json").read_text())
    assert verified.moment == datetime(2010, 1, 1, 19, 23, 24, tzinfo=UTC)


@pytest.mark.parametrize("name", ["bad-signature", "bad-media-type"])
def test_the_published_refusals_of_the_jose_suite_are_refused(shared: Path, name: str) -> None:
    text = (shared / f"vectors/vc-jose/credential-jose-{name}.txt").read_bytes()

    with pytest.raises(ProofError):
        EDDSA.verify(Secured(text, "application/vc+jwt"), _key_of_the_jose_suite(shared, "vm-ed25519.json"))
