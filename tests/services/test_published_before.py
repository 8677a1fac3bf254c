"""What a journal says together, in whatever order its lines are read and however often."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.model.journal import JournaledList, JournalEntry
from app.model.record import KeyState
from app.services.published_before import published_before
from tests.adapters.test_journal import KEY, LINE

ENTRIES: list[JournalEntry] = [
    replace(LINE, version=0, newly_set=(), sha256=None),
    replace(LINE, version=1, newly_set=(5,)),
    replace(LINE, version=2, newly_set=(7, 9)),
    replace(LINE, list_id="stl_2", epoch=3, version=1, newly_set=()),
    replace(KEY, state=KeyState.ACTIVE),
    replace(KEY, state=KeyState.RETIRED),
    KEY,
]


@given(st.lists(st.sampled_from(ENTRIES), max_size=10), st.permutations(ENTRIES))
def test_order_and_repetition_do_not_count(repeated: list[JournalEntry], entries: list[JournalEntry]) -> None:
    found = published_before([*repeated, *entries])

    assert {name: (known.last.version, sorted(known.bits)) for name, known in found.lists.items()} == {
        "stl_1": (2, [5, 7, 9]),
        "stl_2": (1, []),
    }
    assert found.keys == {KEY.id: KEY}
    assert found.epoch == 3


def test_nothing_comes_of_nothing() -> None:
    found = published_before(())

    assert (found.lists, found.keys, found.epoch) == ({}, {}, 0)


def test_an_index_that_the_list_does_not_have_is_left_out() -> None:
    found = published_before([replace(LINE, newly_set=(-1, 0, 131_071, 131_072))])

    assert found.lists["stl_1"].bits == {0, 131_071}


def test_a_line_keeps_what_it_is_needed_for() -> None:
    (known,) = published_before([LINE]).lists.values()

    assert known.last == replace(LINE, newly_set=())
    assert isinstance(known.last, JournaledList)
