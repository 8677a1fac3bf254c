"""Reading, listing and finding credentials; what an issued one says."""

from datetime import datetime
from typing import Any

import pytest

from app.model.award import AwardState
from app.model.record import CredentialState
from tests.installations import Stage
from tests.services.papers import LATER
from tests.theatre import SUBJECT

FULL: dict[str, Any] = {
    "recipient": {**SUBJECT, "did": "did:web:ada.example.org", "language": "el"},
    "results": [
        {"value": "1.3", "name": "Portfolio", "achieved_at": "2026-01-30T10:00:00+01:00"},
        {"status": "Completed"},
    ],
    "evidence": [
        {"url": "https://example.org/portfolio?x=1", "name": "Portfolio", "narrative": "Three *pieces*.\nAll fit.", "genre": "Costume"},
        {"narrative": "Seen by the jury."},
    ],
    "awarded_at": "2026-01-30T12:00:00.999Z",
    "valid_from": "2026-01-30T13:00:00+01:00",
    "valid_until": "2030-01-30T12:00:00Z",
    "activity_started_at": "2025-09-01T08:00:00+02:00",
    "activity_ended_at": "2026-01-29T18:00:00Z",
    "credits_earned": 1.5,
    "delivery": {"email": False},
}


def listed(stage: Stage, query: str = "", who: str = "lms") -> list[str]:
    answer = stage.http(who).get(f"/v1/credentials{query}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def test_everything_that_may_be_said_is_signed(quick_stage: Stage) -> None:
    credential = quick_stage.issued(**FULL)

    document = quick_stage.http(None).get(credential["links"]["ob3_jsonld"]).json()

    subject = document["credentialSubject"]
    assert document["name"].startswith("TEST")
    assert "Ραφή" in document["name"]
    assert (document["validFrom"], document["validUntil"]) == ("2026-01-30T12:00:00Z", "2030-01-30T12:00:00Z")
    assert document["awardedDate"] == "2026-01-30T12:00:00Z"
    assert subject["id"] == "did:web:ada.example.org"
    assert (subject["activityStartDate"], subject["activityEndDate"]) == ("2025-09-01T06:00:00Z", "2026-01-29T18:00:00Z")
    assert subject["creditsEarned"] == 1.5
    assert [each.get("value") or each.get("status") for each in subject["result"]] == ["1.3", "Completed"]
    assert [each["narrative"] for each in document["evidence"]] == ["Three *pieces*.\nAll fit.", "Seen by the jury."]
    assert document["credentialStatus"]["statusListIndex"] == str(credential["status"]["index"])


def test_everything_that_may_be_said_verifies(quick_stage: Stage) -> None:
    credential = quick_stage.issued(**FULL)

    for link in ("ob3_jsonld", "ob3_jwt"):
        file = quick_stage.http(None).get(credential["links"][link]).text
        report = quick_stage.http(None).post("/v1/verifications", content=file.encode(), headers={"content-type": "text/plain"}).json()
        assert report["verdict"] == "valid", report


@pytest.mark.parametrize("credits_earned", [0, 1, 1.5, "2.50", 1e2, "1e2", -0.0])
def test_credits_may_be_written_as_any_number(quick_stage: Stage, credits_earned: Any) -> None:
    assert quick_stage.issue(credits_earned=credits_earned).status_code == 201


def test_an_achievement_may_be_named_by_its_id(quick_stage: Stage) -> None:
    by_slug = quick_stage.issued()

    by_id = quick_stage.issue(achievement=by_slug["achievement"]["id"])

    assert (by_id.status_code, by_id.json()["id"]) == (200, by_slug["id"])


def test_a_clock_that_is_a_little_ahead_does_no_harm(quick_stage: Stage) -> None:
    assert quick_stage.issued(awarded_at="2026-01-31T12:01:00Z")["awarded_at"] == "2026-01-31T12:01:00Z"


def test_validity_lasts_as_long_as_the_achievement_says_and_else_for_ever(quick_stage: Stage) -> None:
    assert quick_stage.issued(awarded_at="2026-01-01T00:00:00Z")["valid_until"] == "2027-01-01T00:00:00Z"
    assert "valid_until" not in quick_stage.issued(achievement="rehearsal")


def test_validity_may_end_at_the_end_of_time(quick_stage: Stage) -> None:
    credential = quick_stage.issued(valid_until="9999-12-31T23:59:59Z")

    assert credential["valid_until"] == "9999-12-31T23:59:59Z"
    assert quick_stage.http(None).get(credential["links"]["public"]).status_code == 200


def test_a_credential_is_read_as_it_stands_now(stage: Stage) -> None:
    issued = stage.issued()
    stage.update("credential", issued["id"], state=CredentialState.REVOKED)
    stage.clock.move(days=366)

    read = stage.http().get(f"/v1/credentials/{issued['id']}").json()

    links = {name: link for name, link in issued["links"].items() if name not in LATER}
    assert read == {**issued, "state": "revoked", "expired": True, "links": links}, "of what counts no more no further file is made"


def test_an_awards_state_is_shown_while_its_credential_stands(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    quick_stage.update("award", issued["award"], state=AwardState.CLAIMED)

    assert quick_stage.http().get(f"/v1/credentials/{issued['id']}").json()["state"] == "claimed"


@pytest.mark.parametrize("name", ["nothing", "crd_0", "%00", "%ff", "a" * 3_000, "..", "'--"])
def test_a_credential_that_there_is_not_is_not_found(shared_stage: Stage, name: str) -> None:
    answer = shared_stage.http().get(f"/v1/credentials/{name}")

    assert answer.status_code in {400, 404, 422}
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_newest_come_first(stage: Stage) -> None:
    ids = []
    for number in range(3):
        ids.append(stage.issued(source_ref=str(number))["id"])
        stage.clock.move(seconds=1)

    assert listed(stage) == ids[::-1]


def test_the_newest_come_first_within_a_second_too(stage: Stage) -> None:
    ids = []
    for number in range(6):
        ids.append(stage.issued(source_ref=str(number))["id"])
        stage.clock.move(milliseconds=50)

    assert listed(stage) == ids[::-1]


def test_a_list_is_read_page_by_page(stage: Stage) -> None:
    ids = []
    for number in range(5):
        ids.append(stage.issued(source_ref=str(number))["id"])
        stage.clock.move(seconds=1)

    pages = []
    after = ""
    while True:
        page = stage.http().get(f"/v1/credentials?limit=2{after}").json()
        pages.append([item["id"] for item in page["items"]])
        if "next" not in page:
            break
        after = f"&after={page['next']}"

    assert pages == [ids[4:2:-1], ids[2:0:-1], ids[:1]]


def test_a_page_stays_the_page_while_others_are_issued(stage: Stage) -> None:
    ids = []
    for number in range(3):
        ids.append(stage.issued(source_ref=str(number))["id"])
        stage.clock.move(seconds=1)
    cursor = stage.http().get("/v1/credentials?limit=1").json()["next"]

    stage.issued(source_ref="later")

    assert listed(stage, f"?after={cursor}") == [ids[1], ids[0]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=ada", "a"),
        ("q=AD", "a"),
        ("q=exam", "abc"),
        ("q=sampl", "c"),
        ("q=ada%20ex", "a"),
        ("q=bob@", "b"),
        ("q=ad%C3%A1", "a"),
        ("q=xample", ""),
        ("q=!", ""),
        ("q=", ""),
        ("q=%00", ""),
        ("achievement=rehearsal", "b"),
        ("achievement=tuning", ""),
        ("achievement=nothing", ""),
        ("state=issued", "ab"),
        ("state=revoked", "c"),
        ("state=suspended", ""),
        ("source_ref=course:a", "a"),
        ("source_ref=course", ""),
        ("issued_after=2026-01-31T12:00:01Z", "bc"),
        ("issued_before=2026-01-31T12:00:01Z", "a"),
        ("issued_after=2026-01-31T13:00:01%2B01:00&issued_before=2026-01-31T12:00:02Z", "b"),
        ("state=issued&q=ada&achievement=stitching", "a"),
        ("state=revoked&q=ada", ""),
        ("after=crd_0", ""),
        ("after=zzz", "abc"),
    ],
)
def test_a_list_is_narrowed(found_stage: Stage, query: str, expected: str) -> None:
    refs = [item["source_ref"].rpartition(":")[2] for item in found_stage.http().get(f"/v1/credentials?{query}").json()["items"]]

    assert "".join(sorted(refs)) == expected


@pytest.fixture(scope="module")
def found_stage(shared_stage: Stage) -> Stage:
    """Ada sewed, Bob rehearsed, Cleo's certificate was revoked: a, b, c, a second apart."""
    learners = {"a": "Ada Example", "b": "Bob Example", "c": "Cleo Sample"}
    achievements = {"a": "stitching", "b": "rehearsal", "c": "costumes"}
    for letter, name in learners.items():
        issued = shared_stage.issued(
            achievement=achievements[letter],
            source_ref=f"course:{letter}",
            recipient={"name": name, "email": f"{name[:4].strip().lower()}@mail.example.org"},
        )
        if letter == "c":
            shared_stage.update("credential", issued["id"], state=CredentialState.REVOKED)
        shared_stage.clock.move(seconds=1)
    return shared_stage


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=0", "/query/limit"),
        ("limit=101", "/query/limit"),
        ("limit=many", "/query/limit"),
        ("state=reserved", "/query/state"),
        ("state=voided", "/query/state"),
        ("state=nothing", "/query/state"),
        ("issued_after=yesterday", "/query/issued_after"),
        ("issued_before=2026-01-31", "/query/issued_before"),
        ("issued_before=0001-01-01T00:00:00%2B12:00", "/query/issued_before"),
        ("q=" + "a" * 201, "/query/q"),
        ("nope=1", "/query/nope"),
    ],
)
def test_a_list_that_cannot_be_meant_is_refused(shared_stage: Stage, query: str, where: str) -> None:
    answer = shared_stage.http().get(f"/v1/credentials?{query}")

    assert (answer.status_code, answer.json()["code"]) == (422, "schema-violation")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [where]


