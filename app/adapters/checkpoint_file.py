"""The file of signed checkpoints: what the database's audit trail once was, kept outside of the database.

One JSON object a line: when, and the signed note. Lines are only added, each is on the disk before the call returns; a line that a
crash cut short was never acknowledged and makes room for the next. Mode 0600. Copies of the file elsewhere make it worth more.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from app.adapters.keystores.secret_file import FILE_MODE, make_private_directory
from app.errors import StorageUnavailable

_STEP = 65_536


@dataclass(frozen=True, slots=True)
class CheckpointFile:
    """The file at `path`; it need not be there. Safe for several processes. Everything raises StorageUnavailable."""

    path: Path

    def append(self, note: str, moment: datetime) -> None:
        """Add a signed note; return when it is on the disk."""
        line = orjson.dumps({"at": moment.isoformat(), "note": note}) + b"\n"
        with self._opened() as descriptor:
            os.ftruncate(descriptor, _end_of_whole_lines(descriptor))
            os.lseek(descriptor, 0, os.SEEK_END)
            os.write(descriptor, line)
            os.fsync(descriptor)

    def notes(self) -> tuple[str, ...]:
        """Return every note, the oldest first; a line that is none gives an empty text."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StorageUnavailable(f"The checkpoints at {self.path} cannot be read: {error.strerror}.") from error
        whole = content[: content.rfind(b"\n") + 1]
        return tuple(_note_in(line) for line in whole.splitlines())

    @contextmanager
    def _opened(self) -> Iterator[int]:
        try:
            make_private_directory(self.path.parent)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, FILE_MODE)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                yield descriptor
            finally:
                os.close(descriptor)
        except OSError as error:
            raise StorageUnavailable(f"The checkpoints at {self.path} cannot be written: {error.strerror}.") from error


def _end_of_whole_lines(descriptor: int) -> int:
    """Return how many bytes of the file are whole lines."""
    end = os.lseek(descriptor, 0, os.SEEK_END)
    while end > 0:
        start = max(0, end - _STEP)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _note_in(line: bytes) -> str:
    try:
        note = orjson.loads(line)["note"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""
    return note if isinstance(note, str) else ""
