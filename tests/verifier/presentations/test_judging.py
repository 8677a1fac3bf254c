"""Presentations: good only as the holder's answer to what was asked, and with all credentials in them."""

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from app.crypto.encodings import encode_base64url
from app.dids.verification_methods import did_document
from app.errors import MalformedProof
from app.model.secured import Document, ProofPurpose
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from app.verifier.case import OwnRecord
from app.verifier.evidence import Purpose
from app.verifier.presentations.judging import MOST_ADDRESSES
from app.verifier.profile import FOR_PEOPLE
from tests.fakes import SignerInMemory
from tests.verifier.assertions.world import ASSERTION
from tests.verifier.presentations.holders import (
    ANSWER,
    CHALLENGE,
    CREDENTIAL,
    DATA_INTEGRITY,
    DOMAIN,
    HOLDER,
    ISSUER,
    OLD_CREDENTIAL,
    P256_HOLDER,
    STRANGER,
    V1,
    V2,
    changed,
    did_of,
    enveloped,
    issued,
    issued_jwt,
    obstacles,
    presentation,
    report_of,
    shown,
    shown_jwt,
    wanted,
)
from tests.verifier.test_presented import jws
from tests.verifier.world import NOON, answered, silent

INLINE = {"Pass": "https://vendor.example/Pass"}
BY_P256 = presentation(issued_jwt(), holder=did_of(P256_HOLDER))
WEB_HOLDER = SignerInMemory("did:web:holder.example#k", seed=b"\x05" * 32)
HOLDER_URL = "https://holder.example/.well-known/did.json"


def holder_says(**members: Any) -> Document:
    """What the address of the web holder says; by default its key is for authentication."""
    document = did_document("did:web:holder.example", [WEB_HOLDER.public_key])
    return changed({**document, "authentication": document["assertionMethod"]}, **members)


def with_proof(document: Document, **members: Any) -> Document:
    """A presentation whose proof has other members."""
    return {**document, "proof": changed(document["proof"], **members)}


def old_jwt(claims: Document, signer: SignerInMemory = P256_HOLDER, **header: Any) -> Document:
    """A presentation of the first data model in an envelope: `vp` among other claims."""
    head = {"alg": signer.algorithm.value, "typ": "JWT", "kid": signer.verification_method, **header}
    unsigned = jws(head, orjson.dumps(claims)).rpartition(b".")[0]
    document = enveloped(unsigned.decode() + "." + encode_base64url(signer.sign(unsigned)), "jwt")
    return {**document, "type": "EnvelopedVerifiablePresentation"}


OLD_CLAIMS: Document = {
    "iss": did_of(P256_HOLDER),
    "aud": "example.com",
    "nonce": CHALLENGE,
    "vp": {"@context": [V2], "type": ["VerifiablePresentation"], "holder": did_of(P256_HOLDER), "verifiableCredential": [issued_jwt()]},
}


# good


@pytest.mark.parametrize(
    "document",
    [
        presentation(),
        presentation(holder=...),
        presentation(holder={"id": did_of(HOLDER), "name": "A"}, **{"@context": [V2, "https://www.w3.org/ns/credentials/examples/v2"]}),
        presentation(id="urn:uuid:0198c0de-0000-7000-8000-000000000022"),
        presentation(type=["VerifiablePresentation", "Pass"], **{"@context": [V2, INLINE]}),
        presentation(issued()),
        presentation(verifiableCredential=issued()),
        presentation(issued(), issued(id="urn:uuid:0198c0de-0000-7000-8000-000000000023"), issued_jwt()),
        presentation(issued(document=OLD_CREDENTIAL)),
        presentation(issued(document=OLD_CREDENTIAL), **{"@context": [V1, DATA_INTEGRITY]}),
    ],
)
def test_a_presentation_that_answers_is_good(document: Document) -> None:
    assert obstacles(report_of(shown(document))) == []


