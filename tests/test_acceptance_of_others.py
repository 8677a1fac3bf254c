"""Credentials of others, judged at the command line: the official files, and everything that can be in the way of a verdict."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.crypto.keys import multikey
from tests.cli.dossier import CURRENT, codes, documents, long_badge, long_jwt, status_list, verify
from tests.cli.terminal import Ran, Terminal
from tests.fakes import SignerInMemory
from tests.verifier.world import BADGE, INDEX, ISSUER, LIST_URL, SIGNER, STRANGER, badge, keys_document, signed, tampered, with_proof

SAMPLE = "vectors/ob3-linked-data-proof"
W3C = [
    "eddsa/eddsa-rdfc-2022/signedDataInt.json",
    "eddsa/proof-set-chain/signedProofSet1.json",
    "eddsa/proof-set-chain/signedProofSet2.json",
]
DID_KEY = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


@pytest.fixture
def bare(tmp_path: Path) -> Terminal:
    """A terminal where nothing is yet."""
    return Terminal(tmp_path)


def states(ran: Ran) -> dict[int, str]:
    return {check["number"]: check["state"] for check in ran.json["checks"]}


# official files


@pytest.fixture
def sample(shared: Path) -> bytes:
    """The signed credential that 1EdTech publishes."""
    return (shared / SAMPLE / "signed-credential.json").read_bytes()


@pytest.fixture
def sample_key(shared: Path) -> dict[str, str]:
    """The key with which it was signed."""
    return dict(json.loads((shared / SAMPLE / "key.json").read_bytes()))


def controller(key: dict[str, str]) -> dict[str, Any]:
    """The document of the issuer that lists the key."""
    return {"id": key["controller"], "verificationMethod": [key], "assertionMethod": [key["id"]]}


def test_the_official_open_badge_is_valid_with_its_keys_document_given(bare: Terminal, sample: bytes, sample_key: dict[str, str]) -> None:
    by_document = verify(bare, sample, {sample_key["controller"]: controller(sample_key)}, "--json")
    by_key = verify(bare, sample, {sample_key["id"]: sample_key}, "--json")

    assert (by_document.code, by_key.code) == (0, 0)
    assert states(by_document) == {
        1: "passed",
        2: "passed",
        3: "passed",
        4: "passed",
        5: "passed",
        6: "not_applicable",
        7: "not_applicable",
    }
    assert by_document.json["credential_view"]["title"] == "Teamwork Badge"


def test_the_official_open_badge_cannot_be_told_without_it(bare: Terminal, sample: bytes) -> None:
    ran = verify(bare, sample, {}, "--json")

    assert ran.code == 5
    assert ran.json["reason"] == "issuer-unreachable"


def test_the_official_open_badge_is_not_valid_once_it_was_changed(bare: Terminal, sample: bytes, sample_key: dict[str, str]) -> None:
    ran = verify(bare, tampered(sample, name="Solo Badge"), {sample_key["controller"]: controller(sample_key)}, "--json")

    assert ran.code == 4
    assert ran.json["reason"] == "signature-invalid"


@pytest.mark.parametrize("path", W3C)
def test_the_signatures_of_the_w3c_are_genuine_but_their_key_is_not_their_issuers(bare: Terminal, shared: Path, path: str) -> None:
    ran = verify(bare, (shared / "vectors" / path).read_bytes(), {}, "--json")

    assert ran.code == 4
    assert (states(ran)[3], states(ran)[4]) == ("failed", "passed")
    assert ran.json["reason"] == "key-of-another"
    assert "credential_view" not in ran.json


# what can be in the way

IN_THE_WAY: dict[str, tuple[bytes, dict[str, Any], str, int, str]] = {
    "expired": (
        long_badge(validUntil="2021-01-01T00:00:00Z"),
        {},
        "valid_not_current",
        5,
        "Its validity ended on 1 January 2021.",
    ),
    "not-yet-valid": (
        long_badge(validFrom="2990-01-01T00:00:00Z"),
        {},
        "valid_not_current",
        5,
        "It becomes valid only on 1 January 2990.",
    ),
    "revoked": (
        long_badge(),
        {"status": (LIST_URL, status_list(INDEX))},
        "not_valid",
        6,
        "The issuer has revoked it.",
    ),
    "signature-invalid": (
        long_badge(SignerInMemory(SIGNER.verification_method, seed=b"\x08" * 32)),
        {},
        "not_valid",
        4,
        "The digital signature does not fit",
    ),
    "key-not-listed": (
        long_badge(STRANGER),
        {},
        "not_valid",
        3,
        f"{ISSUER} as its issuer, but the issuer does not publish the key",
    ),
    "key-of-another": (
        long_badge(SignerInMemory(f"{DID_KEY}#{DID_KEY[8:]}")),
        {},
        "not_valid",
        3,
        "it was signed with the key of somebody else",
    ),
    "issuer-unreachable": (
        long_badge(),
        {"issuer": (ISSUER, ...)},
        "cannot_tell",
        3,
        "We could not reach the issuer’s address",
    ),
    "issuer-unresolvable": (
        long_badge(SignerInMemory("did:example:x#1"), issuer={"id": "did:example:x", "type": ["Profile"]}),
        {},
        "cannot_tell",
        3,
        "identified in a way that we cannot look up: did:example:x",
    ),
    "issuer-document-unusable": (
        long_badge(),
        {"issuer": (ISSUER, {"id": "did:web:another.example"})},
        "cannot_tell",
        3,
        "not with a usable list of its keys",
    ),
    "status-unreachable": (
        long_badge(),
        {"status": (LIST_URL, ...)},
        "cannot_tell",
        6,
        "We could not reach the list of revoked credentials",
    ),
    "status-list-refused": (
        long_badge(),
        {"status": (LIST_URL, {**status_list(), "issuer": "did:web:another.example"})},
        "cannot_tell",
        6,
        "but cannot trust it",
    ),
    "status-type-unknown": (
        long_jwt(credentialStatus={"id": "https://issuer.example/revoked", "type": "ThingRevocationList"}),
        {},
        "cannot_tell",
        6,
        "a way of telling whether it was revoked that we do not know (ThingRevocationList)",
    ),
    "suite-unsupported": (
        with_proof(long_badge(), cryptosuite="bbs-2023"),
        {},
        "cannot_tell",
        4,
        "It is signed in a way that we do not know",
    ),
    "proof-missing": (
        tampered(long_badge(), proof=...),
        {},
        "not_valid",
        4,
        "The credential is not signed.",
    ),
    "context-unknown": (
        tampered(long_badge(), **{"@context": [*BADGE["@context"], "https://example.org/made-up"]}),
        {},
        "cannot_tell",
        1,
        "https://example.org/made-up",
    ),
}
OUTCOME = {"valid_not_current": ("failed", 3), "not_valid": ("failed", 4), "cannot_tell": ("unknown", 5)}


@pytest.mark.parametrize("reason", IN_THE_WAY)
def test_whatever_is_in_the_way_has_its_verdict_its_check_and_its_sentence(bare: Terminal, reason: str) -> None:
    body, changes, verdict, number, sentence = IN_THE_WAY[reason]

    ran = verify(bare, body, documents(**changes), "--json")

    state, code = OUTCOME[verdict]
    check = next(check for check in ran.json["checks"] if check["number"] == number)
    assert (ran.json["verdict"], ran.json["reason"], ran.code) == (verdict, reason, code)
    assert (check["state"], check["code"]) == (state, reason)
    assert sentence in check["says"]
    assert check["advice"]
    assert ("credential_view" in ran.json) == (number > 4)


def test_with_nothing_in_the_way_it_is_valid(bare: Terminal) -> None:
    for body in (long_badge(), long_jwt()):
        ran = verify(bare, body, None, "--json")
        assert (ran.code, ran.json["verdict"], ran.json["reason"]) == (0, "valid", "all-checks-passed")


def test_a_did_key_needs_no_document_at_all(bare: Terminal) -> None:
    did = f"did:key:{multikey(SIGNER.jwk)}"
    body = signed(badge(**CURRENT, issuer={"id": did, "type": ["Profile"]}, credentialStatus=...), SignerInMemory(f"{did}#{did[8:]}"))

    ran = verify(bare, body, {}, "--json")

    assert (ran.code, codes(ran)[3]) == (0, "key-is-issuer")


def test_each_check_that_fails_is_told_even_when_several_do(bare: Terminal) -> None:
    body = tampered(long_badge(STRANGER), credentialSubject={})

    ran = verify(bare, body, documents(issuer=(ISSUER, keys_document())), "--json")

    assert {number for number, state in states(ran).items() if state == "failed"} >= {2, 3}
