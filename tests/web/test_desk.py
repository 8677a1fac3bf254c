"""The way in and out of the desk: one link opens it once, a session ends in every way in which it should."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.adapters.database.tables import metadata
from app.errors import Conflict, Malformed
from app.model.access import Role
from app.services.admin_links import LINK_LIFETIME, mint_admin_link
from app.services.desk import IDLE_LIFETIME, SESSION_LIFETIME, TOUCHED_EVERY
from tests.installations import Stage
from tests.web.at_desk import Visitor, at_desk, browser_of, link_to

SESSIONS = metadata.tables["web_session"]
PERSON = metadata.tables["person"]
A_WHILE = IDLE_LIFETIME - timedelta(minutes=5)


def pass_time(stage: Stage, span: timedelta) -> None:
    stage.clock.move(seconds=span / timedelta(seconds=1))


def roles_of(stage: Stage, name: str) -> set[str]:
    table = metadata.tables["person_role"]
    joined = select(table.c.role).join(PERSON, PERSON.c.id == table.c.person_id).where(PERSON.c.name == name)
    return {row[0] for row in stage.select(joined)}


def test_the_link_shows_a_door_and_is_not_used_up_by_looking(stage: Stage) -> None:
    path = link_to(stage)

    for _ in range(2):
        assert "Open the desk" in stage.http(None).get(path).text
    assert browser_of(stage).post(path).headers["location"] == "/admin"


def test_a_link_opens_the_desk_once(stage: Stage) -> None:
    path = link_to(stage)
    browser_of(stage).post(path)

    answer = browser_of(stage).post(path)

    assert answer.status_code == 410
    assert "The desk is closed" in answer.text


def test_a_new_link_ends_the_one_before(stage: Stage) -> None:
    first, second = link_to(stage), link_to(stage)

    assert browser_of(stage).post(first).status_code == 410
    assert browser_of(stage).post(second).status_code == 303


def test_a_link_for_one_person_leaves_those_of_others(quick_stage: Stage) -> None:
    first, _ = link_to(quick_stage, name="Eve"), link_to(quick_stage, name="Max")

    assert browser_of(quick_stage).post(first).status_code == 303


def test_a_link_that_is_too_old_opens_nothing(stage: Stage) -> None:
    path = link_to(stage)
    pass_time(stage, LINK_LIFETIME)

    assert browser_of(stage).post(path).status_code == 410


def test_a_link_that_nobody_minted_opens_nothing(quick_stage: Stage) -> None:
    assert browser_of(quick_stage).post("/admin/enter/guessed").status_code == 410


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_other_site_can_use_a_link_up(quick_stage: Stage, headers: dict[str, str]) -> None:
    path = link_to(quick_stage)

    refused = browser_of(quick_stage).post(path, headers=headers)

    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
    assert browser_of(quick_stage).post(path).status_code == 303


def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_http(quick_stage: Stage) -> None:
    cookie = browser_of(quick_stage).post(link_to(quick_stage)).headers["set-cookie"]

    assert cookie.startswith("__Host-desk=")
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/", "Max-Age=28800"} <= {part.strip() for part in cookie.split(";")}


def test_the_demo_without_tls_has_a_cookie_that_browsers_take(quick_stage: Stage) -> None:
    demo = quick_stage.again(public_url="http://localhost:8000")

    cookie = demo.http(None).post(link_to(demo), headers={"Origin": "http://localhost:8000"}).headers["set-cookie"]

    assert cookie.startswith("desk=")
    assert "Secure" not in cookie


@pytest.mark.parametrize("cookie", ["", "__Host-desk=guessed", "desk=guessed"])
@pytest.mark.parametrize("path", ["/admin", "/admin/credentials/crd_0"])
def test_without_a_session_the_desk_is_closed(quick_stage: Stage, cookie: str, path: str) -> None:
    answer = quick_stage.http(None).get(path, headers={"Cookie": cookie})

    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert "The desk is closed" in answer.text


def test_a_session_ends_when_nobody_uses_it(stage: Stage) -> None:
    visitor = at_desk(stage)
    pass_time(stage, IDLE_LIFETIME)

    assert visitor.get("/admin").status_code == 401


def test_a_session_in_use_goes_on_until_its_end_comes_all_the_same(stage: Stage) -> None:
    visitor = at_desk(stage)
    for _ in range(SESSION_LIFETIME // A_WHILE):
        pass_time(stage, A_WHILE)
        assert visitor.get("/admin").status_code == 200
    pass_time(stage, A_WHILE)

    assert visitor.get("/admin").status_code == 401


def test_use_is_noted_once_a_minute_at_most(quick_stage: Stage) -> None:
    visitor = at_desk(quick_stage)
    seen = []
    for span in (timedelta(0), TOUCHED_EVERY / 2, TOUCHED_EVERY / 2, TOUCHED_EVERY / 2):
        pass_time(quick_stage, span)
        visitor.get("/admin")
        seen.append(quick_stage.select(select(SESSIONS.c.seen_at))[0][0])

    assert seen[:2] == [None, None]
    assert seen[2] is not None
    assert seen[3] == seen[2]


def test_who_leaves_is_out_also_with_the_old_cookie(stage: Stage) -> None:
    visitor = at_desk(stage)
    old = {"Cookie": "; ".join(f"{name}={value}" for name, value in visitor.browser.cookies.items())}

    answer = visitor.leave()

    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert stage.http(None).get("/admin", headers=old).status_code == 401


def test_who_enters_again_replaces_the_running_session(stage: Stage) -> None:
    first = at_desk(stage)

    second = at_desk(stage)

    assert first.get("/admin").status_code == 401
    assert second.get("/admin").status_code == 200


def test_one_browser_is_one_person(quick_stage: Stage) -> None:
    owner = at_desk(quick_stage)
    kept = dict(owner.browser.cookies)

    owner.browser.post(link_to(quick_stage, name="Eve", role=Role.AUDITOR))

    assert "auditor" in owner.read("/admin").text
    old = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())}
    assert quick_stage.http(None).get("/admin", headers=old).status_code == 401


def test_sessions_of_several_people_run_side_by_side(quick_stage: Stage) -> None:
    visitors = [at_desk(quick_stage), *(at_desk(quick_stage, role=role) for role in Role)]

    assert [visitor.get("/admin").status_code for visitor in visitors] == [200] * 4


def test_a_disabled_person_is_out_at_once_and_gets_no_link(quick_stage: Stage) -> None:
    visitor = at_desk(quick_stage, role=Role.ISSUER)
    unused = link_to(quick_stage, name="some issuer")
    quick_stage.execute(PERSON.update().where(PERSON.c.name == "some issuer").values(disabled_at=quick_stage.clock()))

    assert visitor.get("/admin").status_code == 401
    assert browser_of(quick_stage).post(unused).status_code == 410
    with pytest.raises(Conflict, match="disabled"):
        link_to(quick_stage, name="some issuer")


def test_a_new_person_may_only_look_unless_more_is_said(quick_stage: Stage) -> None:
    link_to(quick_stage)
    link_to(quick_stage, name="Eve")
    link_to(quick_stage, name="Max", role=Role.ISSUER)

    assert roles_of(quick_stage, "first owner") == {"owner"}
    assert roles_of(quick_stage, "Eve") == {"auditor"}
    assert roles_of(quick_stage, "Max") == {"issuer"}


def test_a_role_is_changed_for_the_running_session_too_and_kept_where_none_is_named(stage: Stage) -> None:
    visitor = at_desk(stage, role=Role.OWNER)

    link_to(stage, name="some owner", role=Role.AUDITOR)
    link_to(stage, name="some owner")

    assert roles_of(stage, "some owner") == {"auditor"}
    assert "some owner · auditor" in visitor.read("/admin").text
    assert {"person.added", "person.changed"} <= set(stage.audited())


@pytest.mark.parametrize("name", ["", " ", " Eve", "Eve\n", "\u202eevE", "x" * 101])
def test_a_person_has_a_name_that_can_be_read(quick_stage: Stage, name: str) -> None:
    with pytest.raises(Malformed, match="printable"):
        mint_admin_link(quick_stage.installation, quick_stage.client().tenant_id, name)


def test_minting_entering_and_leaving_are_on_record(stage: Stage) -> None:
    at_desk(stage).leave()

    assert {"person.added", "admin_link.minted", "desk.entered", "desk.left"} <= set(stage.audited())


def test_neither_cookie_nor_form_token_is_stored(quick_stage: Stage) -> None:
    visitor = at_desk(quick_stage)
    [cookie] = visitor.browser.cookies.values()
    token = visitor.read("/admin").forms["/admin/leave"][0]["form_token"]

    stored = str(quick_stage.select(select(SESSIONS)))

    assert cookie not in stored
    assert token not in stored
    assert token != cookie


def test_the_desk_is_kept_by_nobody_and_tells_its_addresses_to_nobody_else(quick_stage: Stage) -> None:
    answer = at_desk(quick_stage).get("/admin")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "script" not in answer.headers["content-security-policy"]


def test_the_desk_speaks_german_too(quick_stage: Stage) -> None:
    visitor: Visitor = at_desk(quick_stage)

    assert "Nachweise finden" in visitor.browser.get("/admin", headers={"Accept-Language": "de"}).text
