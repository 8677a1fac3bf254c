"""One credential at the desk: everything about it, its whole history, and what can be done with it as it is."""

import pytest

from app.adapters.database import recipients
from tests.installations import Stage
from tests.theatre import SUBJECT
from tests.web.at_desk import Visitor, at_desk
from tests.web.test_desk_search import HOSTILE


def path_of(issued: dict[str, str]) -> str:
    return f"/admin/credentials/{issued['id']}"


def offered(visitor: Visitor, path: str) -> set[str]:
    return {link.rpartition("/")[2] for link in visitor.read(path).links if link.startswith(f"{path}/")}


def test_it_says_who_what_when_and_where(stage: Stage) -> None:
    issued = stage.issued()

    page = at_desk(stage).read(path_of(issued))

    for words in ("Ada Example", "in force", "ada@example.org", "42", "passed", "Stitching (v1)", "Academy", "course:7", issued["id"]):
        assert words in page.text
    assert {issued["links"]["public"], issued["links"]["ob3_jsonld"], issued["links"]["ob3_jwt"]} <= set(page.links)
    assert "/achievements/stitching/v1" in page.links


def test_its_history_says_who_did_what_and_why(stage: Stage) -> None:
    path = path_of(stage.issued())
    visitor = at_desk(stage)
    visitor.send(f"{path}/suspend", reason="holder_request", note="She called.\r\nTwice.")
    stage.clock.move(seconds=60)
    visitor.send(f"{path}/reinstate", reason="other", note="")

    text = visitor.read(path).text

    assert "signed and issued the service itself" in text
    assert "ordered lms calling system" in text
    assert "12:00:00 UTC suspended first owner at the desk at the holder’s request Note: She called. Twice." in text
    assert "12:01:00 UTC reinstated first owner at the desk another reason" in text
    assert text.count("suspended") == 1


def test_a_deed_that_has_no_words_yet_is_shown_as_it_is_recorded(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    values = {"actor_kind": "operator", "actor_id": "cli", "object_kind": "credential", "object_id": issued["id"], "entry_sha256": "00"}
    tenant_id = quick_stage.client().tenant_id
    quick_stage.insert("audit_event", id="evt_x", tenant_id=tenant_id, at=quick_stage.clock(), action="credential.framed", **values)

    assert "credential.framed command line" in at_desk(quick_stage).read(path_of(issued)).text


def test_a_file_that_was_made_later_stands_in_its_history(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    quick_stage.http(None).get(issued["links"]["ob3_jwt"])

    assert "further file made: ob3-jwt" in at_desk(quick_stage).read(path_of(issued)).text


def test_what_is_offered_follows_its_state(stage: Stage) -> None:
    path = path_of(stage.issued())
    visitor = at_desk(stage)

    assert offered(visitor, path) == {"reissue", "suspend", "revoke"}
    visitor.send(f"{path}/suspend", reason="other")
    assert offered(visitor, path) == {"reinstate", "revoke"}
    visitor.send(f"{path}/revoke", reason="other")
    assert offered(visitor, path) == {"reissue"}


def test_of_an_erased_person_only_the_bare_record_is_shown(stage: Stage) -> None:
    issued = stage.issued()
    visitor = at_desk(stage)
    visitor.send(f"{path_of(issued)}/suspend", reason="other", note="About Ada.")
    tenant_id = stage.client().tenant_id
    stage.installation.database.write(lambda session: recipients.erase(session, tenant_id, issued["recipient"], stage.clock()))

    page = visitor.read(path_of(issued))

    assert "The personal data of this person was erased" in page.text
    assert issued["id"] in page.text
    assert "Ada" not in page.text
    assert issued["links"]["public"] not in page.links
    assert offered(visitor, path_of(issued)) == {"reinstate", "revoke"}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_change_nothing_but_text(quick_stage: Stage, name: str) -> None:
    plain = quick_stage.issued(recipient={**SUBJECT, "name": "Plain"}, results=[{"name": "Work", "value": "good"}])
    hostile = quick_stage.issued(recipient={**SUBJECT, "name": name}, results=[{"name": name, "value": name}], source_ref=name[:200])
    visitor = at_desk(quick_stage)

    for page in ("", "/suspend", "/reissue"):
        assert visitor.read(path_of(hostile) + page).skeleton == visitor.read(path_of(plain) + page).skeleton


@pytest.mark.parametrize("done", ["<b>", "deleted", ""])
def test_the_address_cannot_make_the_page_say_that_something_was_done(quick_stage: Stage, done: str) -> None:
    page = at_desk(quick_stage).read(path_of(quick_stage.issued()), done=done)

    assert not page.marked("done")
