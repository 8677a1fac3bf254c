"""The desk: one link opens it once, its cookie is kept from scripts and other sites, and nobody is named."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from app.services.admin_links import LINK_LIFETIME, mint_admin_link
from app.services.desk import SESSION_LIFETIME
from tests.installations import PUBLIC_URL, Stage, TestClient


def link(stage: Stage, who: str = "lms") -> str:
    return urlsplit(mint_admin_link(stage.installation, stage.client(who).tenant_id)).path


def at_the_desk(stage: Stage, who: str = "lms") -> TestClient:
    browser = TestClient(stage.app, base_url=PUBLIC_URL, follow_redirects=False)
    assert browser.post(link(stage, who)).status_code == 303
    return browser


def test_the_link_shows_a_door_and_is_not_used_up_by_looking(stage: Stage) -> None:
    path = link(stage)

    for _ in range(2):
        assert "Open the desk" in stage.http(None).get(path).text
    assert stage.http(None).post(path).headers["location"] == "/admin"


def test_a_link_opens_the_desk_once(stage: Stage) -> None:
    path = link(stage)
    stage.http(None).post(path)

    assert stage.http(None).post(path).status_code == 410


def test_a_new_link_ends_the_one_before(stage: Stage) -> None:
    first, second = link(stage), link(stage)

    assert stage.http(None).post(first).status_code == 410
    assert stage.http(None).post(second).status_code == 303


def test_a_link_that_is_too_old_opens_nothing(stage: Stage) -> None:
    path = link(stage)
    stage.clock.move(seconds=LINK_LIFETIME / timedelta(seconds=1))

    assert stage.http(None).post(path).status_code == 410


def test_a_link_that_nobody_minted_opens_nothing(quick_stage: Stage) -> None:
    assert quick_stage.http(None).post("/admin/enter/guessed").status_code == 410


def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(quick_stage: Stage) -> None:
    cookie = quick_stage.http(None).post(link(quick_stage)).headers["set-cookie"]

    assert cookie.startswith("__Host-desk=")
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_the_demo_without_tls_has_a_cookie_that_browsers_take(quick_stage: Stage) -> None:
    demo = quick_stage.again(public_url="http://localhost:8000")

    cookie = demo.http(None).post(link(demo)).headers["set-cookie"]

    assert cookie.startswith("desk=")
    assert "Secure" not in cookie


def test_the_overview_shows_what_the_tenant_has_and_no_learner(stage: Stage) -> None:
    issued = stage.issued()

    page = at_the_desk(stage).get("/admin").text

    assert issued["id"] in page
    assert "Stitching" in page
    assert "Academy" in page
    assert "lighting v1 · draft" in page
    assert "Ada" not in page


def test_an_empty_desk_says_how_to_begin(quick_stage: Stage) -> None:
    assert "issues the first one" in at_the_desk(quick_stage).get("/admin").text


def test_another_tenants_desk_shows_nothing_of_this_one(stage: Stage) -> None:
    issued = stage.issued()

    page = at_the_desk(stage, "orchestra").get("/admin").text

    assert "Tuning" in page
    assert issued["id"] not in page
    assert "Stitching" not in page


@pytest.mark.parametrize("cookie", ["", "__Host-desk=guessed", "desk=guessed"])
def test_without_a_session_the_desk_is_closed(quick_stage: Stage, cookie: str) -> None:
    answer = quick_stage.http(None).get("/admin", headers={"Cookie": cookie})

    assert answer.status_code == 401
    assert "The desk is closed" in answer.text


def test_a_session_ends_by_itself(quick_stage: Stage) -> None:
    browser = at_the_desk(quick_stage)
    quick_stage.clock.move(seconds=SESSION_LIFETIME / timedelta(seconds=1))

    assert browser.get("/admin").status_code == 401


def test_who_leaves_is_out_also_with_the_old_cookie(quick_stage: Stage) -> None:
    browser = at_the_desk(quick_stage)
    old = {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items())}

    browser.post("/admin/leave")

    assert quick_stage.http(None).get("/admin", headers=old).status_code == 401


def test_who_is_not_there_may_leave(quick_stage: Stage) -> None:
    assert quick_stage.http(None).post("/admin/leave").status_code == 303


def test_minting_entering_and_leaving_are_on_record(stage: Stage) -> None:
    at_the_desk(stage).post("/admin/leave")

    assert {"admin_link.minted", "desk.entered", "desk.left"} <= set(stage.audited())


def test_the_desk_is_kept_by_nobody(quick_stage: Stage) -> None:
    answer = at_the_desk(quick_stage).get("/admin")

    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
