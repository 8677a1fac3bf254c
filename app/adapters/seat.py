"""A number that no other living process has in a folder, and that the next process gets after a death.

What a process leaves unfinished is found under its number by its successor. The lock is the operating system's: it ends with the
process, however that ends.
"""

import fcntl
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.errors import ConfigurationError

MOST_SEATS = 64


@dataclass(frozen=True, slots=True)
class Seat:
    """A number, and the file whose lock holds it."""

    number: int
    file: BinaryIO

    def leave(self) -> None:
        """Give the number free."""
        self.file.close()


def take_seat(folder: Path, name: str) -> Seat:
    """Return the lowest free number in that folder. Raises ConfigurationError when all are taken or no file can be made there."""
    for number in range(1, MOST_SEATS + 1):
        file = _opened(folder / f"{name}-{number}.lock")
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return Seat(number, file)
        file.close()
    raise ConfigurationError(f"{MOST_SEATS} processes work in the background beside {folder} already.")


def _opened(path: Path) -> BinaryIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("ab")
    except OSError as error:
        raise ConfigurationError(f"Cannot write {path}: {error.strerror}.") from error
