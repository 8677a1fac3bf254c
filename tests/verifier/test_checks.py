"""Checks (1), (2), (4), (5), (7), and what a report tells: one thing is wrong at a time, and the right check finds it."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto.encodings import decode_base64url
from app.model.report import Check, Outcome, Report, Verdict
from app.verifier.judge import judge
from app.wording import Wording
from tests.verifier.test_presented import HEADER, jws
from tests.verifier.world import (
    BADGE,
    ISSUER_URL,
    NOON,
    RSA_SIGNER,
    SIGNER,
    STATUS,
    badge,
    codes,
    finding,
    signed,
    signed_jwt,
    silent,
    tampered,
    with_proof,
    world,
)

OUR_CONTEXTS = BADGE["@context"]
PROOF = orjson.loads(signed())["proof"]


def says(report: Report) -> str:
    return Wording("en").verdict(report)[1]


# all well


@pytest.mark.parametrize("body", [signed(), signed_jwt()])
def test_a_genuine_current_credential_is_valid_and_shows_what_was_signed(body: bytes) -> None:
    report = world().report(body)

    assert report.verdict is Verdict.VALID
    assert report.reason == "all-checks-passed"
    assert [finding.check for finding in report.findings] == list(Check)
    assert report.content is not None
    assert report.content.title == "Wine tasting"
    assert report.moment == NOON
    assert report.credential_format == "open-badges"


def test_a_credential_of_another_kind_is_judged_too() -> None:
    report = world().report(signed(badge(type=["VerifiableCredential"])))

    assert codes(report)[2] == "schema-verifiable-credential"
    assert report.credential_format == "verifiable-credential"
    assert report.verdict is Verdict.VALID


# (1) readable


@pytest.mark.parametrize(
    ("body", "code", "verdict"),
    [
        (signed()[:-1], "json-malformed", Verdict.NOT_VALID),
        (signed().replace(b'"name":', b'"name":"Other","name":', 1), "json-malformed", Verdict.NOT_VALID),
        (signed_jwt()[:-1] + b"!", "jwt-malformed", Verdict.NOT_VALID),
        (signed_jwt().rpartition(b".")[0], "jwt-malformed", Verdict.NOT_VALID),
        (jws(HEADER, b"{"), "json-malformed", Verdict.NOT_VALID),
        (orjson.dumps(badge(name="x" * 300_000)), "document-too-complex", Verdict.CANNOT_TELL),
        (orjson.dumps(badge(proof=[PROOF] * 9)), "document-too-complex", Verdict.CANNOT_TELL),
        (orjson.dumps(badge(credentialStatus=[STATUS] * 17)), "document-too-complex", Verdict.CANNOT_TELL),
    ],
)
def test_what_cannot_be_read_is_not_judged_further(body: bytes, code: str, verdict: Verdict) -> None:
    report = world().report(body)

    assert codes(report) == {1: code, **dict.fromkeys(range(2, 7), "not-judged"), 7: "no-registry"}
    assert (report.verdict, report.reason) == (verdict, code)
    assert report.content is None
    assert report.sources == ()


@pytest.mark.parametrize(
    "context",
    [
        "https://unknown.example/v1",
        "http://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/v2#",
        {"name": "https://a.example/name"},
    ],
)
def test_a_vocabulary_that_is_not_pinned_leaves_everything_open(context: Any) -> None:
    document = badge(**{"@context": [*OUR_CONTEXTS, context]})

    in_graph = world().report(orjson.dumps({**document, "proof": PROOF}))
    in_jwt = world().report(signed_jwt(document))

    assert codes(in_graph)[1] == codes(in_jwt)[1] == codes(in_graph)[4] == "context-unknown"
    assert in_graph.verdict is in_jwt.verdict is Verdict.CANNOT_TELL
    assert in_graph.content is None


def test_a_vocabulary_deep_in_the_document_is_found_when_the_proof_is_tested() -> None:
    document = badge()
    subject = {**document["credentialSubject"], "@context": "https://unknown.example/v1"}

    report = world().report(tampered(signed(), credentialSubject=subject))

    assert codes(report)[1] == "readable"
    assert codes(report)[4] == "context-unknown"
    assert finding(report, 4).facts["context"]
    assert report.verdict is Verdict.CANNOT_TELL


# (2) schema


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"validFrom": ...}, "/validFrom"),
        ({"validFrom": "2026-01-01"}, "/validFrom"),
        ({"validFrom": "2026-01-01T00:00:00Z", "validUntil": "2025-01-01T00:00:00Z"}, "/validUntil"),
        ({"credentialSubject": {**BADGE["credentialSubject"], "achievement": "a title"}}, "/credentialSubject/achievement"),
    ],
)
def test_a_document_of_another_form_is_not_valid_and_the_place_is_named(changes: dict[str, Any], pointer: str) -> None:
    report = world().report(
        signed_jwt(badge(**{"validFrom": "2026-01-01T00:00:00Z", **changes})) if "validFrom" not in changes else signed(badge(**changes))
    )

    assert codes(report)[2] == "schema-violation"
    assert finding(report, 2).facts["pointer"] == pointer
    assert report.verdict is Verdict.NOT_VALID


# (4) proof


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Beer tasting"},
        {"id": "urn:uuid:0198c0de-0000-7000-8000-000000000002"},
        {"validUntil": "2099-01-01T00:00:00Z"},
        {"validUntil": ...},
        {"credentialStatus": ...},
        {"credentialStatus": {**STATUS, "statusListIndex": "6"}},
        {"issuer": {**BADGE["issuer"], "name": "Another University"}},
        {"credentialSubject": {**BADGE["credentialSubject"], "id": "did:example:another"}},
        {"description": "added afterwards"},
        {"type": ["VerifiableCredential"]},
    ],
)
def test_whatever_is_changed_after_signing_breaks_the_signature(changes: dict[str, Any]) -> None:
    report = world().report(tampered(signed(), **changes))

    assert codes(report)[4] == "signature-invalid"
    assert codes(report)[3] == "key-listed"
    assert report.verdict is Verdict.NOT_VALID
    assert report.reason == "signature-invalid"
    assert report.content is None


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_character_changed_anywhere_in_a_jwt_is_noticed(part: int) -> None:
    parts = signed_jwt().split(b".")
    middle = len(parts[part]) // 2
    parts[part] = parts[part][:middle] + (b"A" if parts[part][middle : middle + 1] != b"A" else b"B") + parts[part][middle + 1 :]

    report = world().report(b".".join(parts))

    assert report.verdict in {Verdict.NOT_VALID, Verdict.CANNOT_TELL}
    assert report.content is None


@pytest.mark.parametrize("members", [{"unsigned": "decoration"}, {"credentialSubject": {**BADGE["credentialSubject"], "grade": "A+"}}])
def test_a_member_that_the_signature_does_not_cover_is_refused(members: dict[str, Any]) -> None:
    report = world().report(tampered(signed(), **members))

    assert codes(report)[4] == "data-loss"
    assert finding(report, 4).facts["members"] in {"/unsigned", "/credentialSubject/grade"}
    assert report.verdict is Verdict.NOT_VALID
    assert report.content is None


def test_an_undefined_member_of_a_jwt_is_signed_and_warned_of() -> None:
    report = world().report(signed_jwt(badge(type=["VerifiableCredential"], undefinedTerm="x")))

    assert codes(report)[4] == "signature-genuine-undefined-members"
    assert finding(report, 4).facts["members"] == "/undefinedTerm"
    assert report.verdict is Verdict.VALID


def test_a_jwt_too_large_to_look_through_is_not_warned_of() -> None:
    report = world().report(signed_jwt(badge(type=["VerifiableCredential"], name=["x"] * 6_000)))

    assert codes(report)[4] == "signature-genuine"


def test_an_unsigned_credential_proves_nothing() -> None:
    report = world().report(orjson.dumps(BADGE))

    assert codes(report)[4] == "proof-missing"
    assert codes(report)[3] == "not-judged"
    assert report.securing == "none"
    assert (report.verdict, report.reason) == (Verdict.NOT_VALID, "proof-missing")
    assert says(report) == "Do not rely on this credential. The credential is not signed."


@pytest.mark.parametrize(
    "members",
    [
        {"proofValue": ...},
        {"proofValue": None},
        {"proofValue": ""},
        {"proofValue": "x"},
        {"proofValue": "u" + PROOF["proofValue"][1:]},
        {"proofValue": PROOF["proofValue"][:-1]},
        {"verificationMethod": ...},
        {"verificationMethod": {"id": SIGNER.verification_method}},
        {"proofPurpose": ...},
        {"proofPurpose": "authentication"},
        {"type": ...},
        {"cryptosuite": ...},
        {"created": "yesterday"},
        {"expires": 7},
    ],
)
def test_a_garbled_proof_is_refused(members: dict[str, Any]) -> None:
    report = world().report(with_proof(signed(), **members))

    assert codes(report)[4] in {"proof-malformed", "signature-invalid"}
    assert report.verdict is Verdict.NOT_VALID


@pytest.mark.parametrize(
    "members",
    [
        {"cryptosuite": "bbs-2023"},
        {"cryptosuite": "UnknownCryptosuite"},
        {"type": "Ed25519Signature2018"},
        {"type": "UnknownProofType"},
    ],
)
def test_a_suite_that_is_not_known_leaves_the_signature_open(members: dict[str, Any]) -> None:
    report = world().report(with_proof(signed(), **members))

    assert codes(report)[4] == "suite-unsupported"
    assert finding(report, 4).outcome is Outcome.UNKNOWN
    assert report.verdict is Verdict.CANNOT_TELL
    assert report.content is None
    assert "signed in a way that we do not know" in says(report)


@pytest.mark.parametrize(
    "members", [{"cryptosuite": "eddsa-jcs-2022"}, {"type": "Ed25519Signature2020"}, {"previousProof": "urn:uuid:1"}], ids=str
)
def test_a_proof_that_was_made_into_one_of_another_kind_does_not_hold(members: dict[str, Any]) -> None:
    report = world().report(with_proof(signed(), **members))

    assert codes(report)[4] in {"signature-invalid", "proof-malformed"}
    assert report.verdict is Verdict.NOT_VALID


def test_an_algorithm_that_is_not_known_leaves_the_signature_open() -> None:
    report = world().report(jws({"alg": "ES256K", "kid": RSA_SIGNER.verification_method}, signed_jwt_claims()))

    assert codes(report)[4] == "suite-unsupported"
    assert report.securing == "jwt ES256K"
    assert report.verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA", "PS256"])
def test_a_header_cannot_talk_the_key_into_another_algorithm(algorithm: str) -> None:
    report = world().report(jws({"alg": algorithm, "kid": RSA_SIGNER.verification_method}, signed_jwt_claims()))

    assert codes(report)[4] in {"proof-malformed", "signature-invalid"}
    assert report.verdict is Verdict.NOT_VALID


def test_a_document_in_unusual_terms_is_not_taken_for_what_it_seems() -> None:
    document = orjson.loads(signed())
    document["https://www.w3.org/2018/credentials#validUntil"] = document.pop("validUntil")

    report = world().report(orjson.dumps(document))

    assert codes(report)[4] in {"document-refused", "data-loss"}
    assert report.verdict in {Verdict.CANNOT_TELL, Verdict.NOT_VALID}
    assert report.content is None


def test_a_graph_that_would_cost_too_much_is_not_judged() -> None:
    many = [{"type": "Evidence", "narrative": f"number {each}"} for each in range(300)]

    report = world().report(tampered(signed(), evidence=[{"type": ["Evidence"], "name": each["narrative"]} for each in many]))

    assert codes(report)[4] == "document-too-complex"
    assert report.verdict is Verdict.CANNOT_TELL


def test_every_proof_of_a_set_must_hold() -> None:
    twice = tampered(signed(), proof=[PROOF, PROOF])
    one_bad = tampered(signed(), proof=[PROOF, {**PROOF, "created": "2026-01-30T12:00:00Z"}])
    one_unknown = tampered(signed(), proof=[PROOF, {**PROOF, "cryptosuite": "new"}])
    one_stranger = tampered(signed(), proof=[PROOF, {**PROOF, "verificationMethod": "did:web:another.example#1"}])

    assert world().report(twice).verdict is Verdict.VALID
    assert codes(world().report(one_bad))[4] == "signature-invalid"
    assert world().report(one_unknown).verdict is Verdict.CANNOT_TELL
    assert codes(world().report(one_stranger))[3] == "key-of-another"


def test_a_failure_outweighs_what_is_unknown_in_a_set() -> None:
    body = tampered(signed(), proof=[{**PROOF, "cryptosuite": "new"}, {**PROOF, "created": "2026-01-30T12:00:00Z"}])

    assert codes(world().report(body))[4] == "signature-invalid"


# (5) validity


@pytest.mark.parametrize(
    ("changes", "code", "sentence"),
    [
        ({"validUntil": "2026-01-30T00:00:00Z"}, "expired", "Its validity ended on 30 January 2026."),
        ({"validFrom": "2026-03-01T00:00:00Z"}, "not-yet-valid", "It becomes valid only on 1 March 2026."),
    ],
)
@pytest.mark.parametrize("secure", [signed, signed_jwt])
def test_a_genuine_credential_out_of_its_dates_is_not_current(secure: Any, changes: dict[str, Any], code: str, sentence: str) -> None:
    report = world().report(secure(badge(**changes)))

    assert (report.verdict, report.reason) == (Verdict.VALID_NOT_CURRENT, code)
    assert says(report) == f"This credential is genuine, but do not count on it today. {sentence}"
    assert report.content is not None


def test_a_credential_without_an_end_stays_in_force() -> None:
    assert codes(world().report(signed(badge(validUntil=...))))[5] == "current"


def test_a_proof_from_the_future_is_not_current() -> None:
    report = world().report(signed(at=NOON + timedelta(hours=1)))

    assert (report.verdict, report.reason) == (Verdict.VALID_NOT_CURRENT, "signed-in-future")


def test_dates_that_cannot_be_read_are_unknown_and_of_the_wrong_form() -> None:
    report = world().report(signed(badge(validFrom="2026-01-01")))

    assert codes(report)[5] == "validity-unreadable"
    assert codes(report)[2] == "schema-violation"


# what is told


def test_an_unreachable_issuer_is_told_with_its_address() -> None:
    report = world(silent(ISSUER_URL)).report(signed())

    assert Wording("en").verdict(report)[0] == "Cannot tell"
    assert ISSUER_URL in says(report)
    assert ISSUER_URL in Wording("de").verdict(report)[1]


def test_facts_are_printable_whatever_the_document_says() -> None:
    issuer = "did:web:evil.example\u202e\n<script>" + "x" * 500
    report = world().report(tampered(signed(), issuer=issuer))

    for each in report.findings:
        assert all(fact.isprintable() and len(fact) <= 200 for fact in each.facts.values())


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(sorted(BADGE)),
    st.one_of(
        st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(), st.lists(st.text()), st.dictionaries(st.text(), st.text())
    ),
)
def test_no_change_of_a_member_is_ever_valid(name: str, value: Any) -> None:
    if value != BADGE[name] and not (name == "type" and value):
        assert world().report(tampered(signed(), **{name: value})).verdict is not Verdict.VALID


def test_the_same_case_is_judged_the_same() -> None:
    case = world().case(signed())

    assert judge(case) == judge(case)


def test_no_registry_of_issuers_can_be_configured_yet() -> None:
    assert finding(world().report(signed()), 7).outcome is Outcome.NOT_APPLICABLE


def signed_jwt_claims() -> bytes:
    """The payload of the badge as JWT."""
    return decode_base64url(signed_jwt().split(b".")[1].decode())
