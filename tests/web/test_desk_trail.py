"""The audit trail at the desk: who did what, narrowed down by anything that it names, and never a learner."""

import pytest

from app.model.access import Role
from tests.installations import Stage
from tests.web.at_desk import at_desk

TRAIL = "/admin/audit"


def test_a_deed_is_told_with_who_did_it_and_leads_to_its_thing(stage: Stage) -> None:
    issued = stage.issued()
    at_desk(stage).send(f"/admin/credentials/{issued['id']}/suspend", reason="other", note="Ada asked.")

    page = at_desk(stage, role=Role.AUDITOR).read(TRAIL)

    assert f"first owner at the desk credential.suspended {issued['id']} credential" in page.text
    assert f"lms calling system credential.reserved {issued['id']} credential" in page.text
    assert f"/admin/credentials/{issued['id']}" in page.links
    assert "Ada" not in page.text


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ({"action": "credential.issued"}, "credential.issued", "client.created"),
        ({"object": "{credential}"}, "credential.issued", "client.created"),
        ({"actor": "{client}"}, "credential.reserved", "desk.entered"),
        ({"since": "2026-01-31", "until": "2026-01-31"}, "credential.issued", "Nothing fits"),
        ({"since": "2026-02-01"}, "Nothing fits", "credential.issued"),
        ({"until": "2026-01-30"}, "Nothing fits", "credential.issued"),
    ],
    ids=str,
)
def test_the_trail_is_narrowed_down(quick_stage: Stage, query: dict[str, str], there: str, gone: str) -> None:
    names = {"credential": quick_stage.issued()["id"], "client": quick_stage.client().id}

    page = at_desk(quick_stage).read(TRAIL, **{name: value.format_map(names) for name, value in query.items()})

    assert there in page.text
    assert gone not in page.text


def test_the_trail_goes_on_page_after_page_with_what_was_asked_for(quick_stage: Stage) -> None:
    for number in range(26):
        quick_stage.issued(source_ref=f"course:{number}")
    visitor = at_desk(quick_stage)

    page = visitor.read(TRAIL, action="credential.issued")
    onward = next(link for link in page.links if "after=" in link)

    assert page.text.count("the service itself credential.issued") == 25
    assert visitor.read(onward).text.count("the service itself credential.issued") == 1


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"until": "9999-12-31"}, {"actor": "x" * 101}], ids=str)
def test_what_cannot_be_asked_is_refused_and_the_form_stays(quick_stage: Stage, query: dict[str, str]) -> None:
    answer = at_desk(quick_stage).get(TRAIL, **query)

    assert answer.status_code == 422
    assert next(iter(query.values())) in answer.text


def test_another_tenants_deeds_are_not_told(stage: Stage) -> None:
    issued = stage.issued()

    page = at_desk(stage, "orchestra").read(TRAIL, object=issued["id"])

    assert "Nothing fits" in page.text
    assert "lms" not in at_desk(stage, "orchestra").read(TRAIL).text
