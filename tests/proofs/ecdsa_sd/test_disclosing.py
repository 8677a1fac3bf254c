"""ecdsa-sd-2023: what is shown is what was asked for and what is mandatory, and nothing else."""

from dataclasses import replace

import pytest

from app.crypto.bounds import DEFAULT_LIMITS
from app.crypto.disclosures import labelled_form
from app.errors import CredentialServiceError, MalformedProof
from app.model.secured import Document, ProofPurpose, Secured
from app.proofs import presented_proofs
from app.proofs.suite import SecureOptions, VerifyOptions
from app.schemas.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from tests.crypto.documents import CREDENTIAL
from tests.proofs.ecdsa_sd.examples import (
    MANDATORY,
    OPTIONS,
    SHOWN,
    SIGNER,
    SUITE,
    base,
    derive,
    derived,
    drawn,
    parts_of,
    read,
    secured,
    shown_of,
)
from tests.proofs.examples import DIPLOMA, METHOD, NOON, changed

PROOF = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023"}
FIRST_MODEL: Document = {
    "@context": [CREDENTIALS_V1, "https://w3id.org/security/data-integrity/v2", "https://w3id.org/security/suites/ed25519-2020/v1"],
    "id": "urn:uuid:0198c0de-0000-7000-8000-000000000002",
    "type": ["VerifiableCredential"],
    "issuer": "did:web:issuer.example",
    "issuanceDate": "2026-01-01T00:00:00Z",
    "expirationDate": "2099-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:learner"},
}


def test_a_derived_proof_shows_what_is_mandatory_and_what_was_asked_for() -> None:
    result = derived()

    verified = SUITE.verify(secured(result), SIGNER.public_keys)

    achievement = DIPLOMA["credentialSubject"]["achievement"]
    few = {name: achievement[name] for name in ("id", "type", "name", "criteria")}
    subject = {**DIPLOMA["credentialSubject"], "achievement": few}
    assert verified.document == {**{name: value for name, value in DIPLOMA.items() if name != "name"}, "credentialSubject": subject}
    assert (verified.suite, verified.verification_method, verified.moment) == ("ecdsa-sd-2023", METHOD, NOON)
    assert b"Riesling" not in secured(result).body


def test_what_is_not_asked_for_is_not_even_hinted_at() -> None:
    hidden, result = parts_of(read(base())), derived("/name")

    lines = labelled_form(DIPLOMA, drawn(32), DEFAULT_LIMITS).lines
    assert len(hidden[3]) + len(parts_of(result)[4]) == len(lines)
    assert len(parts_of(result)[2]) == 1
    assert hidden[2] not in secured(result).body
    assert result.keys() - {"proof"} == {"@context", "id", "type", "issuer", "validFrom", "validUntil", "name", "credentialStatus"}


def test_nothing_asked_for_shows_what_is_mandatory() -> None:
    result = derive()(base(), ())

    assert SUITE.verify(result, SIGNER.public_keys).document == {
        name: value for name, value in DIPLOMA.items() if name not in {"credentialSubject", "name"}
    }
    assert parts_of(read(result))[2] == []


def test_without_mandatory_pointers_all_is_left_to_the_holder() -> None:
    secured_document = SUITE.secure(DIPLOMA, SIGNER, replace(OPTIONS, pointers=()))

    result = derive()(secured_document, ("/name",))

    assert SUITE.verify(result, SIGNER.public_keys).document == {name: DIPLOMA[name] for name in ("@context", "id", "type", "name")}
    with pytest.raises(MalformedProof, match="expected pointers to something"):
        derive()(secured_document, ())


def test_the_whole_document_can_be_shown() -> None:
    assert SUITE.verify(derive()(base(), ("",)), SIGNER.public_keys).document == DIPLOMA
    assert shown_of(DIPLOMA, mandatory=("",)) == DIPLOMA


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_items_of_an_array_are_shown_one_by_one(place: int) -> None:
    alignment = CREDENTIAL["credentialSubject"]["achievement"]["alignment"]

    result = shown_of(CREDENTIAL, f"/credentialSubject/achievement/alignment/{place}", mandatory=("/issuer", "/evidence/1/narrative"))

    assert result["credentialSubject"]["achievement"]["alignment"] == [alignment[place]]
    assert result["evidence"] == [{"type": ["Evidence"], "narrative": "Read."}]


def test_several_items_keep_their_order() -> None:
    result = shown_of(CREDENTIAL, "/evidence/1/name", "/evidence/0/name", "/credentialSubject/result")

    assert [each["name"] for each in result["evidence"]] == ["Show", "Essay"]
    assert result["credentialSubject"]["result"] == CREDENTIAL["credentialSubject"]["result"]


