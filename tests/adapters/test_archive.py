"""Backups as files: whole or not there, for their owner alone, and held against their digests before anything is done with them."""

import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.archive import DUMP, JOURNAL, MANIFEST, VERSION, Manifest, packing, unpacked, write_archive
from app.errors import Conflict, Malformed, StorageUnavailable

MADE = Manifest(
    version=VERSION,
    id="bkp_1",
    created_at=datetime(2026, 1, 31, 12, 0, tzinfo=UTC),
    public_url="https://credentials.example.org",
    mode="production",
    data_key="ab",
    database="sqlite",
    revision="0009",
    epoch=2,
    parts={},
)


def written(file: Path) -> Manifest:
    with packing(file) as folder:
        (folder / DUMP).write_bytes(b"the database")
        (folder / JOURNAL).write_bytes(b"the journal")
        return write_archive(file, MADE, folder)


def test_a_backup_comes_back_as_it_was_written(tmp_path: Path) -> None:
    manifest = written(tmp_path / "backup.tar")

    with unpacked(tmp_path / "backup.tar") as backup:
        assert backup.manifest == manifest
        assert (backup.dump.read_bytes(), backup.journal.read_bytes()) == (b"the database", b"the journal")

    assert not backup.dump.exists()
    assert set(manifest.parts) == {DUMP, JOURNAL}


def test_only_its_owner_may_read_it_and_nothing_else_is_left(tmp_path: Path) -> None:
    written(tmp_path / "backup.tar")

    assert (tmp_path / "backup.tar").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["backup.tar"]


def test_a_backup_never_takes_the_place_of_another(tmp_path: Path) -> None:
    written(tmp_path / "backup.tar")
    before = (tmp_path / "backup.tar").read_bytes()

    with pytest.raises(Conflict, match="there already"):
        written(tmp_path / "backup.tar")

    assert (tmp_path / "backup.tar").read_bytes() == before


def test_whoever_is_faster_keeps_the_name(tmp_path: Path) -> None:
    file = tmp_path / "late.tar"
    with packing(file) as folder:
        (folder / DUMP).touch()
        (folder / JOURNAL).touch()
        file.write_bytes(b"somebody was faster")

        with pytest.raises(Conflict, match="there already"):
            write_archive(file, MADE, folder)

    assert file.read_bytes() == b"somebody was faster"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be written"), packing(tmp_path / "none" / "backup.tar"):
        pass


def flipped(content: bytes) -> bytes:
    return content.replace(b"the database", b"another one.")


def renamed(content: bytes) -> bytes:
    return content.replace(DUMP.encode(), b"database.bump")


def without_manifest(_: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(tarfile.TarInfo(DUMP))
    return file.getvalue()


def with_a_folder_for_manifest(_: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        folder = tarfile.TarInfo(MANIFEST)
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    return file.getvalue()


def with_a_manifest_that_leads_to_itself(_: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        link = tarfile.TarInfo(MANIFEST)
        link.type, link.linkname = tarfile.SYMTYPE, MANIFEST
        archive.addfile(link)
    return file.getvalue()


@pytest.mark.parametrize(
    "damage",
    [
        flipped,
        renamed,
        without_manifest,
        with_a_folder_for_manifest,
        with_a_manifest_that_leads_to_itself,
        lambda content: content[:700],
        lambda content: content[:1600],
        lambda content: content.replace(b'"revision"', b'"division"'),
        lambda content: content.replace(b'"epoch":2', b'"epoch":x'),
        lambda _: b"",
        lambda _: b"no archive at all" * 100,
    ],
)
def test_a_damaged_backup_is_refused(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "backup.tar"
    written(file)
    file.write_bytes(damage(file.read_bytes()))

    with pytest.raises(Malformed, match=r"backup\.tar"), unpacked(file):
        pass


@pytest.mark.parametrize("name", ["nothing.tar", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(Malformed, match="cannot be read"), unpacked(tmp_path / name):
        pass
