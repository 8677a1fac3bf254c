"""What JSON Pointers select."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto.pointers import MOST_POINTERS, select
from app.errors import MalformedProof
from app.model.secured import Document
from app.schemas.strict_json import places

DOCUMENT: Document = {
    "@context": ["urn:context"],
    "id": "urn:x",
    "type": ["A", "B"],
    "name": "x",
    "a/b": {"~": 1, "~1": 2, "": {"type": "C", "deep": None}},
    "list": [{"type": "D", "v": 1, "w": 2}, "text", [1, {"id": "urn:y", "u": 1, "v": 2}], {"@context": "urn:z", "v": 3}],
}
ROOT = {"@context": ["urn:context"], "id": "urn:x", "type": ["A", "B"]}


@pytest.mark.parametrize(
    ("pointers", "rest"),
    [
        (["/name"], {"name": "x"}),
        (["/id"], {}),
        (["/type/1"], {}),
        (["/@context/0", "/type"], {}),
        (["/a~1b/~0"], {"a/b": {"~": 1}}),
        (["/a~1b/~01"], {"a/b": {"~1": 2}}),
        (["/a~1b//deep"], {"a/b": {"": {"type": "C", "deep": None}}}),
        (["/a~1b/"], {"a/b": {"": {"type": "C", "deep": None}}}),
        (["/list/0/v"], {"list": [{"type": "D", "v": 1}]}),
        (["/list/1", "/list/0/w"], {"list": [{"type": "D", "w": 2}, "text"]}),
        (["/list/3/v", "/list/2/1/u"], {"list": [[{"id": "urn:y", "u": 1}], {"@context": "urn:z", "v": 3}]}),
        (["/list/0/v", "/list/0"], {"list": [{"type": "D", "v": 1, "w": 2}]}),
        (["/list/0", "/list/0/v"], {"list": [{"type": "D", "v": 1, "w": 2}]}),
        (["/list", "/name", "/name"], {"name": "x", "list": DOCUMENT["list"]}),
    ],
)
def test_what_is_led_to_is_kept_with_what_says_what_it_is(pointers: list[str], rest: Document) -> None:
    assert select(DOCUMENT, pointers) == {**ROOT, **rest}


def test_the_order_of_members_and_items_stays() -> None:
    selection = select(DOCUMENT, ["/list/2/0", "/name", "/list/0"])

    assert list(selection) == ["@context", "id", "type", "name", "list"]
    assert selection["list"] == [DOCUMENT["list"][0], [1]]


def test_no_pointer_selects_nothing_and_the_empty_pointer_everything() -> None:
    assert select(DOCUMENT, []) == {}
    assert select(DOCUMENT, ["/name", ""]) == DOCUMENT


def test_items_beyond_the_tenth_stand_in_their_order() -> None:
    assert select({"list": list(range(20))}, [f"/list/{number}" for number in (11, 2, 10, 1)]) == {"list": [1, 2, 10, 11]}


@pytest.mark.parametrize(
    "pointer",
    [
        *("name", "/nowhere", "/name/x", "/a~1b/~", "/a~1b/~2", "/a/b", "#/name", "/list/0/v/0", "/NAME", "/" + "x" * 2_048),
        *("/list/4", "/list/-", "/list/-1", "/list/01", "/list/+1", "/list/1 ", "/list/\u0661", "/list/9999999999"),
    ],
)
def test_a_pointer_that_leads_nowhere_is_refused_with_its_place(pointer: str) -> None:
    with pytest.raises(MalformedProof) as refusal:
        select(DOCUMENT, ["/name", pointer])

    assert [fault.pointer for fault in refusal.value.faults] == [pointer[:200]]


def test_only_so_many_pointers_are_followed() -> None:
    with pytest.raises(MalformedProof, match=str(MOST_POINTERS)):
        select(DOCUMENT, [f"/{number}" for number in range(MOST_POINTERS + 1)])


@given(st.sets(st.sampled_from([pointer for pointer, _ in places(DOCUMENT)])))
def test_every_selection_holds_what_was_asked_for_and_changes_nothing(pointers: set[str]) -> None:
    before = copy.deepcopy(DOCUMENT)

    selection = select(DOCUMENT, pointers)

    assert before == DOCUMENT
    wanted = [value for pointer, value in places(DOCUMENT) if pointer in pointers]
    found: list[Any] = [value for _, value in places(selection)] if pointers else []
    assert all(value in found for value in wanted)


@given(st.lists(st.text(alphabet="/~01a-b@idtype", max_size=8), max_size=4))
def test_any_pointer_is_followed_or_refused(pointers: list[str]) -> None:
    try:
        selection = select(DOCUMENT, pointers)
    except MalformedProof:
        return
    assert selection.keys() <= DOCUMENT.keys()
