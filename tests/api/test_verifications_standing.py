"""How a genuine credential of ours stands: expired, revoked, suspended, replaced, rejected."""

import json

import pytest
from sqlalchemy import update

from app.adapters.database.tables import metadata
from app.model.award import AwardState
from app.model.record import CredentialState, KeyState
from app.model.report import Check
from app.model.secured import Algorithm
from tests.api.verifying import ACADEMY, ELSEWHERE, check, happened, send, signed, tell, verified
from tests.installations import Stage


def test_a_file_that_is_not_kept_any_more_is_gone(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    files = metadata.tables["representation"]
    quick_stage.execute(update(files).where(files.c.credential_id == credential["id"]).values(body_box=None))

    assert quick_stage.http(None).get(credential["links"]["public"]).status_code == 410


def test_an_own_credential_expires(quick_stage: Stage) -> None:
    file = signed(quick_stage)
    quick_stage.clock.move(days=366)

    report = verified(quick_stage, file)

    assert (report["verdict"], report["reason"]) == ("valid_not_current", "expired")
    assert check(report, Check.VALIDITY) == ("failed", "expired")
    assert report["credential_view"]["title"]


def test_a_credential_of_tomorrow_is_not_valid_yet(quick_stage: Stage) -> None:
    file = signed(quick_stage, valid_from="2026-02-01T12:00:00Z")

    assert (verified(quick_stage, file)["verdict"], check(verified(quick_stage, file), Check.VALIDITY)[1]) == (
        "valid_not_current",
        "not-yet-valid",
    )


@pytest.mark.parametrize(
    ("state", "verdict", "code"),
    [
        (CredentialState.REVOKED, "not_valid", "revoked"),
        (CredentialState.SUSPENDED, "valid_not_current", "suspended"),
        (CredentialState.SUPERSEDED, "not_valid", "revoked"),
    ],
)
def test_our_own_register_counts_before_any_list_is_published(stage: Stage, state: CredentialState, verdict: str, code: str) -> None:
    credential = stage.issued()
    file = stage.http(None).get(credential["links"]["ob3_jsonld"]).json()
    stage.update("credential", credential["id"], state=state)

    for report in (verified(stage, file), verified(stage, {"url": credential["links"]["public"]})):
        assert report["verdict"] == verdict
        assert check(report, Check.STATUS) == ("failed", code)


def test_a_replaced_credential_leads_to_the_one_that_replaced_it(stage: Stage) -> None:
    old, new = stage.issued(source_ref="a"), stage.issued(source_ref="b")
    stage.update("credential", old["id"], state=CredentialState.SUPERSEDED)
    stage.update("credential", new["id"], replaces_id=old["id"], award_id=old["award"], ordinal=1)

    report = verified(stage, {"url": old["links"]["public"]})
    page = stage.http(None).get(old["links"]["public"], headers={"accept": "text/html"}).text

    assert (report["verdict"], report["reason"]) == ("valid_not_current", "superseded")
    assert new["links"]["public"] in page


def test_a_set_bit_revokes_for_everybody(stage: Stage) -> None:
    credential = stage.issued()
    file = stage.http(None).get(credential["links"]["ob3_jsonld"]).json()
    happened(stage, credential)

    assert check(verified(stage, file), Check.STATUS) == ("failed", "revoked")
    elsewhere = stage.again(public_url=ELSEWHERE)
    tell(stage, elsewhere, ACADEMY, credential["status"]["list"])
    assert check(verified(elsewhere, file), Check.STATUS) == ("failed", "revoked")


def test_a_learner_who_rejected_it_took_the_page_down(quick_stage: Stage) -> None:
    credential = quick_stage.issued()
    quick_stage.update("award", credential["award"], state=AwardState.REJECTED)

    assert quick_stage.http(None).get(credential["links"]["public"]).status_code == 410
    assert quick_stage.http(None).post("/v1/verifications", json={"url": credential["links"]["public"]}).status_code == 410


def test_a_revoked_key_counts_for_what_our_register_saw_before(quick_stage: Stage) -> None:
    file = signed(quick_stage)
    raw = quick_stage.http(None).get(quick_stage.issue().json()["links"]["ob3_jsonld"]).content
    verified(quick_stage, file)
    quick_stage.clock.move(days=1)
    keys = metadata.tables["issuer_key"]
    revoked_at = quick_stage.clock.moment
    quick_stage.execute(update(keys).where(keys.c.algorithm == Algorithm.EDDSA).values(state=KeyState.REVOKED, revoked_at=revoked_at))
    quick_stage.clock.move(days=1)

    as_signed = send(quick_stage, raw, "application/vc").json()
    rewritten = send(quick_stage, json.dumps(file, indent=1).encode(), "application/vc").json()

    assert check(as_signed, Check.ISSUER_KEY) == ("passed", "key-revoked-later")
    assert check(rewritten, Check.ISSUER_KEY)[1] == "key-revoked-since"


def test_while_an_own_list_cannot_be_signed_nobody_can_tell(quick_stage: Stage) -> None:
    file = signed(quick_stage)
    quick_stage.keys.locked = True

    report = verified(quick_stage, file)

    assert report["verdict"] == "cannot_tell"
    assert check(report, Check.STATUS) == ("unknown", "status-unreachable")


def test_while_the_database_does_not_write_an_own_list_makes_everybody_wait(quick_stage: Stage) -> None:
    file = signed(quick_stage)
    quick_stage.storage.refused = {1}

    answer = quick_stage.http(None).post("/v1/verifications", json=file)

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
