"""VC-JOSE and SD-JWT: another implementation reads ours, and we read its."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openvc.keys import Ed25519SigningKey, P256SigningKey
from openvc.proof._jws import verify_compact
from openvc.proof.errors import ProofError as TheirProofError
from openvc.proof.sd_jwt import SdJwtVcProofSuite
from openvc.proof.vc_jwt import VcJwtProofSuite
from openvc.proof.vp_jwt import VpJwtProofSuite

from app.errors import ProofError
from app.model.secured import Algorithm, Secured
from app.proofs import presented_proofs, suite_named
from tests.fakes import SignerInMemory, private_key_of
from tests.proofs.examples import AT_NOON, DIPLOMA, ISSUER, METHOD
from tests.proofs.jwt_examples import decode
from tests.proofs.presentation_examples import OLD_DIPLOMA, PRESENTED
from tests.proofs.sd_jwt_examples import CLAIMS, disclosing

BOTH = pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.EDDSA])


def signer_of(algorithm: Algorithm) -> SignerInMemory:
    return SignerInMemory(METHOD, algorithm=algorithm)


def their_key(algorithm: Algorithm, kid: str = METHOD, seed: bytes = b"\x07" * 32) -> Any:
    key: Any = private_key_of(seed, algorithm)
    return P256SigningKey(key, kid) if algorithm is Algorithm.ES256 else Ed25519SigningKey(key, kid)


def refused_everywhere(text: str, algorithm: Algorithm) -> None:
    """A copy with another first character of the signature is refused by both."""
    head, _, signature = text.partition("~")[0].rpartition(".")
    broken = text.replace(f"{head}.{signature}", f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}")
    (proof,) = presented_proofs(Secured(broken.encode(), "application/vc+sd-jwt" if "~" in text else "text/plain"))
    with pytest.raises(ProofError):
        suite_named(proof.suite, algorithm).verify(proof.secured, signer_of(algorithm).public_keys)
    theirs = SdJwtVcProofSuite() if "~" in text else VcJwtProofSuite()
    with pytest.raises(TheirProofError):
        theirs.verify(broken, public_key_jwk=dict(signer_of(algorithm).jwk))


@BOTH
def test_our_credential_verifies_in_openvc(algorithm: Algorithm) -> None:
    signer = signer_of(algorithm)

    text = suite_named("vc+jwt", algorithm).secure(DIPLOMA, signer, AT_NOON).body.decode()
    header, payload = verify_compact(text, public_key_jwk=dict(signer.jwk))  # its suite for credentials wants the claim vc

    assert payload == DIPLOMA
    assert header["typ"] == "vc+jwt"
    refused_everywhere(text, algorithm)


@BOTH
def test_our_credential_of_the_first_data_model_verifies_in_openvc(algorithm: Algorithm) -> None:
    signer = signer_of(algorithm)

    text = suite_named("vc+jwt", algorithm).secure(OLD_DIPLOMA, signer, AT_NOON).body.decode()
    theirs = VcJwtProofSuite().verify(text, public_key_jwk=dict(signer.jwk))

    assert (theirs.credential, theirs.issuer, theirs.subject) == (OLD_DIPLOMA, ISSUER, "did:example:learner")
    refused_everywhere(text, algorithm)


@BOTH
def test_a_credential_of_openvc_verifies_here(algorithm: Algorithm) -> None:
    text = VcJwtProofSuite().sign(DIPLOMA, signing_key=their_key(algorithm))

    (proof,) = presented_proofs(Secured(text.encode(), "application/vc+jwt"))

    assert suite_named(proof.suite, algorithm).verify(proof.secured, signer_of(algorithm).public_keys).document == DIPLOMA
    refused_everywhere(text, algorithm)


@BOTH
def test_our_sd_jwt_vc_verifies_in_openvc(algorithm: Algorithm) -> None:
    signer, suite = signer_of(algorithm), suite_named("dc+sd-jwt", algorithm)
    whole = suite.secure(CLAIMS, signer, disclosing("/given_name", "/family_name", "/nationalities/1", "/address", "/address/street"))
    assert suite.derive is not None
    part = suite.derive(whole, ("/given_name", "/address/street"))

    all_of_it, some_of_it = (
        SdJwtVcProofSuite().verify(each.body.decode(), public_key_jwk=dict(signer.jwk), check_temporal=False).claims
        for each in (whole, part)
    )

    assert all_of_it == CLAIMS
    assert some_of_it == suite.verify(part, signer.public_keys).document
    assert some_of_it["address"] == CLAIMS["address"]
    assert "family_name" not in some_of_it
    refused_everywhere(whole.body.decode(), algorithm)


@BOTH
def test_our_credential_as_sd_jwt_verifies_in_openvc(algorithm: Algorithm) -> None:
    signer, suite = signer_of(algorithm), suite_named("vc+sd-jwt", algorithm)

    text = suite.secure(DIPLOMA, signer, disclosing("/name", "/credentialSubject/id")).body.decode()
    theirs = SdJwtVcProofSuite().verify(text, public_key_jwk=dict(signer.jwk))

    assert theirs.claims == DIPLOMA
    refused_everywhere(text, algorithm)


@BOTH
def test_an_sd_jwt_vc_of_openvc_with_decoys_and_a_key_binding_verifies_here(algorithm: Algorithm) -> None:
    holder = their_key(algorithm, "did:example:learner#key-1", seed=b"\x09" * 32)
    theirs = SdJwtVcProofSuite()
    issued = theirs.issue(
        {name: value for name, value in CLAIMS.items() if name != "cnf"},
        signing_key=their_key(algorithm),
        disclosable=["given_name", "address"],
        holder_jwk=holder.public_jwk(),
        decoys=3,
    )
    presented = theirs.create_presentation(issued, holder_key=holder, audience="verifier.example", nonce="n-0S6")

    (proof,) = presented_proofs(Secured(presented.encode(), "application/dc+sd-jwt"))
    document = suite_named("dc+sd-jwt", algorithm).verify(proof.secured, signer_of(algorithm).public_keys).document

    assert {**document, "cnf": None} == {**CLAIMS, "cnf": None}
    assert (proof.challenge, proof.domain) == ("n-0S6", "verifier.example")
    refused_everywhere(issued, algorithm)


@BOTH
def test_a_key_binding_to_our_sd_jwt_verifies_in_openvc_and_here(algorithm: Algorithm) -> None:
    holder = their_key(algorithm, seed=b"\x09" * 32)
    suite = suite_named("dc+sd-jwt", algorithm)
    secured = suite.secure({**CLAIMS, "cnf": {"jwk": holder.public_jwk()}}, signer_of(algorithm), disclosing("/given_name"))

    bound = SdJwtVcProofSuite().create_presentation(secured.body.decode(), holder_key=holder, audience="a", nonce="n")
    theirs = SdJwtVcProofSuite().verify(
        bound,
        public_key_jwk=dict(signer_of(algorithm).jwk),
        audience="a",
        nonce="n",
        require_key_binding=True,
        check_temporal=False,
        now=datetime.now(UTC) + timedelta(seconds=1),
    )

    assert theirs.claims == suite.verify(Secured(bound.encode(), secured.media_type), signer_of(algorithm).public_keys).document


@BOTH
def test_a_presentation_of_openvc_verifies_here(algorithm: Algorithm) -> None:
    inner = VcJwtProofSuite().sign(DIPLOMA, signing_key=their_key(algorithm))
    text = VpJwtProofSuite().sign([inner], holder_key=their_key(algorithm), audience="verifier.example", nonce="n-0S6")

    (proof,) = presented_proofs(Secured(text.encode(), "application/jwt"))
    told = suite_named(proof.suite, algorithm).verify(proof.secured, signer_of(algorithm).public_keys, PRESENTED)

    assert told.document["holder"] == ISSUER
    assert inner in json.dumps(told.document)
    assert (proof.challenge, proof.domain) == ("n-0S6", "verifier.example")
    assert decode(text.split(".")[0])["alg"] == algorithm.value