@pytest.mark.parametrize("document", [BY_P256, presentation(holder=did_of(P256_HOLDER)), presentation(issued_jwt(), holder=...)])
def test_a_presentation_as_jwt_is_good(document: Document) -> None:
    report = report_of(shown_jwt(document))

    assert obstacles(report) == []
    assert report.warnings == ()


def test_a_presentation_as_sd_jwt_is_good() -> None:
    options = replace(ANSWER, draw=lambda size: b"\x01" * size)
    secured = suite_named("vp+sd-jwt", P256_HOLDER.algorithm).secure(BY_P256, P256_HOLDER, options)

    assert obstacles(report_of(enveloped(secured.body, "vp+sd-jwt"))) == []


def test_a_presentation_as_cose_answers_no_question_for_it_has_no_place_for_one() -> None:
    secured = suite_named("vp+cose", P256_HOLDER.algorithm).secure(BY_P256, P256_HOLDER, replace(ANSWER, challenge=None, domain=None))

    envelope = enveloped(b64encode(secured.body), "vp+cose;base64")

    assert obstacles(report_of(envelope, domain=None)) == ["challenge-mismatch"]


@pytest.mark.parametrize(("suite", "kind"), [("vc+sd-jwt", "vc+sd-jwt"), ("vc+cose", "vc+cose;base64")])
def test_credentials_may_be_enveloped_in_each_way(suite: str, kind: str) -> None:
    options = SecureOptions(NOON, draw=lambda size: b"\x01" * size)
    issuer = P256_HOLDER
    body = suite_named(suite, issuer.algorithm).secure(changed(CREDENTIAL, issuer=did_of(issuer)), issuer, options).body
    credential = enveloped(b64encode(body) if "base64" in kind else body, kind)

    assert obstacles(report_of(shown(presentation(credential, issued())))) == []
    assert obstacles(report_of(shown_jwt(presentation(credential, issued_jwt(), holder=did_of(P256_HOLDER))))) == []


def test_a_presentation_of_the_first_model_as_jwt_is_good_and_for_whom_it_is_a_warning_where_nobody_asked() -> None:
    report = report_of(old_jwt(OLD_CLAIMS), domain=None)

    assert obstacles(report) == []
    assert [each.code for each in report.warnings] == ["domain-not-asked"]


def test_a_holder_on_the_web_lists_the_key_for_authentication() -> None:
    document = shown(presentation(holder="did:web:holder.example"), WEB_HOLDER)

    assert [(each.url, each.purpose) for each in wanted(document)] == [(HOLDER_URL, Purpose.CONTROLLER)]
    evidence = {HOLDER_URL: answered(HOLDER_URL, holder_says())}
    assert wanted(document, evidence) == ()
    assert obstacles(report_of(document, evidence)) == []


def test_several_proofs_are_good_if_all_are() -> None:
    twice = shown(presentation(issued()))
    other = shown(presentation(issued()), options=replace(ANSWER, moment=NOON - timedelta(seconds=5)))

    assert obstacles(report_of({**twice, "proof": [twice["proof"], other["proof"]]})) == []
    assert obstacles(report_of({**twice, "proof": [twice["proof"], {**other["proof"], "proofValue": twice["proof"]["proofValue"]}]})) == [
        "signature-invalid"
    ]


# what it answers, and to whom


@pytest.mark.parametrize(("challenge", "domain"), [("another", DOMAIN), ("", DOMAIN), (None, DOMAIN), (CHALLENGE + " ", DOMAIN)])
def test_an_answer_to_another_question_is_none(challenge: str | None, domain: str) -> None:
    for document in (shown(presentation()), shown_jwt(BY_P256)):
        assert obstacles(report_of(document, challenge=challenge, domain=domain)) == ["challenge-mismatch"]


