"""How many requests run to one host at once."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.adapters.fetch.hop import Deadline, NotAsked


class HostGate:
    """Lets so many in per host; the others wait, never beyond their deadline. Remembers only hosts with somebody inside."""

    def __init__(self, max_per_host: int) -> None:
        self._max = max_per_host
        self._inside: Counter[str] = Counter()
        self._changed = threading.Condition()

    @contextmanager
    def entered(self, host: str, deadline: Deadline) -> Iterator[None]:
        """Hold a place at `host`; raises NotAsked if none came free in time."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._inside[host] < self._max, deadline.seconds_left()):
                raise NotAsked(f"expected a free place among {self._max} requests to {host} in time, found none")
            self._inside[host] += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[host] -= 1
                self._inside += Counter()
                self._changed.notify_all()

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts with somebody inside."""
        with self._changed:
            return frozenset(self._inside)
