"""`/vc-api`: what a caller wrote is signed as an instance signs, or refused with its places; verified with 200 or 400; derived."""

from collections.abc import Mapping
from typing import Any

import httpx
import orjson
import pytest
from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.api import vc_api_examples
from app.model.issuer import Mode
from app.model.record import KeyState
from app.model.secured import Algorithm
from app.services.api_keys import NewClient, create_client
from app.services.audited import operator_actor
from app.services.vc_api_instances import NewInstance, create_instance
from tests.installations import PUBLIC_URL, Stage

V1, V2 = "https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
STRANGER = "did:key:z6MktvqCyLxTsXUH1tUZncNdVeEZ7hNh7npPRbUU27GTrYb8"
SUBJECT = {"id": "did:example:ada"}
CREDENTIAL: Mapping[str, Any] = {"@context": [V2], "type": ["VerifiableCredential"], "credentialSubject": SUBJECT}
OLD: Mapping[str, Any] = {
    "@context": [V1],
    "type": ["VerifiableCredential"],
    "issuanceDate": "2026-01-31T12:00:00Z",
    "credentialSubject": SUBJECT,
}
INLINE = {"ReferenceNumber": "https://example.org/vocab#ReferenceNumber"}
ANOTHER_DIGEST = "sha256-MV9b23bQeMQ7isAGTkoBZGErH853yGk0W/yUx1iU7dM="
STOLEN = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "5",
    "statusListCredential": f"{PUBLIC_URL}/status/stl_another",
}
SIGNED: dict[str, Any] = vc_api_examples.SIGNED
PRESENTED: dict[str, Any] = vc_api_examples.PRESENTED
SELECTED: dict[str, Any] = vc_api_examples.SELECTED
STATUS = {
    "id": "https://example.org/status/1#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://example.org/status/1",
}
JSON = {"content-type": "application/json"}
HERE = "/vc-api/issuers/badges/credentials/issue"
SUITES = [
    ("eddsa-rdfc-2022", Algorithm.EDDSA),
    ("eddsa-jcs-2022", Algorithm.EDDSA),
    ("ecdsa-rdfc-2019", Algorithm.ES256),
    ("ecdsa-rdfc-2019", Algorithm.ES384),
    ("ecdsa-jcs-2019", Algorithm.ES256),
]


def instance(stage: Stage, suite: str = "eddsa-rdfc-2022", algorithm: Algorithm | None = None, **more: Any) -> str:
    """Make an open instance of the theatre; return the DID as which it signs."""
    new = NewInstance("badges", suite, algorithm, **{"organisation": "academy", "open": True, **more})
    made = create_instance(stage.installation, operator_actor(stage.client().tenant_id), new)
    return made.identity.profile.did


def ask(stage: Stage, credential: Any, options: Any = None, who: str | None = None) -> httpx.Response:
    body = {"credential": credential} | ({} if options is None else {"options": options})
    answer: httpx.Response = stage.http(who).post(HERE, json=body)
    return answer


def issued(stage: Stage, credential: Any = CREDENTIAL, options: Any = None) -> dict[str, Any]:
    answer = ask(stage, credential, options)
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["verifiableCredential"])


def verify(stage: Stage, credential: Any, **more: Any) -> httpx.Response:
    answer: httpx.Response = stage.http(None).post("/vc-api/credentials/verify", json={"verifiableCredential": credential, **more})
    return answer


