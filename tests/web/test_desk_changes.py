"""Revoking, suspending and reinstating at the desk: said plainly, done once, and nothing typed is lost."""

import pytest
from sqlalchemy import Executable, select

from app.adapters.database import recipients
from app.adapters.database.tables import metadata
from app.model.access import ActorKind
from tests.installations import Stage
from tests.web.at_desk import at_desk, fields_of
from tests.web.reader import Page


def path_of(issued: dict[str, str]) -> str:
    return f"/admin/credentials/{issued['id']}"


def test_the_form_to_revoke_says_that_it_is_final(quick_stage: Stage) -> None:
    page = at_desk(quick_stage).read(f"{path_of(quick_stage.issued())}/revoke")

    assert "Revoking is final" in page.text
    reasons = ("issued in error", "academic misconduct", "at the holder’s request", "the key that signed it was in other hands")
    assert all(words in page.text for words in (*reasons, "another reason"))


def test_revoking_is_told_on_its_page_in_its_history_and_to_the_public(stage: Stage) -> None:
    issued = stage.issued()
    visitor = at_desk(stage)

    answer = visitor.send(f"{path_of(issued)}/revoke", reason="issued_in_error", note="Wrong person.")
    page = visitor.read(answer.headers["location"])

    assert answer.status_code == 303
    assert "Revoked. The public list says so within seconds." in page.text
    assert "revoked first owner at the desk issued in error Note: Wrong person." in page.text
    assert "Wrong person" not in stage.http(None).get(issued["links"]["public"]).text
    assert stage.credential(issued["id"]).row.state == "revoked"


