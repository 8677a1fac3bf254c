"""A thread that does one thing again and again: at a steady pace, and at once when nudged."""

from collections.abc import Callable
from threading import Event, Thread


class Pulse:
    """One such thread.

    Args:
        name: of the thread.
        seconds: how long it rests between two beats.
        beat: what it does; it must not raise.
    """

    def __init__(self, name: str, seconds: float, beat: Callable[[], None]) -> None:
        self._seconds = seconds
        self._beat = beat
        self._wanted = Event()
        self._stopped = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin with a beat."""
        self._thread.start()

    def nudge(self) -> None:
        """Have the next beat now; one that is under way is followed by another."""
        self._wanted.set()

    def stop(self) -> None:
        """Let no further beat begin; returns at once."""
        self._stopped.set()
        self._wanted.set()

    def close(self, patience: float) -> bool:
        """Stop, and return whether the beat under way ended within that many seconds."""
        self.stop()
        if self._thread.ident is not None:
            self._thread.join(patience)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wanted.clear()
            if not self._stopped.is_set():  # it may have been stopped, and woken for it, in between
                self._beat()
                self._wanted.wait(self._seconds)
