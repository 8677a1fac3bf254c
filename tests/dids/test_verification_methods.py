"""Keys in a controller's document: which count, and how ours are written."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openvc.did.base import parse_did_document

from app.crypto.keys import multikey, public_jwk, thumbprint
from app.dids.verification_methods import did_document, keys_in
from app.errors import ConfigurationError, MalformedProof
from app.model.secured import Algorithm, Document, ProofPurpose, PublicKey
from tests.fakes import private_key_of

DID = "did:web:issuer.example"
ED25519 = public_jwk(private_key_of(algorithm=Algorithm.EDDSA))
OTHER = public_jwk(private_key_of(b"\x08" * 32, Algorithm.EDDSA))
P256 = public_jwk(private_key_of(algorithm=Algorithm.ES256))
P521 = public_jwk(private_key_of(algorithm=Algorithm.ES512))
RSA = public_jwk(private_key_of(algorithm=Algorithm.RS256))
METHOD: Document = {"id": f"{DID}#key-1", "type": "Multikey", "controller": DID, "publicKeyMultibase": multikey(ED25519)}


def document(*methods: Any, **changes: Any) -> Document:
    """A document that lists all methods for assertions; other members by name."""
    references = [method["id"] for method in methods if isinstance(method, dict) and "id" in method]
    return {"id": DID, "verificationMethod": list(methods), "assertionMethod": references, **changes}


def method(**changes: Any) -> Document:
    """The method with other members; None takes one out."""
    return {name: value for name, value in {**METHOD, **changes}.items() if value is not None}


def jwk_method(jwk: Any, kind: str = "JsonWebKey") -> Document:
    return {"id": f"{DID}#key-1", "type": kind, "controller": DID, "publicKeyJwk": jwk}


@pytest.mark.parametrize(
    "controller_document",
    [
        document(METHOD),
        document(METHOD, assertionMethod="#key-1"),
        document(METHOD, assertionMethod=["#key-1"]),
        document(method(id="#key-1"), assertionMethod=[f"{DID}#key-1"]),
        document(method(id="#key-1"), assertionMethod=["#key-1"]),
        document(verificationMethod=None, assertionMethod=[METHOD]),
        document(verificationMethod=METHOD, assertionMethod=[f"{DID}#key-1"]),
        document(METHOD, METHOD),
        document(method(type="Ed25519VerificationKey2020")),
        document(jwk_method(ED25519)),
        document(jwk_method(ED25519, "JsonWebKey2020")),
        document(jwk_method({**ED25519, "use": "sig", "key_ops": ["verify"], "ext": True})),
        document(METHOD, {"id": f"{DID}#bbs", "type": "Bls12381G2Key2020"}, "text", 7, None, ["x"]),
        document(METHOD, assertionMethod=[None, 7, "", {}, {"id": 7}, "did:web:other.example#1", "#key-1"]),
    ],
)
def test_a_listed_key_is_found_under_its_full_url(controller_document: Document) -> None:
    assert keys_in(controller_document) == {f"{DID}#key-1": PublicKey(f"{DID}#key-1", DID, ED25519)}


@pytest.mark.parametrize(
    "controller_document",
    [
        document(METHOD, assertionMethod=[]),
        document(METHOD, assertionMethod=["#key-2"]),
        document(METHOD, assertionMethod=["did:web:other.example#key-1"]),
        {"id": DID, "verificationMethod": [METHOD], "authentication": [f"{DID}#key-1"]},
        {"id": DID, "verificationMethod": [METHOD]},
        {"id": DID},
        document(METHOD, method(publicKeyMultibase=multikey(OTHER))),
        document(method(controller=None)),
        document(method(controller=7)),
        document(method(type=None)),
        document(method(type=["Multikey"])),
        document(method(type="Bls12381G2Key2020")),
        document(method(publicKeyMultibase=None)),
        document(method(publicKeyMultibase=7)),
        document(method(publicKeyMultibase=multikey(ED25519)[:-1])),
        document(method(publicKeyJwk=ED25519)),
        document(method(secretKeyMultibase="z42twTc")),
        document(method(type="Ed25519VerificationKey2020", publicKeyMultibase=multikey(P256))),
        document(method(revoked="yesterday")),
        document(method(revoked=None, expires=1_700_000_000)),
        document(jwk_method(None)),
        document(jwk_method("text")),
        document(jwk_method({**ED25519, "d": "AAAA"})),
        document(jwk_method({**ED25519, "crv": "secp256k1"})),
        document(jwk_method({**ED25519, "use": "enc"})),
        document(jwk_method({"kty": "oct", "k": "AAAA"})),
        document({**jwk_method(ED25519), "secretKeyJwk": {"kty": "OKP"}}),
        document(verificationMethod="text", assertionMethod=[f"{DID}#key-1"]),
    ],
)
def test_a_key_that_is_not_listed_or_not_sound_does_not_count(controller_document: Document) -> None:
    assert keys_in(controller_document) == {}


def test_one_garbled_method_does_not_hide_its_neighbours() -> None:
    sound = method(id=f"{DID}#key-2", publicKeyMultibase=multikey(P256))

    assert list(keys_in(document(method(publicKeyMultibase="z0"), sound))) == [f"{DID}#key-2"]


def test_a_key_counts_only_for_the_purpose_that_lists_it() -> None:
    controller_document = document(METHOD, authentication=[method(id=f"{DID}#login")])

    assert list(keys_in(controller_document)) == [f"{DID}#key-1"]
    assert list(keys_in(controller_document, ProofPurpose.AUTHENTICATION)) == [f"{DID}#login"]


def test_the_controller_is_told_as_it_stands() -> None:
    (key,) = keys_in(document(method(controller="did:web:other.example"))).values()

    assert key.controller == "did:web:other.example"


def test_the_end_of_a_key_is_told() -> None:
    (key,) = keys_in(document(method(revoked="2026-01-31T12:00:00Z", expires="2027-01-01T00:00:00+01:00"))).values()

    assert key.revoked_at == datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert key.expires_at == datetime(2026, 12, 31, 23, tzinfo=UTC)


@pytest.mark.parametrize("identifier", [None, "", 7, ["did:web:issuer.example"]])
def test_a_document_without_an_id_is_refused(identifier: Any) -> None:
    with pytest.raises(MalformedProof, match="id"):
        keys_in(document(METHOD, id=identifier))


def test_only_so_many_methods_are_read() -> None:
    many = [method(id=f"{DID}#key-{number}") for number in range(1_000)]

    assert len(keys_in(document(*many))) == 200


def test_the_published_methods_of_the_jose_suite_are_read(shared: Path) -> None:
    for path in sorted((shared / "vectors/vc-jose").glob("vm-*.json")):
        published = {name: value for name, value in json.loads(path.read_text()).items() if name != "secretKeyJwk"}

        (key,) = keys_in({"id": published["controller"], "assertionMethod": [published]}).values()

        assert thumbprint(key.jwk) == thumbprint(published["publicKeyJwk"])


def test_a_method_that_shows_its_private_key_does_not_count(shared: Path) -> None:
    published = json.loads((shared / "vectors/ob3-linked-data-proof/key.json").read_text())

    assert keys_in({"id": published["controller"], "assertionMethod": [published]}) == {}


def ours(jwk: dict[str, str], **ends: datetime) -> PublicKey:
    fragment = thumbprint(jwk) if jwk in (RSA, P521) else multikey(jwk)
    return PublicKey(f"{DID}#{fragment}", DID, jwk, **ends)


def test_our_document_says_every_key() -> None:
    keys = [ours(ED25519), ours(P256), ours(RSA), ours(P521)]

    assert keys_in(did_document(DID, keys)) == {key.verification_method: key for key in keys}


def test_our_document_writes_each_key_in_its_form() -> None:
    methods = did_document(DID, [ours(ED25519), ours(P256), ours(RSA)])["verificationMethod"]

    assert [method["type"] for method in methods] == ["Multikey", "Multikey", "JsonWebKey"]
    assert methods[0] == {
        "id": f"{DID}#{multikey(ED25519)}",
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": multikey(ED25519),
    }
    assert methods[2]["publicKeyJwk"] == RSA


def test_our_document_has_the_contexts_that_it_needs() -> None:
    did_v1, multikey_v1, jwk_v1 = (
        "https://www.w3.org/ns/did/v1",
        "https://w3id.org/security/multikey/v1",
        "https://w3id.org/security/jwk/v1",
    )

    assert did_document(DID, [])["@context"] == [did_v1]
    assert did_document(DID, [ours(ED25519)])["@context"] == [did_v1, multikey_v1]
    assert did_document(DID, [ours(RSA)])["@context"] == [did_v1, jwk_v1]
    assert did_document(DID, [ours(RSA), ours(P256)])["@context"] == [did_v1, multikey_v1, jwk_v1]


def test_a_retired_key_stays_listed_with_its_end() -> None:
    moment = datetime(2026, 1, 31, 12, tzinfo=UTC)

    (key,) = keys_in(did_document(DID, [ours(ED25519, expires_at=moment, revoked_at=moment)])).values()

    assert (key.expires_at, key.revoked_at) == (moment, moment)


@pytest.mark.parametrize("jwk", [RSA, ED25519])
def test_a_key_with_a_web_address_is_listed_as_jwk(jwk: dict[str, str]) -> None:
    key = PublicKey("https://issuer.example/issuers/x/keys/1", DID, jwk)

    published = did_document(DID, [key])

    assert published["verificationMethod"][0]["publicKeyJwk"] == jwk
    assert keys_in(published) == {key.verification_method: key}


def test_our_document_reads_the_same_in_another_implementation() -> None:
    published = parse_did_document(did_document(DID, [ours(ED25519), ours(P256)]))

    for jwk in (ED25519, P256):
        theirs = published.key_for_purpose(f"{DID}#{multikey(jwk)}", "assertionMethod")
        assert theirs is not None
        assert theirs.public_key_jwk == jwk


@pytest.mark.parametrize(
    "key",
    [
        PublicKey("did:web:issuer.example.other#1", DID, ED25519),
        PublicKey(f"{DID}#1", "did:web:other.example", ED25519),
        PublicKey("https://issuer.example/keys/1", "did:web:other.example", ED25519),
        PublicKey("1", DID, ED25519),
    ],
)
def test_a_key_of_another_identity_is_not_published(key: PublicKey) -> None:
    with pytest.raises(ConfigurationError, match="none of did:web"):
        did_document(DID, [key])