@pytest.mark.parametrize("domain", ["another.example", "", f"https://{DOMAIN}", DOMAIN.upper()])
def test_an_answer_to_somebody_else_is_none(domain: str) -> None:
    for document in (shown(presentation()), shown_jwt(BY_P256)):
        assert obstacles(report_of(document, domain=domain)) == ["domain-mismatch"]


def test_a_proof_that_answers_nothing_is_not_taken_for_an_answer() -> None:
    silent_proof = replace(ANSWER, challenge=None, domain=None)

    assert obstacles(report_of(shown(presentation(), options=silent_proof))) == ["challenge-mismatch", "domain-mismatch"]
    assert obstacles(report_of(shown(presentation(), options=silent_proof), challenge=None, domain=None)) == ["challenge-mismatch"]


def test_a_proof_for_a_domain_that_nobody_asked_may_be_meant_for_another() -> None:
    assert obstacles(report_of(shown(presentation()), domain=None)) == ["domain-not-asked"]


def test_without_a_domain_on_either_side_the_challenge_suffices() -> None:
    assert obstacles(report_of(shown(presentation(), options=replace(ANSWER, domain=None)), domain=None)) == []


@pytest.mark.parametrize("members", [{"challenge": "another"}, {"domain": "another.example"}])
def test_what_is_answered_is_signed(members: dict[str, Any]) -> None:
    report = report_of(with_proof(shown(presentation()), **members), **members)

    assert obstacles(report) == ["signature-invalid"]


@pytest.mark.parametrize("members", [{"challenge": 7}, {"challenge": None}, {"domain": [DOMAIN]}, {"domain": {}}])
def test_an_answer_that_is_no_text_cannot_be_read(members: dict[str, Any]) -> None:
    with pytest.raises(MalformedProof, match="text"):
        report_of(with_proof(shown(presentation()), **members))


# by whom


def test_without_a_proof_nobody_presents_it() -> None:
    assert obstacles(report_of(presentation(issued()))) == ["proof-missing"]


def test_only_the_holder_presents() -> None:
    for document in (shown(presentation(issued()), STRANGER), shown_jwt(presentation(holder=did_of(HOLDER)))):
        report = report_of(document)
        assert obstacles(report) == ["holder-mismatch"]
        assert did_of(HOLDER) in report.troubles[0].facts["detail"]


def test_a_key_on_the_web_that_is_not_for_authentication_is_not_the_holders() -> None:
    document = shown(presentation(holder="did:web:holder.example"), WEB_HOLDER)

    for says in (holder_says(authentication=...), holder_says(authentication=[])):
        assert "key-not-listed" in obstacles(report_of(document, {HOLDER_URL: answered(HOLDER_URL, says)}))
    assert "issuer-unreachable" in obstacles(report_of(document, {HOLDER_URL: silent(HOLDER_URL)}))
    assert "issuer-unreachable" in obstacles(report_of(document))


def test_a_holders_key_may_be_revoked() -> None:
    document = shown(presentation(holder="did:web:holder.example"), WEB_HOLDER)
    says = holder_says()
    says["verificationMethod"][0]["revoked"] = "2026-01-01T00:00:00Z"

    assert obstacles(report_of(document, {HOLDER_URL: answered(HOLDER_URL, says)})) == ["key-revoked"]


def test_an_assertion_is_no_authentication() -> None:
    asserted = replace(ANSWER, purpose=ProofPurpose.ASSERTION)

    assert obstacles(report_of(shown(presentation(), options=asserted))) == ["proof-malformed"]


