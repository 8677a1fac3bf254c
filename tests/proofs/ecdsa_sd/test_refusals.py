"""ecdsa-sd-2023: what is not signed, not shown and not derived from."""

from dataclasses import replace

import pytest

from app.errors import CredentialServiceError, DataLoss, MalformedProof, SigningError, TooComplex, UnsupportedSuite
from app.model.secured import Algorithm
from app.proofs import suite_named
from app.schemas.contexts import CREDENTIALS_V2
from tests.crypto.documents import EXAMPLES_V2, clique
from tests.fakes import SignerInMemory
from tests.proofs.ecdsa_sd.examples import (
    INLINE,
    OPTIONS,
    SHOWN,
    SIGNER,
    SUITE,
    base,
    derive,
    derived,
    parts_of,
    read,
    secured,
    shown_of,
    value_of,
    with_value,
)
from tests.proofs.examples import AT_NOON, DIPLOMA, METHOD, changed

POINTERS_TO_NOWHERE = ["/grade", "issuer", "/issuer/", "/type/7", "/type/01", "/type/-", "/type/0/x", "/issuer~", "/" + "x" * 3_000]


def test_a_document_with_contexts_of_its_own_needs_leave() -> None:
    document = {**DIPLOMA, "@context": [*DIPLOMA["@context"], {"grade": "urn:grade"}], "grade": "A"}

    assert shown_of(document, "/grade")["grade"] == "A"
    with pytest.raises(CredentialServiceError):
        SUITE.secure(document, SIGNER, OPTIONS)
    result = SUITE.secure(document, SIGNER, replace(OPTIONS, inline_contexts=True))
    with pytest.raises(CredentialServiceError):
        derive()(result, ("/grade",))
    with pytest.raises(CredentialServiceError):
        SUITE.verify(derive()(result, ("/grade",), INLINE), SIGNER.public_keys)


def test_a_context_in_which_our_names_are_other_identifiers_hinders_nothing() -> None:
    context = {"urn": {"@id": "https://x.example/", "@prefix": True}}
    document = {**DIPLOMA, "@context": [*DIPLOMA["@context"], context], "id": "did:example:1"}

    assert shown_of(document, "/credentialSubject/achievement/criteria", "/name")["name"] == DIPLOMA["name"]


def test_a_context_in_which_an_id_is_a_statement_is_refused() -> None:
    context = {"box": {"@id": "urn:box", "@context": {"id": {"@id": "urn:my-id", "@type": "@id"}, "depth": "urn:depth"}}}
    document = {**DIPLOMA, "@context": [*DIPLOMA["@context"], context], "box": {"depth": 1}}

    with pytest.raises(DataLoss, match="identifiers"):
        SUITE.secure(document, SIGNER, replace(OPTIONS, inline_contexts=True))


def test_what_no_context_defines_is_not_signed() -> None:
    for change in (["grade"], ["credentialSubject", "grade"], ["https://example.org/grade"]):
        with pytest.raises(DataLoss):
            SUITE.secure(changed(DIPLOMA, change, "A"), SIGNER, OPTIONS)
    with pytest.raises(DataLoss):
        SUITE.secure({**DIPLOMA, "evidence": []}, SIGNER, OPTIONS)


def test_a_document_that_costs_too_much_is_refused() -> None:
    with pytest.raises(TooComplex):
        SUITE.secure(clique(9), SIGNER, replace(OPTIONS, pointers=()))


def test_more_statements_than_can_be_signed_one_by_one_are_refused() -> None:
    nodes = [{"id": f"urn:{number}", **{f"tag{each}": "x" for each in range(9)}} for number in range(120)]
    many = {"@context": [CREDENTIALS_V2, EXAMPLES_V2], "id": "urn:x", "type": "Meeting", "member": nodes}

    with pytest.raises(MalformedProof, match="at most 1024 statements"):
        SUITE.secure(many, SIGNER, replace(OPTIONS, pointers=()))


@pytest.mark.parametrize("pointer", POINTERS_TO_NOWHERE)
def test_a_pointer_that_leads_nowhere_is_refused(pointer: str) -> None:
    with pytest.raises(MalformedProof):
        SUITE.secure(DIPLOMA, SIGNER, replace(OPTIONS, pointers=(pointer,)))
    with pytest.raises(MalformedProof):
        derive()(base(), (pointer,))


def test_a_base_proof_is_no_proof_for_a_verifier() -> None:
    with pytest.raises(MalformedProof, match="derived proof"):
        SUITE.verify(base(), SIGNER.public_keys)


def test_nothing_is_derived_from_a_derived_proof() -> None:
    with pytest.raises(MalformedProof, match="base proof"):
        derive()(secured(derived()), SHOWN)


def test_nothing_is_derived_from_a_base_proof_of_another_document() -> None:
    document = read(base())
    parts = parts_of(document)
    fewer = with_value(document, value_of([*parts[:3], parts[3][1:], parts[4]], "d95d00"))

    with pytest.raises(MalformedProof, match="signatures"):
        derive()(secured(fewer), SHOWN)
    with pytest.raises(MalformedProof, match="pointer"):
        derive()(secured({name: member for name, member in document.items() if name != "issuer"}), SHOWN)


def test_the_suite_needs_its_key_and_something_to_draw_from() -> None:
    for signer, options in ((SignerInMemory(METHOD), OPTIONS), (SIGNER, AT_NOON)):
        with pytest.raises(SigningError):
            SUITE.secure(DIPLOMA, signer, options)


def test_it_stands_on_no_other_proof() -> None:
    with pytest.raises(MalformedProof):
        SUITE.secure(read(base()), SIGNER, OPTIONS)
    with pytest.raises(MalformedProof):
        SUITE.secure(DIPLOMA, SIGNER, replace(OPTIONS, previous=()))


def test_a_proof_of_another_suite_is_none_of_this() -> None:
    other = suite_named("ecdsa-rdfc-2019", Algorithm.ES256)
    result = other.secure(DIPLOMA, SIGNER, AT_NOON)

    with pytest.raises(UnsupportedSuite):
        SUITE.verify(result, SIGNER.public_keys)
    with pytest.raises(UnsupportedSuite):
        derive()(result, SHOWN)
    with pytest.raises(UnsupportedSuite):
        other.verify(secured(derived()), SIGNER.public_keys)


def test_a_chain_of_proofs_is_not_read() -> None:
    document = derived()
    first = {**document["proof"], "id": "urn:uuid:1"}

    for proof in ([first, {**document["proof"], "previousProof": "urn:uuid:1"}], {**first, "previousProof": "urn:uuid:1"}):
        with pytest.raises((UnsupportedSuite, MalformedProof)):
            SUITE.verify(secured({**document, "proof": proof}), SIGNER.public_keys)
