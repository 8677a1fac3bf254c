"""Slots: each once, in an order that only the key knows."""

from itertools import pairwise

import pytest

from app.errors import StatusIndexOutOfRange
from app.status.slots import permuted

KEY = bytes(range(32))
OTHER_KEY = bytes(reversed(range(32)))
LIST_SIZE = 131_072


def test_every_slot_of_a_whole_list_is_given_exactly_once() -> None:
    slots = {permuted(seq, LIST_SIZE, KEY) for seq in range(LIST_SIZE)}

    assert slots == set(range(LIST_SIZE))


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8, 9, 31, 63, 65, 100, 255, 257, 1_023])
def test_every_slot_of_a_list_of_any_size_is_given_exactly_once(size: int) -> None:
    assert sorted(permuted(seq, size, KEY) for seq in range(size)) == list(range(size))


def test_the_order_is_the_same_for_ever() -> None:
    assert [permuted(seq, LIST_SIZE, KEY) for seq in range(6)] == [70419, 17721, 10725, 119960, 32216, 58777]


def test_another_key_gives_another_order() -> None:
    ours = [permuted(seq, LIST_SIZE, KEY) for seq in range(100)]
    theirs = [permuted(seq, LIST_SIZE, OTHER_KEY) for seq in range(100)]

    assert sum(one == other for one, other in zip(ours, theirs, strict=True)) < 3


def test_neighbours_in_time_are_no_neighbours_in_the_list() -> None:
    slots = [permuted(seq, LIST_SIZE, KEY) for seq in range(1_000)]

    assert sum(abs(after - before) == 1 for before, after in pairwise(slots)) < 3
    assert max(slots) > LIST_SIZE * 0.9
    assert min(slots) < LIST_SIZE * 0.1


@pytest.mark.parametrize("seq", [-1, LIST_SIZE, LIST_SIZE + 1])
def test_a_slot_beyond_the_list_is_refused(seq: int) -> None:
    with pytest.raises(StatusIndexOutOfRange, match=str(LIST_SIZE)):
        permuted(seq, LIST_SIZE, KEY)
