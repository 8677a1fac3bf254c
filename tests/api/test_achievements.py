"""The catalogue over HTTP: read, check against the European profile, publish."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.errors import Conflict
from app.services.achievements import publish_achievement
from tests.installations import PUBLIC_URL, Stage, complete_draft
from tests.theatre import DRAFT


def missing(stage: Stage, slug: str) -> dict[str, str]:
    """Return what the check names: expectation by place."""
    answer = stage.http().post(f"/v1/achievements/{slug}/validate", params={"profile": "eu-microcredential"})
    assert answer.status_code == 200
    return {fault["pointer"]: fault["detail"] for fault in answer.json()["missing"]}


def test_the_tenants_achievements_are_listed_by_slug(stage: Stage) -> None:
    items = stage.http().get("/v1/achievements").json()["items"]

    assert [(item["slug"], item["state"]) for item in items] == [
        ("costumes", "published"),
        ("lighting", "draft"),
        ("rehearsal", "published"),
        ("stitching", "published"),
    ]
    assert [item["slug"] for item in stage.http("orchestra").get("/v1/achievements").json()["items"]] == ["tuning"]


def test_an_achievement_is_read_by_slug_and_by_id(stage: Stage) -> None:
    by_slug = stage.http().get("/v1/achievements/stitching").json()

    assert stage.http().get(f"/v1/achievements/{by_slug['id']}").json() == by_slug
    assert by_slug["name"] == "Stitching"
    assert by_slug["url"] == f"{PUBLIC_URL}/achievements/stitching/v1"
    assert by_slug["issuer"]["did"] == "did:web:credentials.example.org:issuers:academy"
    assert stage.http(None).get(by_slug["url"], headers={"accept": "application/json"}).json()["id"] == by_slug["url"]


@pytest.mark.parametrize("name", ["nothing", "ach_0", "tuning", "%00", "a" * 201])
def test_an_achievement_that_there_is_not_is_not_found(shared_stage: Stage, name: str) -> None:
    assert shared_stage.http().get(f"/v1/achievements/{name}").status_code in {400, 404, 422}


def test_the_check_names_every_element_that_is_missing(quick_stage: Stage) -> None:
    found = missing(quick_stage, DRAFT)

    assert {"/outcomes", "/ects", "/assessment", "/mode_uris", "/quality_assurance"} <= set(found)
    assert "element 9 of Annex I" in found["/assessment"]
    assert missing(quick_stage, "stitching") == {}


def test_the_check_says_whether_it_conforms(quick_stage: Stage) -> None:
    conform = {slug: quick_stage.http().post(f"/v1/achievements/{slug}/validate").json()["conforms"] for slug in ("stitching", DRAFT)}

    assert conform == {"stitching": True, DRAFT: False}


def test_an_unknown_profile_is_refused(shared_stage: Stage) -> None:
    answer = shared_stage.http().post("/v1/achievements/stitching/validate?profile=us")

    assert (answer.status_code, [fault["pointer"] for fault in answer.json()["errors"]]) == (422, ["/query/profile"])


def test_a_micro_credential_that_lacks_elements_is_not_published(stage: Stage) -> None:
    expected = set(missing(stage, DRAFT))
    before = stage.row_counts()

    answer = stage.http().post(f"/v1/achievements/{DRAFT}/publish")

    assert (answer.status_code, answer.json()["code"]) == (422, "schema-violation")
    assert {fault["pointer"] for fault in answer.json()["errors"]} == expected
    assert stage.row_counts() == before
    assert stage.http().get(f"/v1/achievements/{DRAFT}").json()["state"] == "draft"


def test_a_draft_is_no_page_and_cannot_be_issued(quick_stage: Stage) -> None:
    assert quick_stage.http(None).get(f"/achievements/{DRAFT}/v1").status_code == 404
    assert quick_stage.http(None).get(f"/achievements/{DRAFT}").status_code == 404


def test_a_complete_draft_is_published_and_then_issued(stage: Stage) -> None:
    complete_draft(stage)

    answer = stage.http().post(f"/v1/achievements/{DRAFT}/publish")

    assert (answer.status_code, answer.json()["state"]) == (200, "published")
    assert stage.http(None).get(f"/achievements/{DRAFT}/v1").status_code == 200
    assert stage.issued(achievement=DRAFT)["achievement"]["slug"] == DRAFT


def test_what_is_published_is_not_published_again(stage: Stage) -> None:
    answer = stage.http().post("/v1/achievements/stitching/publish")

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_of_many_who_publish_at_once_one_does(stage: Stage) -> None:
    complete_draft(stage)
    client = stage.client()
    before = stage.audited().count("achievement.published")

    def publish(_: int) -> bool:
        try:
            publish_achievement(stage.installation, client, DRAFT, None)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(publish, range(5))) == 1
    assert stage.audited().count("achievement.published") == before + 1
