"""Room for drawing certificates: it takes a processor and memory, whoever asks for it and however much there is to draw.

So few are drawn at once, few wait for their turn, and who comes beyond that is told to come back: the threads that serve all else stay
free.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from app.errors import Overloaded

PLACES = 2
"""How many draw at once. The setting of text lets other threads run meanwhile."""
MOST_WAITING = 12
"""How many more may wait, of the forty threads that serve requests and the four that work beside them."""


class Drawing:
    """The room of one process."""

    def __init__(self, places: int = PLACES, most_waiting: int = MOST_WAITING) -> None:
        self._inside = BoundedSemaphore(places + most_waiting)
        self._places = BoundedSemaphore(places)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Wait for a place and have it until the end. Raises Overloaded where too many wait already."""
        if not self._inside.acquire(blocking=False):
            raise Overloaded("Too many certificates are being made. Try again in a moment.")
        try:
            with self._places:
                yield
        finally:
            self._inside.release()
