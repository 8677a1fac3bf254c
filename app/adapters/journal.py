"""The journal: what was made public or erased, appended outside of the database, one JSON text a line.

A line is on the disk before what it tells of can be seen by anybody. Several processes append to one file, each line by one
write under a lock. A crash may tear the last line: nothing came of it, so it is passed over when read, and the next line begins
on a line of its own.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from app.adapters.keystores.secret_file import FILE_MODE, force_to_disk, make_private_directory
from app.errors import CredentialServiceError, StorageUnavailable
from app.model.journal import JournaledAuditKey, JournaledErasure, JournaledList, JournaledRestore, JournalEntry
from app.model.record import IssuerKey
from app.schemas.record_documents import canonical_text, read_record, write_record
from app.schemas.strict_json import JsonLimits, read_object

FILE_NAME = "publications.jsonl"

_KINDS: Mapping[str, type[JournalEntry]] = MappingProxyType(
    {
        "list": JournaledList,
        "key": IssuerKey,
        "erasure": JournaledErasure,
        "restore": JournaledRestore,
        "audit_key": JournaledAuditKey,
    }
)
_NAMES = {kind: name for name, kind in _KINDS.items()}
_LIMITS = JsonLimits(max_bytes=4_194_304, max_nodes=300_000)
"""A line that tells of a whole list may name each of its 131 072 indexes."""


@dataclass(frozen=True, slots=True)
class Journaled:
    """What a journal tells, the oldest first, and the numbers of its lines that nobody can read."""

    entries: tuple[JournalEntry, ...]
    unreadable: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal in one folder, which is made when the first line is written (0700, the file 0600)."""

    folder: Path

    @property
    def path(self) -> Path:
        """The file that holds the lines."""
        return self.folder / FILE_NAME

    def append(self, entry: JournalEntry) -> None:
        """Return when the entry is on the disk. Raises StorageUnavailable: then it may be there or not, and counts for nothing."""
        line = canonical_text({"kind": _NAMES[type(entry)], **write_record(entry)}) + b"\n"
        with _writing(self.folder):
            _settle(self.folder)
            _append(self.path, line)

    def is_there(self) -> bool:
        """Return whether anything was ever written."""
        return self.path.is_file() and self.path.stat().st_size > 0

    def copy_to(self, copy: Path) -> None:
        """Write all lines that are there to a new file; an empty one where there is no journal. Raises StorageUnavailable."""
        with _writing(copy.parent):
            copy.touch(mode=FILE_MODE)
            if self.path.exists():
                with self.path.open("rb") as lines, copy.open("wb") as file:
                    fcntl.flock(lines, fcntl.LOCK_SH)  # so that no line is copied while it is written
                    shutil.copyfileobj(lines, file)

    def adopt(self, copy: Path) -> None:
        """Begin with the lines of a copy, where nothing was written yet. Raises StorageUnavailable."""
        content = copy.read_bytes()
        if content and not self.is_there():
            with _writing(self.folder):
                _settle(self.folder)
                _append(self.path, content)

    def begins_with(self, copy: Path) -> bool:
        """Return whether the lines of an earlier copy still stand at the beginning."""
        if not self.path.exists():
            return copy.stat().st_size == 0
        with self.path.open("rb") as lines, copy.open("rb") as earlier:
            return all(lines.read(len(part)) == part for part in iter(lambda: earlier.read(1 << 20), b""))


def read_journal(path: Path) -> Journaled:
    """Return what the journal in that file tells; nothing where there is no file. A torn last line is passed over."""
    if not path.exists():
        return Journaled(())
    entries, unreadable = [], []
    lines = path.read_bytes().split(b"\n")[:-1]
    for number, line in enumerate(lines, start=1):
        try:
            entries.append(_entry_of(line))
        except CredentialServiceError:
            unreadable.append(number)
    return Journaled(tuple(entries), tuple(unreadable))


def _entry_of(line: bytes) -> JournalEntry:
    document = read_object(line, _LIMITS)
    kind = document.pop("kind", None)
    if kind not in _KINDS:
        raise StorageUnavailable("A line of the journal is of no known kind.")
    entry: JournalEntry = read_record(_KINDS[kind], document)
    return entry


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = f"The journal in {folder} cannot be written: {error.strerror}. Nothing new is published and nobody erased without it."
        raise StorageUnavailable(reason) from error


def _settle(folder: Path) -> None:
    """Make the folder; where somebody makes it, or one above it, at the same time, look again."""
    for _ in folder.parts:
        with suppress(FileExistsError):
            make_private_directory(folder)
            return
    make_private_directory(folder)


def _append(path: Path, line: bytes) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, FILE_MODE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        whole = size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
        text = line if whole else b"\n" + line
        if os.write(descriptor, text) != len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)
        if size == 0:
            force_to_disk(path.parent)
    finally:
        os.close(descriptor)
