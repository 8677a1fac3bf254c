"""Correcting a credential at the desk: old and new side by side first, then done once, with who allowed it."""

from typing import Any

import pytest

from app.adapters.database import recipients
from tests.installations import Stage
from tests.web.at_desk import Visitor, at_desk
from tests.web.reader import Page

RIGHT = {
    "name": "Ada Correct",
    "email": "ada@example.org",
    "result-0-value": "passed",
    "reason": "name_correction",
    "authority": "Registrar; passport seen.",
}


def path_of(issued: dict[str, Any]) -> str:
    return f"/admin/credentials/{issued['id']}"


def typed(page: Page) -> dict[str, str]:
    """What stands in the fields of a page with one form to correct."""
    return {attributes["name"]: attributes.get("value", "") for attributes in page.every("input") if attributes.get("id")}


def previewed(visitor: Visitor, path: str, **changes: str) -> Page:
    answer = visitor.send(f"{path}/reissue", **(RIGHT | changes))
    assert answer.status_code == 200, answer.text
    page = Page(answer.text)
    assert not page.faults
    return page


def confirm(visitor: Visitor, path: str, page: Page) -> Any:
    return visitor.browser.post(f"{path}/reissue", data=page.forms[f"{path}/reissue"][0])


def test_the_form_has_what_the_credential_says(stage: Stage) -> None:
    path = path_of(stage.issued(results=[{"name": "Exam", "value": "17", "achieved_at": "2026-01-30T10:00:00Z"}]))

    page = at_desk(stage).read(f"{path}/reissue")

    assert typed(page) == {
        "name": "Ada Example",
        "email": "ada@example.org",
        "result-0-name": "Exam",
        "result-0-value": "17",
        "result-1-name": "",
        "result-1-value": "",
    }
    assert page.forms[f"{path}/reissue"][0]["result-0-achieved_at"] == "2026-01-30T10:00:00Z"


def test_the_preview_shows_both_and_does_nothing(stage: Stage) -> None:
    issued = stage.issued()
    before = stage.row_counts()
    visitor = at_desk(stage)

    page = previewed(visitor, path_of(issued))

    assert "Learner Ada Example Ada Correct" in page.text
    assert "Results passed passed" in page.text
    assert "Registrar; passport seen." in page.text
    assert [attributes for attributes in page.every("span") if "state-changed" in attributes.get("class", "")] != []
    changed = {name for name, count in stage.row_counts().items() if count != before[name]}
    assert changed <= {"person", "person_role", "one_time_link", "web_session", "audit_event"}


def test_the_new_one_takes_the_place_of_the_old_one(stage: Stage) -> None:
    issued = stage.issued()
    visitor = at_desk(stage)

    answer = confirm(visitor, path_of(issued), previewed(visitor, path_of(issued)))
    new = visitor.read(answer.headers["location"])
    old = visitor.read(path_of(issued))

    assert answer.status_code == 303
    assert "This is the new credential" in new.text
    assert "Ada Correct in force" in new.text
    assert "made in place of another one first owner at the desk the name was wrong Authority: Registrar; passport seen." in new.text
    assert f"Replaces {issued['id']}" in new.text
    assert "Ada Example replaced" in old.text
    assert answer.headers["location"].partition("?")[0] in old.links


