"""What was answered lately, bounded in number and bytes; the longest unused goes first.

An entry belongs to a purpose and an address, never to a name inside a document: no document can put itself in another's place.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.adapters.fetch.answer import Answer
from app.adapters.fetch.flights import Key

_ENTRY_BYTES = 1_024
"""What an entry costs beside its body."""


@dataclass(frozen=True, slots=True)
class _Entry:
    answer: Answer
    kept_at: datetime
    kept_until: datetime
    size: int


class Cache:
    """Answers by purpose and address."""

    def __init__(self, max_entries: int, max_bytes: int) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def recall(self, key: Key, moment: datetime) -> Answer | None:
        """Return what is kept and still fresh at `moment`. After a clock was set back nothing is fresh that lies ahead of it."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or not entry.kept_at <= moment < entry.kept_until:
                return None
            self._entries.move_to_end(key)
            return entry.answer

    def keep(self, key: Key, answer: Answer, moment: datetime, seconds: int) -> None:
        """Keep `answer` for so many seconds from `moment`, or for less if room is wanted."""
        size = len(answer.body or b"") + _ENTRY_BYTES
        with self._lock:
            replaced = self._entries.pop(key, None)
            self._entries[key] = _Entry(answer, moment, moment + timedelta(seconds=seconds), size)
            self._bytes += size - (replaced.size if replaced else 0)
            while self._bytes > self._max_bytes or len(self._entries) > self._max_entries:
                _, oldest = self._entries.popitem(last=False)
                self._bytes -= oldest.size

    @property
    def size(self) -> tuple[int, int]:
        """Entries and bytes now kept."""
        with self._lock:
            return len(self._entries), self._bytes