def pointers(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return [fault["pointer"] for fault in answer.json().get("errors", [])]


@pytest.mark.parametrize(("suite", "algorithm"), SUITES)
@pytest.mark.parametrize("credential", [CREDENTIAL, OLD], ids=["2.0", "1.1"])
def test_what_an_instance_signs_verifies_and_is_what_was_sent(
    quick_stage: Stage, suite: str, algorithm: Algorithm, credential: Mapping[str, Any]
) -> None:
    did = instance(quick_stage, suite, algorithm)

    signed = issued(quick_stage, credential)

    proof = signed.pop("proof")
    assert (proof["cryptosuite"], proof["proofPurpose"]) == (suite, "assertionMethod")
    assert proof["verificationMethod"].startswith(f"{did}#")
    contexts = credential["@context"] + (["https://w3id.org/security/data-integrity/v2"] if credential is OLD else [])
    assert signed == {**credential, "@context": contexts, "issuer": did}
    answer = verify(quick_stage, {**signed, "proof": proof})
    assert (answer.status_code, answer.json()) == (200, {"verified": True, "problemDetails": [], "warnings": [], "errors": []})


def test_an_instance_on_both_databases_signs_and_leaves_a_trace(stage: Stage) -> None:
    instance(stage)

    issued(stage)

    assert "vc_api.issued" in stage.audited()
    assert stage.row_counts()["vc_api_issuance"] == 0


def test_the_same_twice_is_signed_twice(quick_stage: Stage) -> None:
    instance(quick_stage)

    assert issued(quick_stage, {**CREDENTIAL, "id": "urn:uuid:1"})["id"] == issued(quick_stage, {**CREDENTIAL, "id": "urn:uuid:1"})["id"]


def test_an_issuer_that_is_an_object_keeps_its_members(quick_stage: Stage) -> None:
    did = instance(quick_stage)

    for issuer in ({"id": did, "name": "Academy"}, {"name": "Academy"}):
        assert issued(quick_stage, {**CREDENTIAL, "issuer": issuer})["issuer"] == {"id": did, "name": "Academy"}


def test_an_enveloping_instance_answers_an_envelope_that_verifies(quick_stage: Stage) -> None:
    did = instance(quick_stage, "vc+jwt", Algorithm.ES256)

    envelope = issued(quick_stage)

    assert envelope.keys() == {"@context", "id", "type"}
    assert envelope["type"] == "EnvelopedVerifiableCredential"
    assert envelope["id"].startswith("data:application/vc+jwt,eyJ")
    assert did.startswith("did:key:zDn")
    assert verify(quick_stage, envelope).status_code == 200


def test_an_enveloping_instance_loses_nothing_either(quick_stage: Stage) -> None:
    instance(quick_stage, "vc+jwt", Algorithm.ES256)

    assert pointers(ask(quick_stage, {**CREDENTIAL, "credentialSubject": {**SUBJECT, "invalidTerm": 1}})) == [
        "/credentialSubject/invalidTerm"
    ]


def test_a_term_may_be_defined_in_the_document_itself_here_and_nowhere_else(quick_stage: Stage) -> None:
    instance(quick_stage)
    credential = {**CREDENTIAL, "@context": [V2, INLINE], "type": ["VerifiableCredential", "ReferenceNumber"]}

    signed = issued(quick_stage, credential)

    assert verify(quick_stage, signed).status_code == 200
    report = quick_stage.http(None).post("/v1/verifications", json=signed).json()
    assert report["verdict"] != "valid"


@pytest.mark.parametrize(
    "options", [{}, {"unknown": {"to": "us"}}, {"type": "Ed25519Signature2020", "created": "now"}, {"credentialId": "urn:uuid:2"}]
)
def test_options_that_we_do_not_know_say_nothing(quick_stage: Stage, options: dict[str, Any]) -> None:
    instance(quick_stage)

    assert issued(quick_stage, CREDENTIAL, options)


@pytest.mark.parametrize(
    "change",
    [
        {"name": {"@value": "Ada", "@language": "en", "@direction": "ltr"}},
        {"description": [{"@value": "x", "@language": "en"}, "y"]},
        {"validFrom": "2020-01-01T00:00:00.123-06:00", "validUntil": "2021-01-01T00:00:00Z"},
        {"credentialSubject": [{"id": "did:example:a"}, {"id": "did:example:b"}]},
        {"type": ["VerifiableCredential", "https://example.org/Absolute"]},
        {"credentialSchema": {"id": "https://example.org/s", "type": "https://example.org/Schema"}},
        {"relatedResource": {"id": "https://example.com/unknown", "digestSRI": ANOTHER_DIGEST}},
        {"relatedResource": {"id": V2, "digestMultibase": "uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k"}},
    ],
)
def test_what_the_data_model_allows_is_signed(quick_stage: Stage, change: dict[str, Any]) -> None:
    instance(quick_stage)

    assert verify(quick_stage, issued(quick_stage, {**CREDENTIAL, **change})).status_code == 200 or "validUntil" in change


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"@context": None}, "/credential/@context"),
        ({"@context": [EXAMPLES, V2]}, "/credential/@context"),
        ({"@context": [V2, "https ://not-a-url/"]}, "/credential/@context/1"),
        ({"@context": [V2, 5]}, "/credential/@context/1"),
        ({"@context": [V2, "https://example.com"]}, "/@context"),
        ({"@context": [V2, {"VerifiableCredential": "https://example.org/other"}]}, ""),
        ({"id": None}, "/credential/id"),
        ({"id": ["urn:uuid:1"]}, "/credential/id"),
        ({"type": []}, "/credential/type"),
        ({"type": ["Other"]}, "/credential/type"),
        ({"type": ["VerifiableCredential", "InvalidType"]}, "/type/1"),
        ({"type": ["VerifiableCredential", "VerifiablePresentation"]}, "/credential/type"),
        ({"type": ["VerifiableCredential", "EnvelopedVerifiableCredential"]}, "/credential/type"),
        ({"type": ["EnvelopedVerifiablePresentation", "VerifiableCredential"]}, "/credential/type"),
        ({"type": ["VerifiableCredential", "BitstringStatusListCredential"]}, "/credential/type"),
        ({"type": ["VerifiableCredential", "StatusList2021Credential"]}, "/credential/type"),
        ({"type": ["VerifiableCredential", "https://www.w3.org/ns/credentials/status#BitstringStatusListCredential"]}, "/credential/type"),
        ({"issuer": None}, "/credential/issuer"),
        ({"issuer": {"id": None}}, "/credential/issuer"),
        ({"issuer": "fake-issuer"}, "/credential/issuer"),
        ({"issuer": STRANGER}, "/credential/issuer"),
        ({"issuer": {"id": STRANGER}}, "/credential/issuer"),
        ({"credentialSubject": {}}, "/credential/credentialSubject"),
        ({"credentialSubject": {"id": "did:example:a", "invalidTerm": 1}}, "/credentialSubject/invalidTerm"),
        ({"validFrom": "Sat 25 Feb 2023 07:16:31 PM CST"}, "/credential/validFrom"),
        ({"validFrom": "2026-01-31T12:00:00Z", "validUntil": "2025-01-31T12:00:00Z"}, "/credential/validUntil"),
        ({"name": {"@value": "Ada", "url": "https://example.org"}}, "/credential/name"),
        ({"credentialStatus": {"type": 2}}, "/credential/credentialStatus/type"),
        (
            {"relatedResource": {"id": V2, "digestSRI": ANOTHER_DIGEST}},
            "/credential/relatedResource/digestSRI",
        ),
        ({"proof": {"type": "DataIntegrityProof"}}, "/credential/proof"),
        ({"id": f"{PUBLIC_URL}/c/9fK2"}, "/credential/id"),
        ({"credentialStatus": STOLEN}, "/credential/credentialStatus/0"),
        ({"credentialStatus": [{**STOLEN, "id": f"{PUBLIC_URL.upper()}/status/x#1"}]}, "/credential/credentialStatus/0"),
        ({"statusEntry": {"statusListIndex": True}}, "/statusEntry"),
    ],
)
@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_what_is_no_credential_is_not_signed(quick_stage: Stage, suite: str, change: dict[str, Any], pointer: str) -> None:
    instance(quick_stage, suite)

    answer = ask(quick_stage, {name: value for name, value in {**CREDENTIAL, **change}.items() if (name, value) != ("@context", None)})

    assert pointer in pointers(answer) or pointer == ""
    assert "vc_api.issued" not in quick_stage.audited()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"credential":"a text"}',
        b'{"credential":{},"options":[]}',
        b'{"credential":{},"options":{"mandatoryPointers":"/a"}}',
        b"{",
    ],
)
def test_a_body_that_asks_for_nothing_is_a_bad_request(quick_stage: Stage, body: bytes) -> None:
    instance(quick_stage)

    answer = quick_stage.http(None).post(HERE, content=body, headers=JSON)

    assert answer.status_code == 400
    assert answer.json()["type"].startswith("https://credentials.example.org/problems/")