def test_the_person_is_named_in_the_audit_trail(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    at_desk(quick_stage).send(f"{path_of(issued)}/suspend", reason="other")

    rows = quick_stage.select(_events("credential.suspended"))

    assert [(row.actor_kind, row.actor_id[:4], row.request_id[:4]) for row in rows] == [(ActorKind.PERSON, "psn_", "req_")]


@pytest.mark.parametrize("verb", ["revoke", "suspend"])
@pytest.mark.parametrize("reason", ["", "superseeded", "<b>", "Other"])
def test_a_reason_that_is_not_of_the_list_is_refused_and_the_note_stays(quick_stage: Stage, verb: str, reason: str) -> None:
    issued = quick_stage.issued()

    answer = at_desk(quick_stage).send(f"{path_of(issued)}/{verb}", reason=reason, note="Kept words.")

    page = Page(answer.text)
    assert answer.status_code == 422
    assert not page.faults
    assert page.marked("problem")
    assert "Kept words." in page.text
    assert quick_stage.credential(issued["id"]).row.state == "issued"


@pytest.mark.parametrize(("note", "status"), [("x" * 2001, 422), ("nul\x00", 400)])
def test_a_note_that_does_not_fit_is_refused_and_stays_in_the_form(quick_stage: Stage, note: str, status: int) -> None:
    answer = at_desk(quick_stage).send(f"{path_of(quick_stage.issued())}/revoke", reason="other", note=note)

    assert answer.status_code == status
    assert note[:100] in answer.text


@pytest.mark.parametrize("revision", ["", "-1", "1.0", "²", "9" * 16])
def test_a_form_that_does_not_say_what_it_is_about_is_refused(quick_stage: Stage, revision: str) -> None:
    issued = quick_stage.issued()

    answer = at_desk(quick_stage).send(f"{path_of(issued)}/revoke", reason="other", revision=revision)

    assert answer.status_code == 400
    assert quick_stage.credential(issued["id"]).row.state == "issued"


def test_who_was_overtaken_is_told_and_decides_anew(stage: Stage) -> None:
    path = path_of(stage.issued())
    visitor = at_desk(stage)
    stale = fields_of(visitor.read(f"{path}/revoke"), f"{path}/revoke")
    visitor.send(f"{path}/suspend", reason="other")

    answer = visitor.browser.post(f"{path}/revoke", data={**stale, "reason": "holder_request", "note": "Kept words."})

    page = Page(answer.text)
    assert answer.status_code == 412
    assert "It has changed since" in page.text
    assert "suspended" in page.text
    assert "Kept words." in page.text
    fresh = page.forms[f"{path}/revoke"][0]
    assert visitor.browser.post(f"{path}/revoke", data={**fresh, "reason": "holder_request"}).status_code == 303


def test_where_nothing_can_be_done_any_more_the_typed_note_is_still_shown(stage: Stage) -> None:
    path = path_of(stage.issued())
    visitor = at_desk(stage)
    stale = fields_of(visitor.read(f"{path}/suspend"), f"{path}/suspend")
    visitor.send(f"{path}/revoke", reason="other")

    answer = visitor.browser.post(f"{path}/suspend", data={**stale, "reason": "other", "note": "Kept words."})

    page = Page(answer.text)
    assert answer.status_code == 412
    assert "cannot be done" in page.text
    assert "Kept words." in page.text
    assert f"{path}/suspend" not in page.forms


@pytest.mark.parametrize("verb", ["revoke", "suspend"])
def test_a_form_that_is_sent_twice_does_it_once(stage: Stage, verb: str) -> None:
    issued = stage.issued()
    path = f"{path_of(issued)}/{verb}"
    visitor = at_desk(stage)
    fields = {**fields_of(visitor.read(path), path), "reason": "other", "note": "Once."}

    answers = [visitor.browser.post(path, data=fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert stage.credential(issued["id"]).row.revision == 1
    assert visitor.read(path_of(issued)).text.count("Note: Once.") == 1


def test_a_form_that_is_sent_again_with_other_words_is_not_taken_for_its_double(stage: Stage) -> None:
    path = f"{path_of(stage.issued())}/revoke"
    visitor = at_desk(stage)
    fields = {**fields_of(visitor.read(path), path), "reason": "other"}
    visitor.browser.post(path, data={**fields, "note": "First."})

    answer = visitor.browser.post(path, data={**fields, "note": "Second."})

    assert answer.status_code == 412
    assert "Second." in answer.text


def test_the_same_deed_of_somebody_else_is_no_double(stage: Stage) -> None:
    path = path_of(stage.issued())
    visitor = at_desk(stage)
    stale = fields_of(visitor.read(f"{path}/revoke"), f"{path}/revoke")
    stage.http().post(f"/v1/credentials/{path.rpartition('/')[2]}/revoke", json={"reason": "other"})

    answer = visitor.browser.post(f"{path}/revoke", data={**stale, "reason": "other", "note": "Kept words."})

    assert answer.status_code == 412
    assert "Kept words." in answer.text


def test_what_is_not_possible_is_said_without_a_form(quick_stage: Stage) -> None:
    path = f"{path_of(quick_stage.issued())}/reinstate"

    page = at_desk(quick_stage).read(path)

    assert "cannot be done" in page.text
    assert path not in page.forms


def test_a_note_about_an_erased_person_is_not_kept_and_that_is_said(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    visitor = at_desk(quick_stage)
    _erase(quick_stage, issued["recipient"])

    with_note = visitor.send(f"{path_of(issued)}/revoke", reason="other", note="Kept words.")
    without = visitor.send(f"{path_of(issued)}/revoke", reason="other")

    assert with_note.status_code == 410
    assert "Kept words." in with_note.text
    assert without.status_code == 303


def test_a_database_that_does_not_write_is_said_and_nothing_is_lost(quick_stage: Stage) -> None:
    path = f"{path_of(quick_stage.issued())}/revoke"
    visitor = at_desk(quick_stage)
    fields = fields_of(visitor.read(path), path)
    quick_stage.storage.refused = {1}

    answer = visitor.browser.post(path, data={**fields, "reason": "other", "note": "Kept words."})

    assert answer.status_code == 503
    assert "Kept words." in answer.text


def _events(action: str) -> Executable:
    table = metadata.tables["audit_event"]
    return select(table).where(table.c.action == action)


def _erase(stage: Stage, recipient_id: str) -> None:
    tenant_id = stage.client().tenant_id
    stage.installation.database.write(lambda session: recipients.erase(session, tenant_id, recipient_id, stage.clock()))