@pytest.mark.parametrize("query", ["after=%00", "source_ref=%00", "achievement=%00"])
def test_what_no_database_can_hold_cannot_be_read(shared_stage: Stage, query: str) -> None:
    assert shared_stage.http().get(f"/v1/credentials?{query}").status_code == 400


def test_other_tenants_credentials_are_in_no_list(stage: Stage) -> None:
    mine = stage.issued()["id"]
    theirs = stage.issue(who="orchestra", achievement="tuning").json()["id"]

    assert listed(stage) == [mine]
    assert listed(stage, who="orchestra") == [theirs]
    assert listed(stage, "?q=ada", who="orchestra") == [theirs]
    assert listed(stage, "?after=zzz") == [mine]


def test_every_client_of_a_tenant_sees_the_tenants_credentials(quick_stage: Stage) -> None:
    issued = quick_stage.issued()

    assert listed(quick_stage, who="second") == [issued["id"]]
    assert quick_stage.http("second").get(f"/v1/credentials/{issued['id']}").json() == issued


def test_moments_are_told_in_utc(quick_stage: Stage) -> None:
    issued = quick_stage.issued(**FULL)

    assert issued["valid_from"] == "2026-01-30T12:00:00Z"
    assert datetime.fromisoformat(issued["issued_at"]) == quick_stage.clock.moment