def test_its_public_pages_tell_of_each_other(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    visitor = at_desk(quick_stage)
    answer = confirm(visitor, path_of(issued), previewed(visitor, path_of(issued)))
    [public] = [link for link in visitor.read(answer.headers["location"]).links if "/c/" in link and "token" not in link]

    assert public in Page(quick_stage.http(None).get(issued["links"]["public"]).text).links
    assert "Ada Correct" in quick_stage.http(None).get(public).text


def test_a_form_that_is_sent_twice_issues_once(stage: Stage) -> None:
    path = path_of(stage.issued())
    visitor = at_desk(stage)
    page = previewed(visitor, path)
    before = stage.row_counts()["credential"]

    first, second = (confirm(visitor, path, page) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert stage.row_counts()["credential"] == before + 1


def test_another_correction_of_what_was_replaced_is_no_double(quick_stage: Stage) -> None:
    path = path_of(quick_stage.issued())
    visitor = at_desk(quick_stage)
    first, second = previewed(visitor, path), previewed(visitor, path, name="Ada Other")
    confirm(visitor, path, first)

    answer = confirm(visitor, path, second)

    assert answer.status_code == 412
    assert "Ada Other" in answer.text
    assert "Registrar; passport seen." in answer.text


def test_the_same_correction_of_somebody_else_is_no_double(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    visitor = at_desk(quick_stage)
    page = previewed(visitor, path_of(issued))
    body = {"recipient": {"name": RIGHT["name"]}, "reason": RIGHT["reason"], "authority": "The learning platform."}
    quick_stage.http().post(f"/v1/credentials/{issued['id']}/reissue", json=body, headers={"Idempotency-Key": "k"})

    assert confirm(visitor, path_of(issued), page).status_code == 412


def test_who_was_overtaken_is_told_before_anything_is_issued(quick_stage: Stage) -> None:
    path = path_of(quick_stage.issued())
    visitor = at_desk(quick_stage)
    page = previewed(visitor, path)
    visitor.send(f"{path}/suspend", reason="other")

    answer = confirm(visitor, path, page)

    assert answer.status_code == 412
    assert "suspended" in answer.text
    assert "Ada Correct" in answer.text


def test_results_can_be_corrected_added_and_taken_away(quick_stage: Stage) -> None:
    path = path_of(quick_stage.issued(results=[{"value": "passed"}, {"name": "Exam", "value": "17"}]))
    visitor = at_desk(quick_stage)
    lines = {"result-0-value": "", "result-1-name": "Exam", "result-1-value": "71", "result-2-status": "Completed", "result-2-name": "Work"}

    page = previewed(visitor, path, name="Ada Example", reason="data_correction", **lines)

    assert "Results passed; Exam · 17 Exam · 71; Work · completed" in page.text


def test_a_renewal_needs_no_correction_and_begins_now(quick_stage: Stage) -> None:
    path = path_of(quick_stage.issued())
    quick_stage.clock.move(seconds=40 * 86_400)

    page = previewed(at_desk(quick_stage), path, name="Ada Example", reason="renewal")

    assert "Valid from 31 January 2026 12 March 2026" in page.text


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "Ada Example"},
        {"name": "x" * 201},
        {"email": "no address"},
        {"authority": ""},
        {"authority": " "},
        {"authority": "x" * 2001},
        {"reason": ""},
        {"reason": "other"},
        {"result-0-status": "Excellent"},
        {"result-0-value": "x" * 201},
        {"result-0-achieved_at": "yesterday"},
        {"name": "Ada Example", "reason": "data_correction"},
    ],
    ids=lambda changes: str(changes)[:50],
)
def test_what_does_not_fit_is_said_and_everything_typed_stays(quick_stage: Stage, changes: dict[str, str]) -> None:
    path = path_of(quick_stage.issued())
    visitor = at_desk(quick_stage)

    answer = visitor.send(f"{path}/reissue", **({**RIGHT, **changes}))

    page = Page(answer.text)
    assert answer.status_code == 422
    assert not page.faults
    assert page.marked("problem")
    assert typed(page)["name"] == changes.get("name", RIGHT["name"])
    assert changes.get("authority", RIGHT["authority"]).strip() in page.text


@pytest.mark.parametrize("verb", ["suspend"])
def test_what_cannot_be_replaced_now_has_no_form(quick_stage: Stage, verb: str) -> None:
    path = path_of(quick_stage.issued())
    visitor = at_desk(quick_stage)
    visitor.send(f"{path}/{verb}", reason="other")

    page = visitor.read(f"{path}/reissue")

    assert "cannot be done" in page.text
    assert f"{path}/reissue" not in page.forms


def test_a_credential_of_an_erased_person_cannot_be_corrected(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    visitor = at_desk(quick_stage)
    token = visitor.read("/admin").forms["/admin/leave"][0]
    tenant_id = quick_stage.client().tenant_id
    quick_stage.installation.database.write(lambda session: recipients.erase(session, tenant_id, issued["recipient"], quick_stage.clock()))

    answer = visitor.browser.post(f"{path_of(issued)}/reissue", data={**RIGHT, **token, "revision": "0"})

    assert "cannot be done" in visitor.read(f"{path_of(issued)}/reissue").text
    assert answer.status_code == 410


def test_a_key_that_is_locked_is_said_and_nothing_typed_is_lost(quick_stage: Stage) -> None:
    path = path_of(quick_stage.issued())
    visitor = at_desk(quick_stage)
    page = previewed(visitor, path)
    quick_stage.keys.locked = True

    answer = confirm(visitor, path, page)

    assert answer.status_code == 503
    assert "Ada Correct" in answer.text
    assert quick_stage.credential(path.rpartition("/")[2]).row.state == "issued"


def test_a_hostile_correction_is_only_text_in_the_preview(quick_stage: Stage) -> None:
    path = path_of(quick_stage.issued())
    visitor = at_desk(quick_stage)

    plain = previewed(visitor, path)
    hostile = previewed(visitor, path, name="<script>alert(1)</script>", authority='"><b>x')

    assert hostile.skeleton == plain.skeleton
