"""Several proofs of one document: sets, whose proofs stand side by side, and chains, in which one builds on others."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.crypto.encodings import decode_base58
from app.errors import CredentialServiceError, InvalidSignature, MalformedProof
from app.model.secured import Document, PublicKey, Secured
from app.proofs import presented_proofs, suite_for, suite_named
from app.proofs.suite import SecureOptions
from tests.fakes import SignerInMemory
from tests.proofs.data_integrity_examples import SIGNER, STRANGER, SUITE, keys_named_in, secured, signed, without_proof
from tests.proofs.examples import AT_NOON, DIPLOMA, ISSUER, NOON, changed, leaves

JCS = suite_named("eddsa-jcs-2022")
SECOND = SignerInMemory(f"{ISSUER}#key-2", seed=b"\x02" * 32)
THIRD = SignerInMemory(f"{ISSUER}#key-3", seed=b"\x03" * 32)
KEYS = SIGNER.public_keys | SECOND.public_keys | THIRD.public_keys
FIRST_ID, SECOND_ID = "urn:uuid:0198c0de-0000-7000-8000-0000000000a1", "urn:uuid:0198c0de-0000-7000-8000-0000000000a2"


def verified(document: Document, keys: dict[str, PublicKey]) -> list[Document]:
    return [suite_for(proof, keys).verify(proof.secured, keys).document for proof in presented_proofs(secured(document))]


def read(result: Secured) -> Document:
    document: Document = json.loads(result.body)
    return document


def chained() -> Document:
    """A proof, and one by another suite that builds on it."""
    first = SUITE.secure(DIPLOMA, SIGNER, SecureOptions(NOON, proof_id=FIRST_ID))
    return read(JCS.secure(read(first), SECOND, SecureOptions(NOON, previous=(FIRST_ID,), proof_id=SECOND_ID)))


def with_proofs(document: Document, *proofs: Any) -> Document:
    return {**document, "proof": list(proofs)}


@pytest.mark.parametrize(("name", "proofs"), [("signedProofSet1", 1), ("signedProofSet2", 2), ("signedProofChain1", 3)])
def test_every_proof_of_the_published_sets_and_chain_verifies(shared: Path, name: str, proofs: int) -> None:
    document = json.loads((shared / f"vectors/eddsa/proof-set-chain/{name}.json").read_text())

    assert verified(document, keys_named_in(document)) == [without_proof(document)] * proofs


def test_no_text_of_the_published_chain_can_be_changed(shared: Path) -> None:
    document = json.loads((shared / "vectors/eddsa/proof-set-chain/signedProofChain1.json").read_text())

    for path in leaves(document):
        with pytest.raises(CredentialServiceError):
            verified(changed(document, path, "urn:tampered"), keys_named_in(document))


def test_the_published_chain_is_signed_again_byte_by_byte(shared: Path) -> None:
    folder = shared / "vectors/eddsa/proof-set-chain"
    document = json.loads((folder / "signedProofChain1.json").read_text())
    pairs = json.loads((folder / "multiKeyPairs.json").read_text())
    secrets = {pair["publicKeyMultibase"]: pair["privateKeyMultibase"] for pair in pairs.values()}
    result = json.loads((folder / "unsigned.json").read_text())

    for proof in document["proof"]:
        method = proof["verificationMethod"]
        signer = SignerInMemory(method, seed=decode_base58(secrets[method.partition("#")[2]][1:])[2:])
        moment = datetime.strptime(proof["created"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        options = SecureOptions(moment, previous=tuple(proof.get("previousProof", ())), proof_id=proof["id"])
        result = read(SUITE.secure(result, signer, options))

    assert result == document


def test_the_proofs_of_a_set_stand_in_the_order_in_which_they_were_made() -> None:
    first = read(SUITE.secure(DIPLOMA, SIGNER, replace(AT_NOON, previous=())))
    second = read(JCS.secure(first, SECOND, replace(AT_NOON, previous=())))
    third = read(SUITE.secure(second, THIRD, replace(AT_NOON, previous=())))

    assert first["proof"] == signed()["proof"]
    assert [proof["verificationMethod"][-1] for proof in third["proof"]] == ["1", "2", "3"]
    assert verified(third, KEYS) == [DIPLOMA] * 3


def test_a_proof_that_builds_on_another_covers_it() -> None:
    document = chained()
    first, second = document["proof"]

    assert (first["id"], second["previousProof"]) == (FIRST_ID, FIRST_ID)
    assert verified(document, KEYS) == [DIPLOMA] * 2
    proofs = presented_proofs(secured(document))
    for path in leaves(first):
        tampered = with_proofs(document, changed(first, path, "urn:tampered"), second)
        with pytest.raises((InvalidSignature, MalformedProof)):
            JCS.verify(secured(tampered), KEYS)
    assert [json.loads(proof.secured.body)["proof"] for proof in proofs] == [first, [first, second]]


def test_a_proof_that_builds_on_two_covers_both() -> None:
    document = read(SUITE.secure(chained(), THIRD, replace(AT_NOON, previous=(SECOND_ID, FIRST_ID))))

    assert document["proof"][2]["previousProof"] == [SECOND_ID, FIRST_ID]
    assert verified(document, KEYS) == [DIPLOMA] * 3
    for proof, member in ((0, "created"), (1, "created"), (0, "proofValue"), (1, "proofValue")):
        tampered = changed(document, ["proof", proof, member], document["proof"][1 - proof][member] + "1")
        with pytest.raises(CredentialServiceError):
            SUITE.verify(secured(tampered), KEYS)


def test_a_chain_whose_first_proof_is_a_strangers_does_not_hold() -> None:
    first = SUITE.secure(DIPLOMA, STRANGER, SecureOptions(NOON, proof_id=FIRST_ID))
    document = read(JCS.secure(read(first), SECOND, SecureOptions(NOON, previous=(FIRST_ID,))))

    with pytest.raises(InvalidSignature):
        verified(document, KEYS)


def test_the_order_of_the_proofs_of_a_chain_is_free_where_statements_are_signed() -> None:
    first = SUITE.secure(DIPLOMA, SIGNER, SecureOptions(NOON, proof_id=FIRST_ID))
    document = read(SUITE.secure(read(first), SECOND, SecureOptions(NOON, previous=(FIRST_ID,))))

    assert verified(with_proofs(document, *reversed(document["proof"])), KEYS) == [DIPLOMA] * 2


@pytest.mark.parametrize(
    "previous", [None, "", 7, [], ["a", 7], [""], {"id": "urn:a"}, ["urn:a", "urn:a"], "urn:unknown", [FIRST_ID, "urn:unknown"]]
)
def test_a_chain_that_hangs_on_nothing_is_refused(previous: Any) -> None:
    document = chained()

    with pytest.raises(MalformedProof, match="previousProof"):
        presented_proofs(secured(changed(document, ["proof", 1, "previousProof"], previous)))
    with pytest.raises(MalformedProof, match="previousProof"):
        JCS.verify(secured(changed(document, ["proof", 1, "previousProof"], previous)), KEYS)
    with pytest.raises(MalformedProof, match="previousProof"):
        presented_proofs(secured(changed(signed(), ["proof", "previousProof"], previous)))


def test_a_chain_of_which_a_proof_was_taken_out_is_refused() -> None:
    document = chained()

    with pytest.raises(MalformedProof, match=FIRST_ID):
        presented_proofs(secured({**document, "proof": document["proof"][1]}))
    with pytest.raises(MalformedProof, match=FIRST_ID):
        JCS.verify(secured({**document, "proof": document["proof"][1]}), KEYS)


def test_proofs_that_build_on_each_other_or_on_themselves_are_refused() -> None:
    document = chained()
    first, second = document["proof"]
    in_circles = (
        with_proofs(document, {**first, "previousProof": SECOND_ID}, second),
        with_proofs(document, first, {**second, "previousProof": [FIRST_ID, SECOND_ID]}),
        {**document, "proof": {**first, "previousProof": FIRST_ID}},
    )

    for each in in_circles:
        with pytest.raises(MalformedProof, match="each other"):
            presented_proofs(secured(each))


@pytest.mark.parametrize("identifier", [FIRST_ID, "", None, 7, [FIRST_ID]])
def test_an_id_that_names_no_proof_of_its_own_is_refused(identifier: Any) -> None:
    document = chained()

    with pytest.raises(MalformedProof, match=r"same id|id is missing or no text"):
        presented_proofs(secured(changed(document, ["proof", 1, "id"], identifier)))


def test_a_proof_beside_those_that_it_builds_on_is_not_read_with_it() -> None:
    document = read(SUITE.secure(chained(), THIRD, replace(AT_NOON, previous=())))
    first, second, third = document["proof"]

    for proofs in ([first, third, second], [first, third], [third, first, second]):
        with pytest.raises(MalformedProof):
            suite_named(proofs[-1]["cryptosuite"]).verify(secured(with_proofs(document, *proofs)), KEYS)


@pytest.mark.parametrize("previous", [("urn:unknown",), (FIRST_ID, "urn:unknown"), (FIRST_ID, FIRST_ID), ("",)])
def test_nothing_is_signed_upon_a_proof_that_is_not_there(previous: tuple[str, ...]) -> None:
    with pytest.raises(MalformedProof, match="previousProof"):
        SUITE.secure(chained(), THIRD, SecureOptions(NOON, previous=previous))


def test_nothing_is_signed_upon_a_proof_where_there_is_none() -> None:
    with pytest.raises(MalformedProof, match=FIRST_ID):
        SUITE.secure(DIPLOMA, SIGNER, SecureOptions(NOON, previous=(FIRST_ID,)))


def test_a_proof_does_not_take_the_id_of_another() -> None:
    with pytest.raises(MalformedProof, match="same id"):
        SUITE.secure(chained(), THIRD, SecureOptions(NOON, previous=(), proof_id=FIRST_ID))


def test_nothing_is_added_to_what_is_no_proof() -> None:
    for proof in (None, 7, [], [None], ["a"]):
        with pytest.raises(MalformedProof):
            SUITE.secure({**DIPLOMA, "proof": proof}, SIGNER, SecureOptions(NOON, previous=()))
