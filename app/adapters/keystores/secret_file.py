"""Files that nobody else may read: written whole or not at all, read only while they are private.

A crash leaves either no file or the whole file: it is written under another name and forced to the disk before it takes its own.
A key never takes the place of another: linking fails where the name is taken, renaming would not.
"""

import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.errors import KeyStoreUnavailable

FILE_MODE = 0o600
DIRECTORY_MODE = 0o700
MAX_BYTES = 65_536

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def write_secret(path: Path, content: bytes) -> None:
    """Write `content` to `path`, mode 0600, and make the directory 0700; returns when it is on the disk.

    Raises:
        KeyStoreUnavailable: something is there already (it stays as it is), or it cannot be written.
    """
    _write(path, content, os.link)


def replace_secret(path: Path, content: bytes) -> None:
    """Write `content` to `path` as `write_secret` does, in the place of what was there: for what can be made again, never for keys.

    Raises:
        KeyStoreUnavailable: it cannot be written; what was there stays as it is.
    """
    _write(path, content, os.replace)


def read_secret(path: Path) -> bytes:
    """Return the content of `path`.

    Raises:
        KeyStoreUnavailable: it is not there, not a file, larger than 64 kB, or others than its owner have a right to it or may
            write into its directory. The detail says which command mends that.
    """
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise KeyStoreUnavailable(f"expected a file at {path}, found something else")
            if found.st_mode & _OTHERS:
                raise KeyStoreUnavailable(f"expected {path} to be readable by its owner only: chmod 600 {path}")
            if _others_may_replace(path.parent):
                raise KeyStoreUnavailable(f"expected {path.parent} to be writable by its owner only: chmod 700 {path.parent}")
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise KeyStoreUnavailable(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise KeyStoreUnavailable(f"expected at most {MAX_BYTES} bytes at {path}, found more")
    return content


def make_private_directory(directory: Path) -> None:
    """Make `directory` and those above it where they are missing, and close it to others. Raises OSError.

    A directory with the sticky bit, such as /tmp, is everybody's and stays so.
    """
    missing = [each for each in (directory, *directory.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=DIRECTORY_MODE)
        force_to_disk(each.parent)
    mode = directory.stat().st_mode
    if mode & _OTHERS and not mode & stat.S_ISVTX:
        directory.chmod(DIRECTORY_MODE)


def _write(path: Path, content: bytes, settle: Callable[[Path, Path], None]) -> None:
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        make_private_directory(path.parent)
        try:
            _write_through(part, content)
            settle(part, path)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
        force_to_disk(path.parent)
    except FileExistsError as error:
        raise KeyStoreUnavailable(f"{path} is there already; a secret is never overwritten") from error
    except OSError as error:
        raise KeyStoreUnavailable(f"{path} cannot be written: {error.strerror}") from error


def _others_may_replace(directory: Path) -> bool:
    """Return whether others than the owner can put their own file in another's place."""
    mode = directory.stat().st_mode
    return bool(mode & _OTHERS_WRITE) and not mode & stat.S_ISVTX


def _write_through(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def force_to_disk(directory: Path) -> None:
    """Return once the names in a directory are on the disk: a file that was made there outlives a power cut."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
