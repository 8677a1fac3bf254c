"""A backup as one file: a tar with a manifest, a dump of the database and a copy of the journal. Private keys are never in it.

It is written whole or not at all, readable by its owner alone; what is read from it is held against the manifest's digests before
anything is done with it.
"""

import hashlib
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import BinaryIO

from app.adapters.keystores.secret_file import FILE_MODE, force_to_disk
from app.errors import Conflict, DocumentError, Malformed, SchemaViolation, StorageUnavailable
from app.schemas.record_documents import canonical_text, read_record, write_record
from app.schemas.strict_json import read_object

MANIFEST, DUMP, JOURNAL = "manifest.json", "database.dump", "journal.jsonl"
VERSION = 1

_NO_PARTS: Mapping[str, str] = MappingProxyType({})
_MAX_MANIFEST_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of: which database, of which installation and schema. `data_key` is the fingerprint of the secret that opens it.

    `database` is `sqlite` or `postgresql`; `parts` are the SHA-256 of the other members, by name.
    """

    version: int
    id: str
    created_at: datetime
    public_url: str
    mode: str
    data_key: str
    database: str
    revision: str
    epoch: int
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was taken apart: its manifest, and files with its dump and its copy of the journal."""

    manifest: Manifest
    dump: Path
    journal: Path


@contextmanager
def packing(file: Path) -> Iterator[Path]:
    """Yield a private folder beside `file` for its parts; it goes at the end. Raises Conflict where `file` is there, StorageUnavailable."""
    if file.exists():
        raise Conflict(f"{file} is there already: a backup never takes the place of another.")
    with _faults(file), TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        yield Path(folder)


def write_archive(file: Path, manifest: Manifest, folder: Path) -> Manifest:
    """Write the dump and the journal of that folder to `file`, mode 0600; return the manifest with their digests.

    Raises Conflict where something of that name is there by now, StorageUnavailable.
    """
    complete = replace(manifest, parts={name: _sha256(folder / name) for name in (DUMP, JOURNAL)})
    part = file.with_name(f".{file.name}.{secrets.token_hex(8)}.part")
    with _faults(file):
        try:
            _write(part, complete, folder)
            os.link(part, file)
        except FileExistsError as error:
            raise Conflict(f"{file} is there already: a backup never takes the place of another.") from error
        finally:
            part.unlink(missing_ok=True)
        force_to_disk(file.parent)
    return complete


@contextmanager
def unpacked(file: Path) -> Iterator[Backup]:
    """Yield the backup in `file`, taken apart in a private folder. Raises Malformed where it is none, or was changed."""
    with TemporaryDirectory(prefix="proscenium-restore-") as folder:
        yield _taken_apart(file, Path(folder))


def _taken_apart(file: Path, folder: Path) -> Backup:
    try:
        with tarfile.open(file, "r:") as archive:
            manifest = read_record(Manifest, read_object(_member(archive, MANIFEST).read(_MAX_MANIFEST_BYTES)))
            for name in (DUMP, JOURNAL):
                with (folder / name).open("wb") as copy:
                    shutil.copyfileobj(_member(archive, name), copy)
    except (tarfile.TarError, DocumentError, SchemaViolation, Malformed) as error:
        raise Malformed(f"{file} is no backup of this service, or it is damaged.") from error
    except OSError as error:
        raise Malformed(f"{file} cannot be read: {error.strerror or 'it is damaged'}.") from error
    changed = [name for name in (DUMP, JOURNAL) if manifest.parts.get(name) != _sha256(folder / name)]
    if changed:
        raise Malformed(f"{file} is damaged: {' and '.join(changed)} are not what the manifest says.")
    return Backup(manifest, folder / DUMP, folder / JOURNAL)


def _member(archive: tarfile.TarFile, name: str) -> BinaryIO:
    try:
        found = archive.extractfile(name) if archive.getmember(name).isreg() else None  # a link may lead anywhere, to itself too
    except KeyError:
        found = None
    if found is None:
        raise Malformed(f"There is no {name}.")
    return found  # type: ignore[return-value]  # a reader of bytes, though typeshed says IO[bytes]


def _write(part: Path, manifest: Manifest, folder: Path) -> None:
    text = canonical_text(write_record(manifest))
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            _add(archive, MANIFEST, BytesIO(text), len(text))
            for name in manifest.parts:
                with (folder / name).open("rb") as content:
                    _add(archive, name, content, (folder / name).stat().st_size)
        file.flush()
        os.fsync(file.fileno())


def _add(archive: tarfile.TarFile, name: str, content: BinaryIO, size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, FILE_MODE
    archive.addfile(member, content)


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@contextmanager
def _faults(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageUnavailable(f"{file} cannot be written: {error.strerror}.") from error
