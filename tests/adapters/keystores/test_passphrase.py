from pathlib import Path

import pytest

from app.adapters.keystores import create_passphrase_file, read_passphrase
from app.errors import ConfigurationError, KeyStoreUnavailable


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.touch(0o600)
    return path


def test_a_passphrase_is_taken_as_it_was_given() -> None:
    assert read_passphrase(" with spaces and ü ", None) == " with spaces and ü ".encode()


@pytest.mark.parametrize("line_end", [b"", b"\n", b"\r\n", b"\n\n"])
def test_line_ends_at_the_end_of_a_file_do_not_count(file: Path, line_end: bytes) -> None:
    file.write_bytes(b"correct horse battery " + line_end)

    assert read_passphrase(None, file) == b"correct horse battery "


def test_exactly_one_of_setting_and_file_is_wanted(file: Path) -> None:
    with pytest.raises(ConfigurationError, match="neither"):
        read_passphrase(None, None)
    with pytest.raises(ConfigurationError, match="both"):
        read_passphrase("correct horse battery", file)


def test_a_short_passphrase_is_refused_and_not_repeated(file: Path) -> None:
    file.write_bytes(b"swordfish\n")
    for given in (("swordfish", None), ("", None), (None, file)):
        with pytest.raises(ConfigurationError, match="at least 12 bytes") as refused:
            read_passphrase(*given)
        assert "swordfish" not in refused.value.detail


def test_a_file_that_others_can_read_or_that_is_not_there_is_refused(file: Path) -> None:
    file.write_bytes(b"correct horse battery")
    file.chmod(0o644)
    with pytest.raises(ConfigurationError, match=r"KEYS_PASSPHRASE_FILE: .*chmod 600"):
        read_passphrase(None, file)
    with pytest.raises(ConfigurationError, match="No such file"):
        read_passphrase(None, file.with_name("absent"))


def test_a_made_up_passphrase_is_private_long_and_never_the_same(tmp_path: Path) -> None:
    path = tmp_path / "var" / "passphrase"

    made = create_passphrase_file(path)

    assert read_passphrase(None, path) == made
    assert len(made) >= 43
    assert path.stat().st_mode & 0o777 == 0o600
    assert create_passphrase_file(tmp_path / "other") != made


def test_a_passphrase_file_is_never_overwritten(tmp_path: Path) -> None:
    create_passphrase_file(tmp_path / "passphrase")

    with pytest.raises(KeyStoreUnavailable, match="never overwritten"):
        create_passphrase_file(tmp_path / "passphrase")
