"""Europass credentials over HTTP: our own by our own register, those of others by whom the settings trust."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from app.model.record import CredentialState, KeyState
from app.model.report import Check
from app.model.seal import Anchors
from app.services.installation import Seals
from tests.api.verifying import Report, check, send
from tests.installations import Stage
from tests.services.papers import active_seal, give_seal, had
from tests.verifier.europass.seals import SEALS, sealed

MEDIA_TYPE = "application/ld+json"


def judged(stage: Stage, body: bytes, **headers: str) -> Report:
    answer = send(stage, body, MEDIA_TYPE, **headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def issued(stage: Stage) -> tuple[dict[str, Any], bytes]:
    """A credential of ours and its sealed file."""
    give_seal(stage)
    credential = stage.issued()
    return credential, had(stage, credential, "edc").content


def trusting(stage: Stage, anchors: Anchors) -> Stage:
    return stage.again(seals=Seals(anchors=anchors))


# our own


def test_a_sealed_credential_of_our_own_is_valid_by_our_own_register(quick_stage: Stage) -> None:
    credential, body = issued(quick_stage)
    report = judged(quick_stage, body)

    assert (report["verdict"], report["format"], report["securing"]) == ("valid", "europass", "jades ES256")
    assert check(report, Check.ISSUER_KEY) == ("passed", "seal-recorded")
    assert check(report, Check.STATUS) == ("passed", "not-revoked")
    assert {each["origin"] for each in report["sources"]} == {"own"}
    assert report["credential_view"]["title"]
    assert credential["links"]["public"]


@pytest.mark.parametrize(
    ("state", "verdict", "code"),
    [
        (CredentialState.REVOKED, "not_valid", "revoked"),
        (CredentialState.SUSPENDED, "valid_not_current", "suspended"),
        (CredentialState.SUPERSEDED, "not_valid", "revoked"),
    ],
)
def test_its_state_counts_before_any_list_is_published(quick_stage: Stage, state: CredentialState, verdict: str, code: str) -> None:
    credential, body = issued(quick_stage)
    quick_stage.update("credential", credential["id"], state=state)
    report = judged(quick_stage, body)

    assert (report["verdict"], check(report, Check.STATUS)) == (verdict, ("failed", code))


def test_a_character_changed_in_it_is_noticed(quick_stage: Stage) -> None:
    _, body = issued(quick_stage)
    report = judged(quick_stage, body.replace(b"urn:credential:", b"urn:Credential:", 1))

    assert check(report, Check.PROOF) == ("failed", "seal-invalid")
    assert "credential_view" not in report


def test_what_a_revoked_key_of_ours_sealed_before_stays_valid(quick_stage: Stage) -> None:
    credential, body = issued(quick_stage)
    seal = active_seal(quick_stage, credential)
    assert seal is not None
    quick_stage.clock.move(days=2)
    revoked_at = quick_stage.clock()
    quick_stage.update("issuer_key", seal.id, state=KeyState.REVOKED, revoked_at=revoked_at)

    assert check(judged(quick_stage, body), Check.ISSUER_KEY) == ("passed", "key-revoked-later")
    copy = body.replace(b'"signatures":', b'"signatures" :')
    assert check(judged(quick_stage, copy), Check.ISSUER_KEY) == ("unknown", "key-revoked-since")


def test_it_says_what_europass_would(quick_stage: Stage) -> None:
    _, body = issued(quick_stage)
    said = judged(quick_stage, body, **{"Accept-Language": "de"})["europass"]

    assert (said["overall"], said["title"]) == ("partially_verified", "Teilweise geprüft")
    assert {each["id"]: each["status"] for each in said["checks"]} == {
        "format": "ok",
        "seal": "ok",
        "owner": "skipped",
        "revocation": "ok",
        "accreditation": "skipped",
        "validity": "ok",
    }


# of others


def test_an_authority_in_the_settings_vouches_for_the_seals_of_others(quick_stage: Stage) -> None:
    trusted, stranger = (judged(each, sealed()) for each in (trusting(quick_stage, SEALS), quick_stage))

    assert check(trusted, Check.ISSUER_KEY) == ("passed", "seal-anchored")
    assert (stranger["verdict"], check(stranger, Check.ISSUER_KEY)) == ("cannot_tell", ("unknown", "seal-unanchored"))
    assert "credential_view" not in stranger


@pytest.mark.parametrize(
    ("name", "status", "overall"), [("Ada Example", "ok", "partially_verified"), ("Eve", "error", "verification_failed")]
)
def test_the_owner_is_compared_with_whom_the_caller_names(quick_stage: Stage, name: str, status: str, overall: str) -> None:
    quick_stage.clock.move(days=136)
    body = {"credential": orjson.loads(sealed()), "recipient": {"identityType": "name", "identity": name}}
    report = trusting(quick_stage, SEALS).http(None).post("/v1/verifications", json=body).json()
    owner = next(each for each in report["europass"]["checks"] if each["id"] == "owner")

    assert (owner["status"], report["europass"]["overall"], report["verdict"]) == (status, overall, "valid")


def test_an_official_sample_is_answered(quick_stage: Stage, shared: Path) -> None:
    body = (shared / "elm" / "samples" / "elm-support" / "Sample-TranscriptOfRecords-signed.jsonld").read_bytes()
    wrapped = quick_stage.http(None).post("/v1/verifications", json={"credential": orjson.loads(body)}).json()

    for report in (judged(quick_stage, body), wrapped):
        assert (report["verdict"], report["reason"]) == ("cannot_tell", "seal-unanchored")
        assert report["europass"]["overall"] == "partially_verified"