def test_a_form_is_no_request(quick_stage: Stage) -> None:
    instance(quick_stage)

    assert quick_stage.http(None).post(HERE, data={"credential": "x"}).status_code == 415


def test_an_instance_that_is_not_open_signs_for_its_own_tenants_systems_alone(quick_stage: Stage) -> None:
    instance(quick_stage, open=False)
    tenant = operator_actor(quick_stage.client().tenant_id)
    _, reading = create_client(quick_stage.installation, tenant, NewClient("r", Mode.TEST, frozenset({"credentials:read"})))
    quick_stage.stock.api_keys["reading"] = reading  # type: ignore[index]

    statuses = {who: ask(quick_stage, CREDENTIAL, who=who).status_code for who in (None, "nobody", "reading", "orchestra", "live", "lms")}

    assert statuses == {None: 401, "nobody": 403, "reading": 403, "orchestra": 404, "live": 403, "lms": 201}


def test_an_instance_that_is_not_there_is_told_to_nobody_without_a_key(quick_stage: Stage) -> None:
    assert ask(quick_stage, CREDENTIAL).status_code == 401
    assert ask(quick_stage, CREDENTIAL, who="lms").status_code == 404


def test_an_open_instance_asks_for_a_key_outside_of_a_demo(quick_stage: Stage) -> None:
    instance(quick_stage)

    assert quick_stage.again(demo=False).http(None).post(HERE, json={"credential": CREDENTIAL}).status_code == 401