def test_a_credential_in_the_envelope_of_a_presentation_is_none() -> None:
    envelope = {**issued_jwt(), "type": "EnvelopedVerifiablePresentation"}

    with pytest.raises(MalformedProof):
        report_of({**envelope, "id": envelope["id"].replace("vc+jwt", "vp+jwt")})


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"proofValue": "z3FXQ"}, ["proof-malformed"]),
        ({"type": "UnknownProofType"}, ["suite-unsupported"]),
        ({"cryptosuite": "unknown"}, ["suite-unsupported"]),
        ({"verificationMethod": "did:key:invalidVm"}, ["holder-mismatch", "key-unavailable"]),
        ({"expires": "2026-01-31T11:00:00Z"}, ["signature-invalid", "proof-expired"]),
        ({"created": "2026-02-02T11:00:00Z"}, ["signature-invalid", "signed-in-future"]),
    ],
)
def test_a_proof_that_is_none_is_told(changes: dict[str, Any], codes: list[str]) -> None:
    assert obstacles(report_of(with_proof(shown(presentation()), **changes))) == codes


def test_what_stands_in_it_is_signed() -> None:
    good = shown(presentation(issued()))

    assert obstacles(report_of({**good, "verifiableCredential": [issued(id="urn:uuid:0198c0de-0000-7000-8000-000000000029")]})) == [
        "signature-invalid"
    ]
    assert obstacles(report_of({**good, "undefined": "member"})) == ["data-loss"]
    assert obstacles(report_of({**good, "type": [*good["type"], "Undefined"]})) == ["data-loss"]


@pytest.mark.parametrize(
    ("claims", "codes"),
    [
        ({"exp": 1}, ["proof-expired"]),
        ({"nbf": 4_000_000_000}, ["not-yet-valid"]),
        ({"iat": 4_000_000_000}, ["signed-in-future"]),
        ({"nonce": ...}, ["challenge-mismatch"]),
    ],
)
def test_the_claims_of_a_jwt_count(claims: dict[str, Any], codes: list[str]) -> None:
    assert obstacles(report_of(old_jwt(changed(OLD_CLAIMS, **claims)), domain="example.com")) == codes


@pytest.mark.parametrize(
    "claims", [{"iss": did_of(STRANGER)}, {"vp": 7}, {"vp": {"type": "VerifiableCredential"}}, {"vc": {}}, {"aud": ["a", "b"]}]
)
def test_a_jwt_that_contradicts_itself_is_not_read(claims: dict[str, Any]) -> None:
    with pytest.raises(MalformedProof):
        report_of(old_jwt({**OLD_CLAIMS, **claims}))


# its form


@pytest.mark.parametrize(
    "members",
    [
        {"@context": ...},
        {"@context": []},
        {"@context": {"@vocab": "urn:x#"}},
        {"@context": ["https://www.w3.org/ns/credentials/examples/v2", V2]},
        {"@context": [INLINE, V2]},
        {"@context": [V2, 123192875]},
        {"@context": [V2, "https ://not-a-url/contexts/example/v1"]},
        {"@context": [V2, "https://example.com"]},
        {"id": None},
        {"id": ["urn:a:b", "urn:a:c"]},
        {"id": "https ://not-a-url"},
        {"type": ["VerifiablePresentation", 7]},
        {"type": ["VerifiablePresentation", "VerifiableCredential"]},
        {"issuer": did_of(ISSUER)},
        {"credentialSubject": {"id": "did:example:a"}},
        {"holder": "z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"},
        {"holder": {"name": "Acme"}},
        {"holder": None},
        {"holder": [did_of(HOLDER)]},
        {"verifiableCredential": ["https://issuer.example/c/1"]},
        {"verifiableCredential": [7]},
        {"verifiableCredential": None},
        {"termsOfUse": {"id": "urn:a:b"}},
    ],
)
def test_what_has_not_the_form_of_a_presentation_is_none(members: dict[str, Any]) -> None:
    found = obstacles(report_of(changed(shown(presentation(issued())), **members)))

    assert found[0] in {"schema-violation", "context-unknown"}


def test_for_people_a_presentation_would_not_define_terms() -> None:
    document = shown(presentation(type=["VerifiablePresentation", "Pass"], **{"@context": [V2, INLINE]}))

    assert "context-unknown" in obstacles(report_of(document, profile=FOR_PEOPLE), FOR_PEOPLE)


