"""The table of methods, and the two whose identifier is the key."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from openvc.did.did_jwk import DidJwkResolver
from openvc.did.did_key import DidKeyResolver

from app.crypto.keys import multikey, public_jwk
from app.dids import METHODS, method_of
from app.dids.jwk import document_of_jwk
from app.dids.key import did_of_key, document_of_key, is_did_key
from app.dids.method import DidMethod
from app.dids.verification_methods import keys_in
from app.errors import DidNotResolved
from app.model.secured import Algorithm, ProofPurpose
from tests.fakes import private_key_of

CURVES = [Algorithm.EDDSA, Algorithm.ES256, Algorithm.ES384]
ED25519 = public_jwk(private_key_of(algorithm=Algorithm.EDDSA))


def did_jwk(jwk: Any) -> str:
    return "did:jwk:" + base64.urlsafe_b64encode(json.dumps(jwk).encode()).rstrip(b"=").decode()


def test_the_table_knows_web_key_and_jwk() -> None:
    assert [method.name for method in METHODS] == ["web", "key", "jwk"]


@pytest.mark.parametrize(("did", "name"), [("did:web:example.org", "web"), ("did:key:z6Mk", "key"), ("did:jwk:e30", "jwk")])
def test_a_did_finds_its_method(did: str, name: str) -> None:
    method = method_of(did)

    assert method.name == name
    assert (method.document_url is None) != (method.document is None)


@pytest.mark.parametrize("did", ["did:ethr:0x1", "did:webvh:x:example.org", "did:", "did:key", "web:example.org", "", "did:key:z6Mk#z6Mk"])
def test_an_unknown_method_is_not_resolved(did: str) -> None:
    with pytest.raises(DidNotResolved):
        method_of(did)


def test_a_further_method_is_one_more_row() -> None:
    peer = DidMethod("peer", document=lambda did: {"id": did})

    assert method_of("did:peer:2", (*METHODS, peer)) is peer


@pytest.mark.parametrize("algorithm", CURVES)
def test_a_did_key_is_its_own_document(algorithm: Algorithm) -> None:
    jwk = public_jwk(private_key_of(algorithm=algorithm))
    did = f"did:key:{multikey(jwk)}"

    keys = keys_in(document_of_key(did))

    assert keys[f"{did}#{multikey(jwk)}"].jwk == jwk
    assert keys[f"{did}#{multikey(jwk)}"].controller == did
    assert keys_in(document_of_key(did), ProofPurpose.AUTHENTICATION) == keys


def test_a_did_key_says_the_same_in_another_implementation() -> None:
    did = f"did:key:{multikey(ED25519)}"

    theirs = DidKeyResolver().resolve(did).key_for_purpose(f"{did}#{multikey(ED25519)}", "assertionMethod")

    assert theirs is not None
    assert theirs.public_key_jwk == ED25519


def test_the_published_did_keys_of_the_cryptosuites_are_read(shared: Path) -> None:
    for suite in ("eddsa/keyPair.json", "ecdsa/p256KeyPair.json", "ecdsa/p384KeyPair.json"):
        did = "did:key:" + json.loads((shared / "vectors" / suite).read_text())["publicKeyMultibase"]

        (key,) = keys_in(document_of_key(did)).values()

        assert did == f"did:key:{multikey(key.jwk)}"


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:key:invalidVm",
        "did:key:" + multikey(ED25519)[:-1],
        "did:key:u" + multikey(ED25519)[1:],
        "did:key:zUC7K4ndUaGZgV7Cp2yJy6JtMoUHY6u7tkcSYUvPrEidqBmLCTLmi6d5WvwnUqejscAkERJ3bfjEiSYtdPkRSE8kSa11hFBr4sTgnbZ95SJj19PN2jdvJjyzpSZgxkyyxNnBNnY",
        "did:key:",
        "did:web:example.org",
        f"did:key:{multikey(ED25519)}#{multikey(ED25519)}",
        f"did:key:{multikey(ED25519)}:{multikey(ED25519)}",
    ],
)
def test_a_did_key_of_no_known_key_is_not_resolved(did: str) -> None:
    with pytest.raises(DidNotResolved):
        document_of_key(did)


@pytest.mark.parametrize("algorithm", [*CURVES, Algorithm.ES512, Algorithm.RS256])
def test_a_did_jwk_is_its_own_document(algorithm: Algorithm) -> None:
    jwk = public_jwk(private_key_of(algorithm=algorithm))
    did = did_jwk(jwk)

    keys = keys_in(document_of_jwk(did))

    assert keys[f"{did}#0"].jwk == jwk
    assert keys_in(document_of_jwk(did), ProofPurpose.AUTHENTICATION) == keys


def test_a_did_jwk_says_the_same_in_another_implementation() -> None:
    did = did_jwk({**ED25519, "use": "sig", "key_ops": ["verify"]})

    theirs = DidJwkResolver().resolve(did).key_for_purpose(f"{did}#0", "assertionMethod")

    assert theirs is not None
    assert theirs.public_key_jwk["x"] == keys_in(document_of_jwk(did))[f"{did}#0"].jwk["x"]


def test_a_did_jwk_for_encryption_asserts_nothing() -> None:
    assert keys_in(document_of_jwk(did_jwk({**ED25519, "use": "enc"}))) == {}


@pytest.mark.parametrize(
    "did",
    [
        "did:jwk:e30",
        "did:jwk:W10",
        "did:jwk:not-base64url-1",
        "did:jwk:AAAA",
        did_jwk({**ED25519, "d": "AAAA"}),
        did_jwk({**ED25519, "crv": "secp256k1"}),
        did_jwk({**ED25519, "x": ED25519["x"][:-1]}),
        did_jwk({**ED25519, "x": 7}),
        did_jwk({**ED25519, "key_ops": [[["verify"]]]}),
        did_jwk({"kty": "oct", "k": "AAAA"}),
        did_jwk({**ED25519, "x": "A" * 43}),
        did_jwk({**ED25519, "note": "A" * 3_000}),
        did_jwk(ED25519) + "#0",
        did_jwk(ED25519) + "=",
        "did:key:z6Mk",
    ],
)
def test_a_did_jwk_of_no_public_key_is_not_resolved(did: str) -> None:
    with pytest.raises(DidNotResolved):
        document_of_jwk(did)


def test_a_key_is_a_did_key_of_its_own() -> None:
    jwk = public_jwk(private_key_of())

    did = did_of_key(jwk)

    assert document_of_key(did)["verificationMethod"][0]["publicKeyMultibase"] == did.removeprefix("did:key:")
    assert is_did_key(did)
    assert not is_did_key("did:web:example.org")