def test_an_issuer_without_a_key_signs_nothing(quick_stage: Stage) -> None:
    instance(quick_stage)
    key = metadata.tables["issuer_key"].c
    (row,) = quick_stage.select(select(key.id).where(key.verification_method.startswith("did:key:")))
    quick_stage.update("issuer_key", row[0], state=KeyState.RETIRED)

    assert ask(quick_stage, CREDENTIAL).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"verifiableCredential": None},
        {"verifiableCredential": "a text"},
        {"verifiableCredential": []},
        {"verifiableCredential": CREDENTIAL},
        {"verifiableCredential": {**SIGNED, "proof": None}},
        {"verifiableCredential": {"type": ["NonconformingDocument"]}},
    ],
)
def test_what_does_not_verify_is_answered_with_400_and_why(shared_stage: Stage, body: dict[str, Any]) -> None:
    answer = shared_stage.http(None).post("/vc-api/credentials/verify", json=body)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["verified"] is False
    assert told["code"] == "not-verified"
    assert told["errors"] == told["problemDetails"]
    assert all(each["type"].startswith("https://w") and each["detail"] for each in told["errors"])


@pytest.mark.parametrize("path", ["credentials/verify", "presentations/verify"])
@pytest.mark.parametrize("options", [[], "a text", 5, True])
def test_options_that_are_none_are_a_bad_request(shared_stage: Stage, path: str, options: Any) -> None:
    body = {"verifiableCredential": SIGNED, "verifiablePresentation": PRESENTED["verifiablePresentation"], "options": options}

    assert shared_stage.http(None).post(f"/vc-api/{path}", json=body).status_code == 400


