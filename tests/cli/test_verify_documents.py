"""`proscenium verify --documents`: a map of documents and files that stand in for the network."""

from dataclasses import replace
from typing import Any

import pytest

from app.crypto.keys import multikey
from app.model.secured import Document
from tests.cli.dossier import BEGIN, END, codes, documents, long_badge, status_list, verify
from tests.cli.terminal import Terminal
from tests.fakes import SignerInMemory
from tests.verifier.world import ISSUER, ISSUER_URL, LIST_URL, SIGNER, STRANGER, a_list, keys_document, signed_jwt

SECRET = "zrv2bqTbNwCTsRrHFcJCPjVAduh4Ezcnoq1A3ZxH1GWTNkxipLVuaAoMFmze2gFN9oNXfJjufxSHWVZzsJiUsMHFMcx"


def key_file(signer: SignerInMemory = SIGNER, **members: str) -> Document:
    """A single key, as a file of test keys has it: with its secret half."""
    return {
        "id": signer.verification_method,
        "controller": ISSUER,
        "type": "Multikey",
        "publicKeyMultibase": multikey(signer.jwk),
        "secretKeyMultibase": SECRET,
        **members,
    }


def test_a_text_in_the_map_names_a_file_beside_it(bare: Terminal) -> None:
    bare.write("keys.json", keys_document())
    bare.write("list.json", status_list())

    assert verify(bare, long_badge(), {ISSUER: "keys.json", LIST_URL: "list.json"}).code == 0


def test_a_file_may_hold_a_status_list_as_jwt(bare: Terminal) -> None:
    bare.write("list.jwt", signed_jwt(a_list(valid_from=BEGIN, valid_until=END)))

    assert verify(bare, long_badge(), documents(status=(LIST_URL, "list.jwt"))).code == 0


def test_a_did_and_the_address_of_its_document_are_names_of_the_same(bare: Terminal) -> None:
    assert verify(bare, long_badge(), documents(issuer=(ISSUER_URL, keys_document()))).code == 0


def test_a_did_of_a_method_that_is_unknown_here_can_be_given(bare: Terminal) -> None:
    did = "did:example:university"
    key = SignerInMemory(f"{did}#key-1")
    body = long_badge(key, issuer={"id": did, "type": ["Profile"]}, credentialStatus=...)
    document = {
        "id": did,
        "verificationMethod": [{"id": f"{did}#key-1", "type": "JsonWebKey", "controller": did, "publicKeyJwk": dict(key.jwk)}],
        "assertionMethod": [f"{did}#key-1"],
    }

    without = verify(bare, body, {}, "--json")
    given = verify(bare, body, {did: document}, "--json")

    assert (without.code, codes(without)[3]) == (5, "issuer-unresolvable")
    assert (given.code, codes(given)[3]) == (0, "key-listed")
    assert [(source["url"], source["origin"]) for source in given.json["sources"]] == [(did, "given")]


def test_a_document_given_for_a_did_key_does_not_replace_what_the_did_says(bare: Terminal) -> None:
    stranger = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
    forged = SignerInMemory(f"{stranger}#{stranger.removeprefix('did:key:')}")
    body = long_badge(forged, issuer={"id": stranger, "type": ["Profile"]}, credentialStatus=...)
    document = {
        "id": stranger,
        "verificationMethod": [
            {"id": forged.verification_method, "type": "JsonWebKey", "controller": stranger, "publicKeyJwk": dict(forged.jwk)}
        ],
        "assertionMethod": [forged.verification_method],
    }

    assert verify(bare, body, {stranger: document}).code == 4


def test_another_key_in_the_document_given_breaks_the_signature(bare: Terminal) -> None:
    swapped = keys_document(replace(SIGNER.public_key, jwk=STRANGER.jwk))

    ran = verify(bare, long_badge(), documents(issuer=(ISSUER, swapped)), "--json")

    assert ran.code == 4
    assert (codes(ran)[3], codes(ran)[4]) == ("key-listed", "signature-invalid")


@pytest.mark.parametrize("name", [SIGNER.verification_method, ISSUER])
def test_a_single_key_stands_for_a_document_of_its_controller(bare: Terminal, name: str) -> None:
    assert verify(bare, long_badge(), documents(issuer=(name, key_file()))).code == 0


def test_the_secret_half_of_a_key_in_a_document_is_left_out(bare: Terminal) -> None:
    document = {"id": ISSUER, "verificationMethod": [key_file()], "assertionMethod": [SIGNER.verification_method]}

    assert verify(bare, long_badge(), documents(issuer=(ISSUER, document))).code == 0


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (SIGNER.verification_method, key_file(publicKeyMultibase=multikey(STRANGER.jwk))),
        (STRANGER.verification_method, key_file(STRANGER)),
        ("did:web:another.example#key-1", key_file(id="did:web:another.example#key-1", controller="did:web:another.example")),
    ],
)
def test_a_single_key_that_is_another_makes_nothing_valid(bare: Terminal, name: str, key: Document) -> None:
    assert verify(bare, long_badge(), documents(issuer=(name, key))).code in {4, 5}


def test_a_document_given_whole_outweighs_single_keys(bare: Terminal) -> None:
    given = {**documents(), STRANGER.verification_method: key_file(STRANGER)}

    assert verify(bare, long_badge(), given).code == 0


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (b"not json", "json-malformed: "),
        (b"[]", "json-malformed: "),
        (b'{"did:web:a.example": {}, "did:web:a.example": {}}', "json-malformed: "),
        ({"issuer.example": {}}, "is not a DID"),
        ({"did:web:127.0.0.1": {}}, "IP addresses are not allowed"),
        ({f"{ISSUER}#key-1": {}}, "is not a DID"),
        ({SIGNER.verification_method: {**key_file(), "controller": None}}, "is not a DID"),
        ({ISSUER: 7}, "expected a document or the name of a file"),
        ({ISSUER: None}, "expected a document or the name of a file"),
        ({ISSUER: "missing.json"}, "missing.json cannot be read"),
        ({ISSUER: "."}, "cannot be read"),
    ],
)
def test_a_map_that_cannot_be_used_is_refused_with_the_reason(bare: Terminal, given: Any, says: str) -> None:
    ran = verify(bare, long_badge(), given)

    assert (ran.code, ran.said) == (1, "")
    assert says in ran.complained
    assert "Traceback" not in ran.complained


def test_a_document_given_that_cannot_be_used_is_told_as_such(bare: Terminal) -> None:
    ran = verify(bare, long_badge(), documents(issuer=(ISSUER, {"id": "did:web:another.example"})), "--json")

    assert ran.code == 5
    assert codes(ran)[3] == "issuer-document-unusable"
