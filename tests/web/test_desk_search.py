"""Finding credentials at the desk: by learner, achievement, state and day; page by page."""

from datetime import timedelta

import pytest

from app.adapters.database import recipients
from tests.installations import Stage
from tests.theatre import SUBJECT
from tests.web.at_desk import Visitor, at_desk
from tests.web.reader import Page

NOBODY = "Nothing fits"
DAY = timedelta(days=1) / timedelta(seconds=1)


def someone(name: str, number: int) -> dict[str, str]:
    return {"name": name, "email": f"{number}@example.org", "external_id": str(number)}


def names(page: Page) -> list[str]:
    """The learners on the page that lead to a credential."""
    return [link for link in page.links if link.startswith("/admin/credentials/")]


def found(visitor: Visitor, **query: str) -> str:
    return visitor.read("/admin", **query).text


def test_an_empty_desk_says_how_to_begin(quick_stage: Stage) -> None:
    assert "issues the first one" in found(at_desk(quick_stage))


def test_the_latest_stand_there_without_a_search(stage: Stage) -> None:
    issued = stage.issued()

    page = at_desk(stage).read("/admin")

    assert names(page) == [f"/admin/credentials/{issued['id']}"]
    assert "Ada Example Stitching in force 31 January 2026" in page.text


@pytest.mark.parametrize("words", ["Ada", "ada", "ÀDA", "exam", "ada ex", "example.org", "ada@example.org"])
def test_a_learner_is_found_by_a_part_of_name_or_address(stage: Stage, words: str) -> None:
    stage.issued()
    stage.issued(recipient=someone("Charles Else", 7) | {"email": "charles@else.test"})

    text = found(at_desk(stage), q=words)

    assert "Ada Example" in text
    assert "Charles" not in text


@pytest.mark.parametrize("words", ["Eve", "da", "Ada Eve", "!", "%"])
def test_nobody_else_is_found(quick_stage: Stage, words: str) -> None:
    quick_stage.issued()

    assert NOBODY in found(at_desk(quick_stage), q=words)


def test_each_part_of_the_form_narrows_the_search(stage: Stage) -> None:
    stage.issued()
    stage.issued(achievement="rehearsal", recipient=someone("Max Else", 8))
    visitor = at_desk(stage)

    assert "Max Else" not in found(visitor, achievement="stitching")
    assert "Ada Example" not in found(visitor, achievement="rehearsal")
    assert NOBODY in found(visitor, achievement="tuning")
    assert NOBODY in found(visitor, state="suspended")
    assert "Ada Example" in found(visitor, q="ada", achievement="stitching", state="issued", since="2026-01-31", until="2026-01-31")


def test_a_state_is_searched_as_it_is_now(quick_stage: Stage) -> None:
    issued = quick_stage.issued()
    visitor = at_desk(quick_stage)
    visitor.send(f"/admin/credentials/{issued['id']}/suspend", reason="other", note="")

    assert "Ada Example Stitching suspended" in found(visitor, state="suspended")
    assert NOBODY in found(visitor, state="issued")


def test_a_day_is_counted_from_its_beginning_to_its_end(quick_stage: Stage) -> None:
    quick_stage.issued()
    visitor = at_desk(quick_stage)

    assert "Ada Example" in found(visitor, since="2026-01-31")
    assert "Ada Example" in found(visitor, until="2026-01-31")
    assert NOBODY in found(visitor, since="2026-02-01")
    assert NOBODY in found(visitor, until="2026-01-30")


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"since": "2026-02-30"},
        {"until": "9999-12-31"},
        {"state": "reserved"},
        {"state": "<b>"},
        {"q": "x" * 201},
        {"after": "x" * 101},
    ],
    ids=str,
)
def test_what_cannot_be_searched_for_is_said_and_stays_in_the_form(quick_stage: Stage, query: dict[str, str]) -> None:
    answer = at_desk(quick_stage).get("/admin", **{"q": "kept words", **query})

    page = Page(answer.text)
    assert answer.status_code == 422
    assert not page.faults
    assert page.marked("problem")
    [typed] = [attributes["value"] for attributes in page.every("input") if attributes.get("id") == "q"]
    assert typed == query.get("q", "kept words")


def test_expired_is_said_of_what_is_not_valid_any_more(quick_stage: Stage) -> None:
    quick_stage.issued()
    quick_stage.clock.move(seconds=366 * DAY)

    assert "Ada Example Stitching expired" in found(at_desk(quick_stage))


def test_older_ones_stand_on_further_pages_under_the_same_search(quick_stage: Stage) -> None:
    for number in range(26):
        quick_stage.issued(recipient=someone(f"Ada {number}", number))
    visitor = at_desk(quick_stage)

    first = visitor.read("/admin", q="ada", state="issued")
    [further] = [link for link in first.links if "after=" in link]
    second = visitor.read(further)

    assert len(names(first)) == 25
    assert len(names(second)) == 1
    assert not set(names(first)) & set(names(second))
    assert "q=ada&state=issued&after=crd_" in further
    assert not [link for link in second.links if "after=" in link]


def test_who_was_erased_is_not_named_and_not_found(stage: Stage) -> None:
    issued = stage.issued()
    tenant_id = stage.client().tenant_id
    stage.installation.database.write(lambda session: recipients.erase(session, tenant_id, issued["recipient"], stage.clock()))
    visitor = at_desk(stage)

    assert "Personal data erased" in found(visitor)
    assert NOBODY in found(visitor, q="Ada")


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "\u202eevil\u202d", "' OR 1=1 --", "Z" * 200]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_a_name(quick_stage: Stage, name: str) -> None:
    quick_stage.issued(recipient={**SUBJECT, "name": "Plain"})
    plain = at_desk(quick_stage).read("/admin")
    quick_stage.issued(recipient={**SUBJECT, "name": name}, source_ref=None)
    visitor = at_desk(quick_stage)

    page = visitor.read("/admin")
    searched = visitor.get("/admin", q=name)

    assert "<script>" not in searched.text
    assert "<img" not in searched.text
    assert "49" not in page.text
    assert "\u202e" not in page.text
    assert page.skeleton[: page.skeleton.index("tbody")] == plain.skeleton[: plain.skeleton.index("tbody")]
