"""Turns at something that only one thread may use: whoever has the least to do goes first.

A document that is slow by design may take its full allowance of work, yet those who wait with an ordinary one wait for one turn
at most, not for all that were there before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from heapq import heappop, heappush
from itertools import count
from threading import Condition


class Turns:
    """A lock whose next holder is the one with the least to do; among equals, the first to come."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._numbers = count()
        self._waiting: list[tuple[int, int]] = []
        self._taken = False

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @contextmanager
    def turn(self, work: int) -> Iterator[None]:
        """Keep everybody else waiting meanwhile; `work` is how much there is to do, in any unit that all use."""
        ticket = (work, next(self._numbers))
        with self._changed:
            heappush(self._waiting, ticket)
            self._changed.wait_for(lambda: not self._taken and self._waiting[0] == ticket)
            heappop(self._waiting)
            self._taken = True
        try:
            yield
        finally:
            with self._changed:
                self._taken = False
                self._changed.notify_all()
