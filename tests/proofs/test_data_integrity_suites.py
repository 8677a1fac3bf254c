"""Every row of the table of cryptosuites: what each signs, and what none of them takes."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from app.errors import CredentialServiceError, DataLoss, InvalidSignature, MalformedProof, ProofError, SigningError, UnknownContext
from app.model.secured import Algorithm, Document, ProofPurpose, PublicKey, Secured
from app.proofs import presented_proofs, suite_named
from app.proofs.data_integrity import CRYPTOSUITES, Cryptosuite
from app.proofs.suite import ASSERTED, ProofSuite, SecureOptions, Verified, VerifyOptions
from tests.fakes import SignerInMemory
from tests.proofs.data_integrity_examples import secured, without_proof
from tests.proofs.examples import AT_NOON, DIPLOMA, METHOD, NOON, changed, leaves

JCS = [row for row in CRYPTOSUITES if row.transformation.signs_bytes]
RDFC = [row for row in CRYPTOSUITES if not row.transformation.signs_bytes]
AUTHENTICATION = VerifyOptions(ProofPurpose.AUTHENTICATION)
V1: Document = {
    "@context": ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/data-integrity/v2"],
    "type": ["VerifiableCredential"],
    "issuer": "did:web:issuer.example",
    "issuanceDate": "2019-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:learner"},
}
INLINE: Document = {
    **DIPLOMA,
    "@context": [*DIPLOMA["@context"], {"grade": "https://issuer.example/terms#grade"}],
    "credentialSubject": {**DIPLOMA["credentialSubject"], "grade": "A"},
}

each_suite = pytest.mark.parametrize("row", CRYPTOSUITES, ids=lambda row: f"{row.name}-{row.algorithm}")
each_jcs = pytest.mark.parametrize("row", JCS, ids=lambda row: f"{row.name}-{row.algorithm}")
each_rdfc = pytest.mark.parametrize("row", RDFC, ids=lambda row: f"{row.name}-{row.algorithm}")


def suite_of(row: Cryptosuite) -> ProofSuite:
    return suite_named(row.name, row.algorithm)


def signer_of(row: Cryptosuite) -> SignerInMemory:
    return SignerInMemory(METHOD, algorithm=row.algorithm)


def signed(row: Cryptosuite, document: Document = DIPLOMA, options: SecureOptions = AT_NOON) -> Document:
    read: Document = json.loads(suite_of(row).secure(document, signer_of(row), options).body)
    return read


def verified(
    row: Cryptosuite, document: Document, options: VerifyOptions = ASSERTED, keys: Mapping[str, PublicKey] | None = None
) -> Verified:
    return suite_of(row).verify(secured(document), keys or signer_of(row).public_keys, options)


@each_suite
def test_what_a_suite_signs_reads_back_unchanged(row: Cryptosuite) -> None:
    result = verified(row, signed(row))

    assert result.document == DIPLOMA
    assert (result.suite, result.verification_method, result.purpose, result.moment) == (row.name, METHOD, "assertionMethod", NOON)


@each_suite
def test_no_text_can_be_changed_under_any_suite(row: Cryptosuite) -> None:
    document = signed(row)

    for path in leaves(document):
        with pytest.raises(CredentialServiceError):
            verified(row, changed(document, path, "urn:tampered"))


@each_suite
def test_no_member_can_be_added_or_taken_under_any_suite(row: Cryptosuite) -> None:
    document = signed(row)

    for changes in ({"description": "added"}, {"grade": "A"}, {"name": ...}, {"credentialStatus": ...}):
        with pytest.raises(CredentialServiceError):
            verified(row, {name: value for name, value in {**document, **changes}.items() if value is not ...})


@each_suite
def test_the_key_of_another_does_not_fit_any_suite(row: Cryptosuite) -> None:
    for algorithm in Algorithm:
        with pytest.raises(InvalidSignature):
            verified(row, signed(row), keys=SignerInMemory(METHOD, seed=b"\x08" * 32, algorithm=algorithm).public_keys)


@each_suite
def test_no_suite_signs_with_a_key_for_another(row: Cryptosuite) -> None:
    for algorithm in set(Algorithm) - {row.algorithm}:
        with pytest.raises(SigningError):
            suite_of(row).secure(DIPLOMA, SignerInMemory(METHOD, algorithm=algorithm), AT_NOON)


@each_suite
def test_a_signature_has_the_length_of_its_suite(row: Cryptosuite) -> None:
    document = signed(row)
    value = document["proof"]["proofValue"]

    for garbled in (value[:-1], value + "1", "z" + "1" * row.signature_bytes, "z" + "2" * 300, "u" + value[1:], value[1:]):
        with pytest.raises(ProofError):
            verified(row, changed(document, ["proof", "proofValue"], garbled))


@each_suite
def test_a_proof_answers_a_challenge_for_a_domain(row: Cryptosuite) -> None:
    document = signed(row, options=SecureOptions(NOON, ProofPurpose.AUTHENTICATION, challenge="c-1", domain="verifier.example"))

    (proof,) = presented_proofs(secured(document))

    assert (proof.purpose, proof.challenge, proof.domain) == ("authentication", "c-1", "verifier.example")
    assert verified(row, document, AUTHENTICATION).document == DIPLOMA
    with pytest.raises(MalformedProof, match="authentication"):
        verified(row, document)
    for member in ("challenge", "domain"):
        with pytest.raises(InvalidSignature):
            verified(row, changed(document, ["proof", member], "other"), AUTHENTICATION)
        with pytest.raises(InvalidSignature):
            verified(row, changed(document, ["proof", member], ...), AUTHENTICATION)


@pytest.mark.parametrize("member", ["challenge", "domain"])
@pytest.mark.parametrize("value", [None, "", 7, ["a"], {}])
def test_a_challenge_or_domain_that_is_no_text_is_refused(member: str, value: Any) -> None:
    with pytest.raises(MalformedProof, match=member):
        presented_proofs(secured(changed(signed(CRYPTOSUITES[0]), ["proof", member], value)))


@each_suite
def test_a_credential_of_the_first_data_model_is_signed_and_verified(row: Cryptosuite) -> None:
    assert verified(row, signed(row, V1)).document == V1


@each_rdfc
def test_a_proof_whose_terms_the_document_does_not_define_is_not_made(row: Cryptosuite) -> None:
    with pytest.raises(DataLoss):
        signed(row, {**V1, "@context": V1["@context"][:1]})


@each_rdfc
def test_terms_that_a_document_defines_itself_are_signed_only_where_that_is_allowed(row: Cryptosuite) -> None:
    document = signed(row, INLINE, SecureOptions(NOON, inline_contexts=True))

    assert verified(row, document, VerifyOptions(inline_contexts=True)).document == INLINE
    with pytest.raises(InvalidSignature):
        verified(row, changed(document, ["credentialSubject", "grade"], "B"), VerifyOptions(inline_contexts=True))
    with pytest.raises(UnknownContext):
        verified(row, document)
    with pytest.raises(UnknownContext):
        signed(row, INLINE)


@each_jcs
def test_bytes_are_signed_whatever_they_say(row: Cryptosuite) -> None:
    document = {**INLINE, "grade": [1, 2.5, {"é": None}], "level": 120.0}

    assert verified(row, signed(row, document)).document == document
    with pytest.raises(InvalidSignature):
        verified(row, changed(signed(row, document), ["grade", 1], 2.4))


@each_jcs
def test_how_a_number_is_written_is_not_signed(row: Cryptosuite) -> None:
    body = suite_of(row).secure({**DIPLOMA, "level": 120}, signer_of(row), AT_NOON).body.replace(b":120,", b":1.20e2,")

    assert b"1.20e2" in body
    assert suite_of(row).verify(Secured(body, "application/vc"), signer_of(row).public_keys).document["level"] == 120


@each_jcs
def test_a_number_that_not_all_read_alike_is_neither_signed_nor_verified(row: Cryptosuite) -> None:
    with pytest.raises(CredentialServiceError):
        signed(row, {**DIPLOMA, "level": 2**53})
    with pytest.raises(CredentialServiceError):
        verified(row, {**signed(row), "level": 2**53})


@each_jcs
def test_the_proof_has_the_documents_context_and_the_document_begins_with_it(row: Cryptosuite) -> None:
    document = signed(row)
    contexts = list(DIPLOMA["@context"])

    assert document["proof"]["@context"] == contexts
    others: tuple[Any, ...] = (contexts[:1], contexts[::-1], contexts[0], [], None, [*contexts[:1], "https://w3id.org/security/v2"])
    for other in others:
        with pytest.raises(MalformedProof, match="@context"):
            verified(row, {**document, "@context": other})
    with pytest.raises(MalformedProof, match="@context"):
        verified(row, without_context(document))


@each_jcs
def test_a_context_that_was_added_is_not_covered(row: Cryptosuite) -> None:
    document = {**signed(row), "@context": [*DIPLOMA["@context"], "https://w3id.org/security/data-integrity/v2"]}

    assert verified(row, document).document == DIPLOMA != without_proof(document)


@each_jcs
def test_the_context_of_the_proof_is_signed(row: Cryptosuite) -> None:
    document = signed(row)

    others: tuple[Any, ...] = (DIPLOMA["@context"][:1], DIPLOMA["@context"][0], [])
    for contexts in others:
        with pytest.raises(InvalidSignature):
            verified(row, changed(document, ["proof", "@context"], contexts))


@each_jcs
def test_a_proof_that_leaves_the_documents_context_out_covers_it_all_the_same(row: Cryptosuite) -> None:
    document = changed(signed(row), ["proof", "@context"], ...)

    assert verified(row, document).document == DIPLOMA
    for contexts in (DIPLOMA["@context"][:1], DIPLOMA["@context"][::-1], [*DIPLOMA["@context"], "https://w3id.org/security/v2"]):
        with pytest.raises(InvalidSignature):
            verified(row, {**document, "@context": contexts})
    with pytest.raises(InvalidSignature):
        verified(row, without_context(document))


@each_jcs
def test_a_document_without_a_context_has_none_in_its_proof(row: Cryptosuite) -> None:
    document = signed(row, {"name": "anything"})

    assert "@context" not in document["proof"]
    assert verified(row, document).document == {"name": "anything"}
    with pytest.raises(InvalidSignature):
        verified(row, {**document, "@context": DIPLOMA["@context"]})


@each_jcs
def test_a_context_that_is_one_text_is_copied_as_it_stands(row: Cryptosuite) -> None:
    document = signed(row, {**DIPLOMA, "@context": DIPLOMA["@context"][0]})

    assert document["proof"]["@context"] == DIPLOMA["@context"][0]
    assert verified(row, {**document, "@context": [DIPLOMA["@context"][0]]}).document["@context"] == DIPLOMA["@context"][0]


def without_context(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "@context"}
