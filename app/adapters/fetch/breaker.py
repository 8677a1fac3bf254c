"""A host that keeps silent is left alone for a while, so that it does not hold up everything that mentions it.

Only silence counts (no name, no connection, no TLS, no answer in time). Were a bad answer to count, anybody could cut an issuer
off by making us ask it for addresses that it does not have.
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta

from app.adapters.fetch.hop import NotAsked

_REMEMBERED_HOSTS = 1_024


class Breaker:
    """Remembers when hosts were silent, as far back as its window goes."""

    def __init__(self, failures_to_open: int, window_seconds: int) -> None:
        self._limit = failures_to_open
        self._window = timedelta(seconds=window_seconds)
        self._failures: OrderedDict[str, tuple[datetime, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def refuse_if_open(self, host: str, moment: datetime) -> None:
        """Raise NotAsked if `host` was silent too often within the window."""
        with self._lock:
            recent = self._recent(host, moment)
        if len(recent) >= self._limit:
            raise NotAsked(f"{host} did not answer {self._limit} times in a row and is left alone for a while")

    def note_silence(self, host: str, moment: datetime) -> None:
        """Count one silence of `host`."""
        with self._lock:
            self._failures[host] = (*self._recent(host, moment), moment)[-self._limit :]
            self._failures.move_to_end(host)
            if len(self._failures) > _REMEMBERED_HOSTS:
                self._failures.popitem(last=False)

    def note_answer(self, host: str) -> None:
        """Forget the silences of `host`: it speaks."""
        with self._lock:
            self._failures.pop(host, None)

    def _recent(self, host: str, moment: datetime) -> tuple[datetime, ...]:
        # A clock that was set back must not keep a host shut: a failure in the future is none.
        return tuple(at for at in self._failures.get(host, ()) if at <= moment < at + self._window)
