"""Owners see to their staff: add, give links and roles, disable and enable; and a desk keeps an owner."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from app.errors import Conflict, NotFound
from app.model.access import Person, Role
from app.services.audited import client_actor
from app.services.staff import add_person, change_role, disable_person, staff_of
from tests.installations import Stage
from tests.web.at_desk import Visitor, at_desk, browser_of, fields_of
from tests.web.reader import Page

PEOPLE = "/admin/people"


def staff(stage: Stage) -> dict[str, Person]:
    return {person.name: person for person in staff_of(stage.installation, stage.client().tenant_id)}


def path_of(stage: Stage, name: str) -> str:
    return f"{PEOPLE}/{staff(stage)[name].id}"


def link_on(html: str) -> str:
    """The path of the one-time link that a page shows."""
    return urlsplit(html.partition('translate="no">')[2].partition("<")[0]).path


def added(owner: Visitor, name: str = "Eve", role: str = "issuer") -> str:
    answer = owner.send(PEOPLE, name=name, role=role)
    assert answer.status_code == 200, answer.text
    assert not Page(answer.text).faults
    return link_on(answer.text)


def test_somebody_who_is_added_enters_by_the_link_in_their_role(stage: Stage) -> None:
    link = added(at_desk(stage))

    browser = browser_of(stage)
    assert browser.post(link).status_code == 303
    assert "Eve · issuer" in Visitor(browser).read("/admin").text
    assert browser_of(stage).post(link).status_code == 410


def test_the_link_is_on_one_answer_alone_that_nobody_keeps(quick_stage: Stage) -> None:
    owner = at_desk(quick_stage)

    answer = owner.send(PEOPLE, name="Eve", role="auditor")

    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    token = link_on(answer.text).rpartition("/")[2]
    assert token
    assert token not in owner.get(PEOPLE).text + owner.get(path_of(quick_stage, "Eve")).text


def test_a_form_that_is_sent_again_adds_nobody_and_the_first_link_goes_on(stage: Stage) -> None:
    owner = at_desk(stage)
    link, before = added(owner), len(staff(stage))

    again = owner.send(PEOPLE, name="Eve", role="owner")

    page = Page(again.text)
    assert again.status_code == 409
    assert "There is somebody of that name already" in page.text
    assert not page.faults
    assert len(staff(stage)) == before
    assert staff(stage)["Eve"].roles == {Role.ISSUER}
    assert browser_of(stage).post(link).status_code == 303


@pytest.mark.parametrize(
    ("name", "role"), [("", "issuer"), ("Eve\n", "emperor"), ("x" * 101, "issuer"), ("Eve", ""), ("\u202eeve", "owner")]
)
def test_who_cannot_be_added_is_told_why_and_what_was_typed_stays(quick_stage: Stage, name: str, role: str) -> None:
    owner = at_desk(quick_stage)

    answer = owner.send(PEOPLE, name=name, role=role)

    assert answer.status_code == 400
    assert Page(answer.text).marked("problem")
    assert len(staff(quick_stage)) == 1


def test_another_link_ends_the_one_before(stage: Stage) -> None:
    owner = at_desk(stage)
    first = added(owner)
    path = path_of(stage, "Eve")

    second = link_on(owner.send(f"{path}/link", form=path).text)

    assert browser_of(stage).post(first).status_code == 410
    assert browser_of(stage).post(second).status_code == 303


def test_a_role_counts_from_the_next_request_on(stage: Stage) -> None:
    owner, visitor = at_desk(stage), at_desk(stage, role=Role.ISSUER)
    path = path_of(stage, "some issuer")

    answer = owner.send(f"{path}/role", form=path, role="auditor")

    assert "counts from the next page on" in owner.read(answer.headers["location"]).text
    assert "some issuer · auditor" in visitor.read("/admin").text


def test_who_is_disabled_is_out_and_may_be_let_in_again_by_a_new_link_only(stage: Stage) -> None:
    owner, visitor = at_desk(stage), at_desk(stage, role=Role.ISSUER)
    path = path_of(stage, "some issuer")
    stale = fields_of(owner.read(path), f"{path}/link")
    unused = link_on(owner.send(f"{path}/link", form=path).text)

    owner.send(f"{path}/disable", form=path)

    assert visitor.get("/admin").status_code == 401
    assert browser_of(stage).post(unused).status_code == 410
    refused = owner.browser.post(f"{path}/link", data=stale)
    assert refused.status_code == 409
    assert "That cannot be done" in refused.text
    owner.send(f"{path}/enable", form=path)
    assert visitor.get("/admin").status_code == 401
    assert browser_of(stage).post(link_on(owner.send(f"{path}/link", form=path).text)).status_code == 303
    assert {"person.disabled", "person.enabled"} <= set(stage.audited())


@pytest.mark.parametrize(("action", "fields"), [("disable", {}), ("role", {"role": "issuer"})])
def test_the_last_owner_stays_one(stage: Stage, action: str, fields: dict[str, str]) -> None:
    owner = at_desk(stage)
    path = path_of(stage, "first owner")

    answer = owner.send(f"{path}/{action}", form=path, **fields)

    assert answer.status_code == 409
    assert "must stay owner" in answer.text
    assert owner.get(PEOPLE).status_code == 200


def test_of_two_owners_who_disable_each_other_at_once_one_stays(stage: Stage) -> None:
    actor = client_actor(stage.client())
    both = [add_person(stage.installation, actor, name, Role.OWNER).person for name in ("Eve", "Max")]

    def disable(person: Person) -> bool:
        try:
            disable_person(stage.installation, actor, person.id)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(disable, both))

    assert sorted(done) == [False, True]
    assert len([person for person in staff(stage).values() if person.disabled_at is None]) == 1


def test_doing_it_twice_is_written_down_once(quick_stage: Stage) -> None:
    owner = at_desk(quick_stage)
    added(owner)
    path = path_of(quick_stage, "Eve")
    fields = fields_of(owner.read(path), f"{path}/disable")

    answers = [owner.browser.post(f"{path}/{action}", data=fields) for action in ("disable", "disable", "enable", "enable")]

    assert {answer.status_code for answer in answers} == {303}
    assert [quick_stage.audited().count(f"person.{deed}") for deed in ("disabled", "enabled")] == [1, 1]


def test_another_tenants_people_are_not_there(stage: Stage) -> None:
    at_desk(stage, role=Role.ISSUER)
    stranger, path = at_desk(stage, "orchestra"), path_of(stage, "some issuer")
    fields = {**fields_of(stranger.read(PEOPLE), PEOPLE), "role": "owner"}

    seen = [
        stranger.get(path),
        *(stranger.browser.post(f"{path}/{action}", data=fields) for action in ("link", "role", "disable", "enable")),
    ]

    assert {answer.status_code for answer in seen} == {404}
    assert "some issuer" not in stranger.read(PEOPLE).text
    assert staff(stage)["some issuer"].disabled_at is None


@pytest.mark.parametrize("change", [change_role, disable_person])
def test_nobody_is_changed_who_is_not_there(quick_stage: Stage, change: object) -> None:
    assert callable(change)
    arguments = (Role.OWNER,) if change is change_role else ()

    with pytest.raises(NotFound, match="nobody"):
        change(quick_stage.installation, client_actor(quick_stage.client()), "psn_0", *arguments)
