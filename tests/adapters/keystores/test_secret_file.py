import os
import stat
from pathlib import Path

import pytest

from app.adapters.keystores.secret_file import MAX_BYTES, read_secret, replace_secret, write_secret
from app.errors import KeyStoreUnavailable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "inner" / "one"


def test_what_was_written_is_read(path: Path) -> None:
    write_secret(path, b"secret")

    assert read_secret(path) == b"secret"


def test_file_and_folders_are_private_whatever_the_umask_is(path: Path) -> None:
    before = os.umask(0)
    try:
        write_secret(path, b"secret")
    finally:
        os.umask(before)

    modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent, path.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]


@pytest.mark.parametrize("mode", [0o755, 0o775, 0o777])
def test_a_folder_that_was_open_is_closed(path: Path, mode: int) -> None:
    path.parent.mkdir(parents=True)
    path.parent.chmod(mode)

    write_secret(path, b"secret")

    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert read_secret(path) == b"secret"


def test_everybodys_folder_with_the_sticky_bit_stays_as_it_is(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.parent.chmod(0o1777)

    write_secret(path, b"secret")

    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o1777
    assert read_secret(path) == b"secret"


def test_nothing_is_overwritten_and_nothing_left_behind(path: Path) -> None:
    write_secret(path, b"first")

    with pytest.raises(KeyStoreUnavailable, match="is there already"):
        write_secret(path, b"second")

    assert read_secret(path) == b"first"
    assert list(path.parent.iterdir()) == [path]


def test_what_can_be_made_again_is_replaced_and_private_afterwards(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"first")
    path.chmod(0o644)

    replace_secret(path, b"second")

    assert read_secret(path) == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(KeyStoreUnavailable, match="cannot be written: Not a directory"):
        write_secret(tmp_path / "file" / "one", b"secret")


def test_a_disk_that_fails_leaves_no_part_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreUnavailable, match="cannot be written: File name too long"):
        write_secret(tmp_path / ("x" * 250), b"secret")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o604, 0o666, 0o777])
def test_a_file_that_others_have_a_right_to_is_refused(path: Path, mode: int) -> None:
    write_secret(path, b"secret")
    path.chmod(mode)

    with pytest.raises(KeyStoreUnavailable, match="chmod 600") as refused:
        read_secret(path)

    assert "secret" not in refused.value.detail.replace(str(path), "")


def test_a_missing_file_and_a_folder_are_no_secret(tmp_path: Path) -> None:
    with pytest.raises(KeyStoreUnavailable, match="No such file"):
        read_secret(tmp_path / "absent")
    with pytest.raises(KeyStoreUnavailable, match="Is a directory"):
        read_secret(tmp_path)


def test_a_device_is_no_secret() -> None:
    with pytest.raises(KeyStoreUnavailable, match="expected a file"):
        read_secret(Path(os.devnull))


def test_a_file_without_end_is_not_read_whole(path: Path) -> None:
    write_secret(path, b"x" * (MAX_BYTES + 1))

    with pytest.raises(KeyStoreUnavailable, match="at most 65536 bytes"):
        read_secret(path)
