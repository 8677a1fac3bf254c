"""Whatever is changed in a credential of ours fails the check that is there for it."""

import json

import pytest

from app.model.report import Check
from app.model.secured import Algorithm
from app.proofs import suite_named
from app.proofs.suite import SecureOptions
from tests.api.verifying import Report, check, send, signed, verified
from tests.fakes import SignerInMemory
from tests.installations import Stage
from tests.props import NOON

JSON_LD = suite_named("eddsa-rdfc-2022", Algorithm.EDDSA)


@pytest.mark.parametrize(
    ("change", "number", "code"),
    [
        ({"name": "Master of Stitching"}, Check.PROOF, "signature-invalid"),
        ({"validUntil": "2099-01-01T00:00:00Z"}, Check.PROOF, "signature-invalid"),
        ({"validFrom": "soon"}, Check.SCHEMA, "schema-violation"),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, Check.SCHEMA, "schema-violation"),
        ({"proof": None}, Check.PROOF, "proof-missing"),
        ({"proof": {"type": "DataIntegrityProof"}}, Check.PROOF, "proof-malformed"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2", "https://other.example.org/"]}, Check.READABLE, "context-unknown"),
        ({"issuer": {"id": "did:web:other.example.org", "type": ["Profile"], "name": "Academy"}}, Check.ISSUER_KEY, "key-of-another"),
        ({"extra": "unsigned decoration"}, Check.PROOF, None),
    ],
)
def test_a_tampered_credential_fails_the_right_check(quick_stage: Stage, change: Report, number: Check, code: str | None) -> None:
    file = signed(quick_stage)
    tampered = {name: value for name, value in {**file, **change}.items() if value is not None}

    report = verified(quick_stage, tampered)

    state, found = check(report, number)
    assert (report["verdict"], state) != ("valid", "passed")
    assert report["verdict"] in {"not_valid", "cannot_tell"}
    assert state in {"failed", "unknown"}
    assert code is None or found == code
    assert "credential_view" not in report


def test_a_doubled_member_is_unreadable(quick_stage: Stage) -> None:
    file = json.dumps(signed(quick_stage))

    report = send(quick_stage, file.replace('"name":', '"name": "Other", "name":', 1).encode(), "application/json").json()

    assert report["verdict"] == "not_valid"
    assert check(report, Check.READABLE) == ("failed", "json-malformed")


def test_a_jwt_with_another_payload_fails_check_4(quick_stage: Stage) -> None:
    links = quick_stage.issued()["links"]
    header, _, signature = quick_stage.http(None).get(links["ob3_jwt"]).text.split(".")
    other = quick_stage.http(None).get(quick_stage.issued(source_ref="b")["links"]["ob3_jwt"]).text.split(".")[1]

    report = send(quick_stage, f"{header}.{other}.{signature}".encode(), "text/plain").json()

    assert report["verdict"] == "not_valid"
    assert check(report, Check.PROOF) == ("failed", "signature-invalid")


def test_a_strangers_signature_under_our_name_fails_check_3(quick_stage: Stage) -> None:
    file = {name: value for name, value in signed(quick_stage).items() if name != "proof"}
    forger = SignerInMemory(f"{file['issuer']['id']}#z6MkForged")

    report = verified(quick_stage, json.loads(JSON_LD.secure(file, forger, SecureOptions(moment=NOON)).body))

    assert report["verdict"] == "not_valid"
    assert check(report, Check.ISSUER_KEY) == ("failed", "key-not-listed")
    assert "credential_view" not in report


def test_a_number_of_ours_that_was_never_given_is_nobodys(quick_stage: Stage) -> None:
    file = {**signed(quick_stage), "id": "https://credentials.example.org/c/aaaaaaaaaaaaaaaaaaaaaa"}

    report = verified(quick_stage, file)

    assert (report["verdict"], check(report, Check.PROOF)) == ("not_valid", ("failed", "signature-invalid"))
