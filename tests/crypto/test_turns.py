"""The smallest goes first, one at a time."""

import threading
import time

import pytest

from app.crypto.turns import Turns


def test_whoever_has_the_least_to_do_goes_first_and_equals_in_the_order_they_came() -> None:
    turns, order = Turns(), []

    def work(amount: int, name: str) -> None:
        with turns.turn(amount):
            order.append(name)

    threads = [threading.Thread(target=work, args=entry) for entry in ((5_000, "large"), (10, "small"), (300, "middle"), (10, "small too"))]
    with turns.turn(1):
        for present, thread in enumerate(threads, 1):
            thread.start()
            while turns.waiting < present:
                time.sleep(0.001)
    for thread in threads:
        thread.join()

    assert order == ["small", "small too", "middle", "large"]


def test_no_two_have_their_turn_at_once() -> None:
    turns, inside, most = Turns(), [], []

    def work(amount: int) -> None:
        for _ in range(50):
            with turns.turn(amount):
                inside.append(amount)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work, args=(amount,)) for amount in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 8 * 50
    assert set(most) == {1}


def test_a_turn_that_ends_in_an_error_is_over() -> None:
    turns = Turns()

    with pytest.raises(ValueError, match="trouble"), turns.turn(1):
        raise ValueError("trouble")

    with turns.turn(1):
        assert turns.waiting == 0
