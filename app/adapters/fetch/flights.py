"""One request at a time for one address: whoever asks meanwhile waits for the same answer."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future

from app.adapters.fetch.answer import Answer, FetchPurpose
from app.adapters.fetch.hop import NotAsked

Key = tuple[FetchPurpose, str]


class Flights:
    """What is being asked right now."""

    def __init__(self) -> None:
        self._under_way: dict[Key, Future[Answer]] = {}
        self._lock = threading.Lock()

    def share(self, key: Key, ask: Callable[[], Answer], seconds: float) -> Answer:
        """Return what `ask` returns, or what it returned to whoever asked first; raises NotAsked after waiting `seconds`."""
        with self._lock:
            earlier = self._under_way.get(key)
            mine = self._under_way.setdefault(key, Future())
        if earlier is None:
            return self._flown(key, mine, ask)
        try:
            return earlier.result(timeout=seconds)
        except (TimeoutError, CancelledError) as error:
            raise NotAsked("expected the answer to an earlier question in time, found none") from error

    def _flown(self, key: Key, flight: Future[Answer], ask: Callable[[], Answer]) -> Answer:
        try:
            answer = ask()
            flight.set_result(answer)
            return answer
        finally:
            with self._lock:
                del self._under_way[key]
            flight.cancel()  # Wakes the others should `ask` have been cut short; after a result it does nothing.