# its credentials


def with_anothers_signature() -> Document:
    proof = {**issued()["proof"], "proofValue": issued(STRANGER)["proof"]["proofValue"]}
    return {**issued(), "proof": proof}


@pytest.mark.parametrize(
    ("credentials", "codes"),
    [
        ([issued(), issued(validUntil="2026-01-02T00:00:00Z")], ["1 expired"]),
        ([issued(validUntil="2026-01-02T00:00:00Z"), issued()], ["0 expired"]),
        ([CREDENTIAL], ["0 proof-missing"]),
        ([issued(), with_anothers_signature()], ["1 signature-invalid"]),
        ([{"type": "NonconformingDocument"}, issued()], ["0 no-credential-recognised"]),
        ([{"id": "https://issuer.example/c/1"}], ["0 no-credential-recognised"]),
        ([issued(), issued_jwt() | {"type": "VerifiableCredential"}], ["1 schema-violation", "1 issuer-missing", "1 proof-missing"]),
        ([issued_jwt() | {"@context": []}], ["0 no-credential-recognised"]),
        ([enveloped("eyJhbGciOiJub25lIn0.e30.")], ["0 jwt-malformed"]),
    ],
)
def test_each_credential_is_judged_alone(credentials: list[Document], codes: list[str]) -> None:
    document = {**shown(presentation()), "verifiableCredential": credentials}

    found = [each.removeprefix("/verifiableCredential/") for each in obstacles(report_of(document)) if each.startswith("/")]

    assert [each for each in found if not each.endswith("not-judged")] == codes


def test_our_own_register_is_heard_of_each_credential() -> None:
    document = shown(presentation(issued(), issued(id="urn:uuid:0198c0de-0000-7000-8000-000000000031")))

    assert obstacles(report_of(document, own={"/verifiableCredential/1": OwnRecord(did_of(ISSUER), revoked=True)})) == [
        "/verifiableCredential/1 revoked"
    ]


def test_a_presentation_in_a_presentation_is_no_credential() -> None:
    inner = shown(presentation(issued()))
    document = shown(presentation()) | {"verifiableCredential": [inner, shown_jwt(BY_P256)]}

    found = obstacles(report_of(document))

    assert [each for each in found if each.startswith("/")] == [
        "/verifiableCredential/0 no-credential-recognised",
        "/verifiableCredential/1 no-credential-recognised",
    ]


def test_an_assertion_of_open_badges_2_is_no_verifiable_credential() -> None:
    document = shown(presentation()) | {"verifiableCredential": [ASSERTION]}

    assert "/verifiableCredential/0 no-credential-recognised" in obstacles(report_of(document))
    assert wanted(document) == ()


def test_a_key_that_is_not_the_issuers_is_a_warning_in_a_presentation_too() -> None:
    document = shown(presentation(issued(STRANGER)))

    assert obstacles(report_of(document)) == []
    assert obstacles(report_of(document, profile=FOR_PEOPLE), FOR_PEOPLE)[0] == "/verifiableCredential/0 key-of-another"


def test_credentials_together_want_no_more_than_their_share() -> None:
    many = [
        issued(
            id=f"urn:uuid:0198c0de-0000-7000-8000-0000000001{number:02}",
            credentialStatus=[
                {
                    "type": "BitstringStatusListEntry",
                    "statusPurpose": "revocation",
                    "statusListIndex": "1",
                    "statusListCredential": f"https://lists.example/{number}/{each}",
                }
                for each in range(3)
            ],
        )
        for number in range(8)
    ]
    document = shown(presentation(*many))

    first = wanted(document)
    assert len(first) == MOST_ADDRESSES
    evidence = {address.url: silent(address.url) for address in first}
    assert wanted(document, evidence) == ()
    assert "/verifiableCredential/7 status-unreachable" in obstacles(report_of(document, evidence))
