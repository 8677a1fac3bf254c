"""Whatever stands in a JWT, an SD-JWT, a key binding or a COSE message: an answer or a refusal, never another error."""

import json
from pathlib import Path
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import CredentialServiceError
from app.model.secured import ProofPurpose, PublicKey, Secured
from app.proofs import presented_proofs, suite_for, suite_named
from app.proofs.suite import VerifyOptions
from tests.proofs.examples import DIPLOMA
from tests.proofs.jwt_examples import SIGNER, signed
from tests.proofs.presentation_examples import PRESENTATION
from tests.proofs.sd_jwt_examples import BOUND_DIPLOMA, CLAIMS, VC, bound, disclosing, issued
from tests.proofs.test_any_input import FEW, JSON

CLAIMED = ("vc", "vp", "iss", "jti", "sub", "aud", "nonce", "iat", "nbf", "exp", "cnf", "_sd", "_sd_alg", "...", "vct")
CLAIM = st.sampled_from([*DIPLOMA, *CLAIMED])
PRESENTED = st.sampled_from([*PRESENTATION, "vc", "vp", "iss", "jti", "aud", "nonce", "iat", "nbf", "exp", "_sd"])
HEADER = st.sampled_from(["alg", "typ", "kid", "jwk", "crit", "b64", "cty", "x5c"])
TYP = st.sampled_from(["vc+sd-jwt", "vp+sd-jwt", "dc+sd-jwt"])
LABEL = st.sampled_from([1, 2, 3, 4, 15, 16, 33, "text"])
CBOR = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.binary(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers() | st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


def tried(secured: Secured) -> None:
    """Read and verify; a refusal of ours is well."""
    try:
        for proof in presented_proofs(secured):
            suite_for(proof, SIGNER.public_keys).verify(proof.secured, SIGNER.public_keys, VerifyOptions(ProofPurpose(proof.purpose)))
    except CredentialServiceError:
        return


@FEW
@given(PRESENTED, JSON)
def test_any_claim_of_a_presentation_is_read_or_refused(name: str, value: Any) -> None:
    tried(signed({**PRESENTATION, name: value}, typ="vp+jwt"))
    tried(signed({"vp": {**PRESENTATION, name: value}, name: value}))


@FEW
@given(CLAIM, JSON, TYP)
def test_any_claim_of_an_sd_jwt_is_read_or_refused(name: str, value: Any, typ: str) -> None:
    for document in (DIPLOMA, CLAIMS, PRESENTATION):
        tried(issued({**document, name: value}, typ=typ))


@FEW
@given(HEADER, JSON, TYP)
def test_any_header_of_an_sd_jwt_is_read_or_refused(name: str, value: Any, typ: str) -> None:
    tried(issued(CLAIMS, **{"typ": typ, name: value}))


@FEW
@given(st.sampled_from(["iat", "aud", "nonce", "sd_hash"]), HEADER, JSON)
def test_any_key_binding_is_read_or_refused(claim: str, name: str, value: Any) -> None:
    sound = VC.secure(BOUND_DIPLOMA, SIGNER, disclosing("/name"))
    tried(bound(sound, **{claim: value}))
    tried(bound(sound, header={name: value}))
    tried(bound(VC.secure({**DIPLOMA, "cnf": value}, SIGNER, disclosing())))
    tried(bound(VC.secure({**DIPLOMA, "cnf": {"jwk": value}}, SIGNER, disclosing())))


@FEW
@given(LABEL, CBOR)
def test_any_parameter_of_a_message_is_read_or_refused(label: Any, value: Any) -> None:
    for document in (b'{"type": "VerifiablePresentation"}', b'{"issuer": "did:example:1"}'):
        headers: list[tuple[dict[Any, Any], dict[Any, Any]]] = [
            ({1: -8, 4: b"#1", label: value}, {}),
            ({1: -8}, {label: value}),
            ({1: -8, 15: {label: value, 4: value}}, {}),
        ]
        for header, unprotected in headers:
            body = cbor2.dumps([cbor2.dumps(header), unprotected, document, b"0" * 64])
            tried(Secured(body, "application/vc+cose"))
            tried(Secured(body, "application/vp+cose"))


def test_no_character_of_the_published_credential_can_be_changed(shared: Path) -> None:
    text = (shared / "vectors/vc-jose/credential-jose-minimal.txt").read_text().strip()
    jwk = json.loads((shared / "vectors/vc-jose/vm-p256.json").read_text())["publicKeyJwk"]
    keys = {jwk["kid"]: PublicKey(jwk["kid"], "https://example.issuer/vc-jose-cose", jwk)}
    suite = suite_named("vc+jwt", "ES256")

    assert suite.verify(Secured(text.encode(), "application/vc+jwt"), keys).suite == "vc+jwt"
    for position in range(len(text)):
        changed = text[:position] + ("A" if text[position] != "A" else "B") + text[position + 1 :]
        with pytest.raises(CredentialServiceError):
            suite.verify(Secured(changed.encode(), "application/vc+jwt"), keys)
