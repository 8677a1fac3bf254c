"""Calling systems at the desk: a key is shown once, made once, and opens nothing after it was revoked."""

import re

import pytest

from app.model.access import Role
from app.model.issuer import Mode
from app.services.api_keys import client_of, clients_of
from tests.installations import Stage
from tests.web.at_desk import Visitor, at_desk, fields_of
from tests.web.reader import Page

NEW = "/admin/clients/new"
WANTED = {"name": "Moodle", "mode": "test", "scope:credentials:read": "on", "scope:audit:read": "on"}


def key_on(html: str) -> str:
    found = re.search(r"sk_(?:test|live)_[\w-]{30,}", html)
    return found[0] if found else ""


def names(stage: Stage) -> list[str]:
    return [client.name for client, _ in clients_of(stage.installation, stage.client().tenant_id)]


def path_of(stage: Stage, who: str = "second") -> str:
    return f"/admin/clients/{stage.client(who).id}"


def revoke_links(visitor: Visitor, path: str) -> list[str]:
    return [link for link in visitor.read(path).links if link.endswith("/revoke")]


def test_a_new_system_may_do_what_was_ticked_by_the_key_that_is_shown(stage: Stage) -> None:
    answer = at_desk(stage).send(NEW, **WANTED)

    assert answer.status_code == 200
    assert not Page(answer.text).faults
    client = client_of(stage.installation, key_on(answer.text))
    assert (client.name, client.mode, client.scopes) == ("Moodle", Mode.TEST, frozenset({"credentials:read", "audit:read"}))
    assert client.tenant_id == stage.client().tenant_id


def test_the_key_is_on_one_answer_alone_that_nobody_keeps(quick_stage: Stage) -> None:
    owner = at_desk(quick_stage)

    answer = owner.send(NEW, **WANTED)

    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    key = key_on(answer.text)
    later = owner.get("/admin/clients").text + owner.get(f"/admin/clients/{client_of(quick_stage.installation, key).id}").text
    assert key not in later
    assert key[:14] in later


def test_a_form_that_is_sent_again_makes_no_second_system_and_shows_no_key(stage: Stage) -> None:
    owner = at_desk(stage)
    fields = fields_of(owner.read(NEW), NEW) | WANTED
    owner.browser.post(NEW, data=fields)

    again = owner.browser.post(NEW, data=fields)

    assert again.status_code == 303
    assert names(stage).count("Moodle") == 1
    page = owner.read(again.headers["location"])
    assert "nothing was made a second time" in page.text
    assert not key_on(page.text)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"name": "a\nb"},
        {"mode": "real"},
        {"mode": ""},
        {"scope:audit:read": None, "scope:credentials:read": None},
    ],
    ids=str,
)
def test_a_system_that_cannot_be_made_is_told_why_and_what_was_typed_stays(quick_stage: Stage, changes: dict[str, str | None]) -> None:
    owner, before = at_desk(quick_stage), names(quick_stage)
    fields = {name: value for name, value in {**WANTED, **changes}.items() if value is not None}

    answer = owner.send(NEW, **fields)

    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.marked("problem")
    assert not page.faults
    assert [box["name"] for box in page.every("input") if "checked" in box] == [name for name in fields if name.startswith("scope:")]
    assert names(quick_stage) == before


@pytest.mark.parametrize("new_id", ["", "cli_0", "sec_" + "0" * 32, "cli_" + "0" * 33, "../keys"])
def test_a_form_that_does_not_say_which_system_it_is_makes_none(quick_stage: Stage, new_id: str) -> None:
    owner, before = at_desk(quick_stage), names(quick_stage)

    assert owner.send(NEW, **WANTED, new_id=new_id).status_code == 400
    assert names(quick_stage) == before


def test_the_id_of_another_tenants_system_makes_nothing_and_tells_nothing(quick_stage: Stage) -> None:
    owner, theirs = at_desk(quick_stage), quick_stage.client("orchestra")

    answer = owner.send(NEW, **WANTED, new_id=theirs.id)

    assert not key_on(answer.text)
    assert owner.get(answer.headers["location"]).status_code == 404
    assert quick_stage.client("orchestra") == theirs


def test_keys_are_rotated_by_a_further_one_and_revoking_the_first(stage: Stage) -> None:
    owner, path = at_desk(stage), path_of(stage)
    old, client = revoke_links(owner, path), stage.client("second")

    further = key_on(owner.send(f"{path}/keys", form=path).text)

    assert stage.http("second").get("/v1/credentials").status_code == 200
    assert client_of(stage.installation, further) == client
    answer = owner.send(old[0])
    assert "opens nothing any more" in owner.read(answer.headers["location"]).text
    assert stage.http("second").get("/v1/credentials").status_code == 401
    assert client_of(stage.installation, further) == client


def test_a_further_key_is_made_once_for_each_form(stage: Stage) -> None:
    owner, path = at_desk(stage), path_of(stage)
    fields = fields_of(owner.read(path), f"{path}/keys")
    owner.browser.post(f"{path}/keys", data=fields)

    again = owner.browser.post(f"{path}/keys", data=fields)

    assert again.status_code == 303
    assert not key_on(again.text)
    assert len(revoke_links(owner, path)) == 2


def test_revoking_twice_is_as_good_as_once(quick_stage: Stage) -> None:
    owner, path = at_desk(quick_stage), path_of(quick_stage)
    address = revoke_links(owner, path)[0]
    fields = fields_of(owner.read(address), address)

    answers = [owner.browser.post(address, data=fields).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert quick_stage.audited().count("client_secret.revoked") == 1
    assert owner.get(address).status_code == 404


def test_a_key_is_revoked_at_its_own_system_only(quick_stage: Stage) -> None:
    owner = at_desk(quick_stage)
    other = revoke_links(owner, path_of(quick_stage, "lms"))[0].rpartition("/keys/")[2]
    token = fields_of(owner.read("/admin"), "/admin/leave")

    answer = owner.browser.post(f"{path_of(quick_stage)}/keys/{other}", data=token)

    assert answer.status_code == 404
    assert quick_stage.http().get("/v1/credentials").status_code == 200


def test_another_tenants_system_is_not_there(stage: Stage) -> None:
    path = path_of(stage)
    address = revoke_links(at_desk(stage), path)[0]
    stranger = at_desk(stage, "orchestra")
    token = fields_of(stranger.read("/admin"), "/admin/leave") | {"new_id": "sec_" + "0" * 32}

    answers = [stranger.get(path), stranger.get(address), *(stranger.browser.post(each, data=token) for each in (f"{path}/keys", address))]

    assert {answer.status_code for answer in answers} == {404}
    assert "second" not in stranger.read("/admin/clients").text
    assert stage.http("second").get("/v1/credentials").status_code == 200


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ISSUER])
def test_who_is_no_owner_sees_systems_and_no_way_to_change_them(quick_stage: Stage, role: Role) -> None:
    visitor, path = at_desk(quick_stage, role=role), path_of(quick_stage)

    page = visitor.read(path)

    assert "sk_test_" in page.text
    assert not revoke_links(visitor, path)
    assert set(page.forms) == {"/admin/leave"}
    assert NEW not in visitor.read("/admin/clients").links


def test_the_deed_names_the_person(quick_stage: Stage) -> None:
    at_desk(quick_stage).send(NEW, **WANTED)

    page = at_desk(quick_stage).read("/admin/audit", action="client.created")

    assert "first owner at the desk client.created" in page.text