@pytest.mark.parametrize("path", ["credentials/verify", "presentations/verify", "credentials/derive"])
@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b"{", b"\xff", b"[" * 5000])
def test_no_body_is_a_bad_request(shared_stage: Stage, path: str, body: bytes) -> None:
    answer = shared_stage.http(None).post(f"/vc-api/{path}", content=body, headers=JSON)

    assert answer.status_code == 400
    assert answer.json()["status"] == 400


@pytest.mark.parametrize("member", ["name", "id"])
def test_a_changed_credential_does_not_verify_whatever_the_options_say(shared_stage: Stage, member: str) -> None:
    signed = orjson.loads(orjson.dumps(SIGNED))
    signed["credentialSubject"][member] = "did:example:eve"

    options: Any
    for options in ({}, {"checks": []}, {"checks": ["nothing"]}, {"checks": None}):
        assert verify(shared_stage, signed, options=options).status_code == 400


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"challenge": "another", "domain": "verifier.example.org"},
        {"challenge": "a-challenge-of-yours", "domain": "elsewhere"},
        {"challenge": 5},
    ],
)
def test_a_presentation_for_another_challenge_or_domain_does_not_verify(shared_stage: Stage, options: dict[str, Any]) -> None:
    body = {**PRESENTED, "options": options}

    assert shared_stage.http(None).post("/vc-api/presentations/verify", json=body).status_code == 400


def test_a_derived_credential_says_less_and_verifies(shared_stage: Stage) -> None:
    answer = shared_stage.http(None).post("/vc-api/credentials/derive", json=SELECTED)

    assert answer.status_code == 201
    derived = answer.json()["verifiableCredential"]
    assert derived["credentialSubject"] == {"id": "did:example:ada"}
    assert verify(shared_stage, derived).status_code == 200


def test_a_base_proof_is_for_its_holder_and_verifies_for_nobody(shared_stage: Stage) -> None:
    assert verify(shared_stage, SELECTED["verifiableCredential"]).status_code == 400


def test_what_the_issuer_made_mandatory_cannot_be_left_out(quick_stage: Stage) -> None:
    did = instance(quick_stage, "ecdsa-sd-2023")
    signed = issued(quick_stage, {**CREDENTIAL, "validFrom": "2026-01-31T12:00:00Z"}, {"mandatoryPointers": ["/issuer", "/validFrom"]})

    body = {"verifiableCredential": signed, "options": {"selectivePointers": ["/credentialSubject/id"]}}
    derived = quick_stage.http(None).post("/vc-api/credentials/derive", json=body).json()["verifiableCredential"]

    assert (derived["issuer"], derived["validFrom"]) == (did, "2026-01-31T12:00:00Z")
    assert verify(quick_stage, derived).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"verifiableCredential": SIGNED},
        {"verifiableCredential": CREDENTIAL},
        {"options": {"selectivePointers": ["/nothing"]}},
        {"options": {"selectivePointers": ["no pointer"]}},
    ],
)
def test_what_cannot_be_derived_is_a_bad_request(shared_stage: Stage, change: dict[str, Any]) -> None:
    assert shared_stage.http(None).post("/vc-api/credentials/derive", json={**SELECTED, **change}).status_code == 400


def test_a_holder_cannot_withhold_what_a_verdict_rests_on(quick_stage: Stage) -> None:
    did = instance(quick_stage, "ecdsa-sd-2023")
    signed = ask(quick_stage, {**CREDENTIAL, "validUntil": "2036-01-31T12:00:00Z", "credentialStatus": STATUS}).json()[
        "verifiableCredential"
    ]
    body = {"verifiableCredential": signed, "options": {"selectivePointers": ["/credentialSubject/id"]}}

    derived = quick_stage.http(None).post("/vc-api/credentials/derive", json=body).json()["verifiableCredential"]

    assert (derived["issuer"], derived["validUntil"]) == (did, "2036-01-31T12:00:00Z")
    assert derived["credentialStatus"] == STATUS