def test_items_that_look_alike_are_told_apart() -> None:
    twin = {"type": ["Evidence"], "name": "Show", "narrative": "Seen."}
    document = {**CREDENTIAL, "evidence": [twin, twin, {**twin, "narrative": "Heard."}]}

    assert shown_of(document, "/evidence/0", mandatory=("/evidence/1",))["evidence"] == [twin, twin]
    assert shown_of(document, "/evidence/0/name", "/evidence/2/name")["evidence"] == [{"type": ["Evidence"], "name": "Show"}] * 2


def test_a_credential_of_the_first_data_model_is_disclosed_alike() -> None:
    result = shown_of(FIRST_MODEL, "/credentialSubject/id", mandatory=("/issuer", "/issuanceDate"))

    assert result == {name: value for name, value in FIRST_MODEL.items() if name != "expirationDate"}


def test_texts_by_language_json_literals_and_lists_are_shown_as_wholes() -> None:
    context = {
        "label": {"@id": "urn:label", "@container": "@language"},
        "raw": {"@id": "urn:raw", "@type": "@json"},
        "steps": {"@id": "urn:steps", "@container": "@list"},
        "marks": {"@id": "urn:marks"},
    }
    subject: Document = {
        "label": {"en": "Wine", "de": "Wein"},
        "raw": {"a": [{"b": 1}], "c": 2, "id": "urn:x"},
        "steps": ["one", {"marks": "two"}, "three"],
        "marks": [{"steps": ["one"]}, {"steps": ["one", "two"]}],
        "name": {"@value": "Wein", "@language": "de", "@direction": "ltr"},
    }
    document = {**DIPLOMA, "@context": [CREDENTIALS_V2, context], "type": "VerifiableCredential", "credentialSubject": subject}
    document = {name: value for name, value in document.items() if name not in {"issuer", "credentialStatus"}}

    for name in subject:
        if name != "marks":
            assert shown_of(document, f"/credentialSubject/{name}")["credentialSubject"] == {name: subject[name]}
    assert shown_of(document, "/credentialSubject/marks/1", "/name")["credentialSubject"] == {"marks": [{"steps": ["one", "two"]}]}
    for part in ("/credentialSubject/steps/1", "/credentialSubject/raw/a", "/credentialSubject/steps/1/marks"):
        with pytest.raises(CredentialServiceError):
            shown_of(document, part)


def test_a_signed_document_inside_is_shown_as_a_whole_or_in_part() -> None:
    proof = {**PROOF, "created": "2026-01-31T12:00:00Z", "proofPurpose": "assertionMethod", "proofValue": "u2V0A"}
    endorsement: Document = {
        "@context": list(DIPLOMA["@context"]),
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "urn:endorser", "type": ["Profile"]},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Endorsement",
        "credentialSubject": {"id": DIPLOMA["id"], "type": ["EndorsementSubject"], "endorsementComment": "Good."},
        "proof": [{**proof, "created": "2026-01-31T12:00:01Z"}, proof],
    }
    second = {**endorsement, "name": "Another", "proof": {**proof, "verificationMethod": "urn:endorser#2"}}
    document = {**DIPLOMA, "endorsement": [endorsement, second]}

    assert shown_of(document, "/endorsement", mandatory=MANDATORY)["endorsement"] == [endorsement, second]
    assert shown_of(document, "/endorsement/1")["endorsement"] == [second]
    proof_alone = {"type": "DataIntegrityProof", "created": proof["created"]}
    assert shown_of(document, "/endorsement/0/proof/1/created")["endorsement"] == [
        {"@context": endorsement["@context"], "type": endorsement["type"], "proof": [proof_alone]}
    ]


def test_challenge_domain_and_purpose_are_signed() -> None:
    options = SecureOptions(NOON, ProofPurpose.AUTHENTICATION, "challenge", "domain", MANDATORY, drawn, proof_id="urn:uuid:3")
    asked = VerifyOptions(ProofPurpose.AUTHENTICATION)
    document = read(derive()(SUITE.secure(DIPLOMA, SIGNER, options), SHOWN))

    assert SUITE.verify(secured(document), SIGNER.public_keys, asked).purpose == "authentication"
    with pytest.raises(MalformedProof, match="assertionMethod"):
        SUITE.verify(secured(document), SIGNER.public_keys)
    for member in ("challenge", "domain", "id"):
        with pytest.raises(CredentialServiceError):
            SUITE.verify(secured(changed(document, ["proof", member], "urn:other")), SIGNER.public_keys, asked)


def test_what_is_presented_names_suite_and_key() -> None:
    for result in (base(), Secured(secured(derived()).body, "application/vc+ld+json")):
        (proof,) = presented_proofs(result)

        assert (proof.suite, proof.verification_method, proof.secured) == ("ecdsa-sd-2023", METHOD, result)
