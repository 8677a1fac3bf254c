from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.adapters.keystores import DataKeys, create_data_key, open_data_key
from app.adapters.keystores.data_key import settle_data_key
from app.errors import KeyLocked, KeyStoreUnavailable, SecretUnreadable

PASSPHRASE = b"correct horse battery staple"
KEYS = DataKeys(b"\x05" * 32)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DataKeys]:
    keys_dir = tmp_path_factory.mktemp("keys")
    return keys_dir, create_data_key(keys_dir, PASSPHRASE)


def copy_with(made: tuple[Path, DataKeys], tmp_path: Path, content: bytes | None = None) -> bytearray:
    """Put a copy of the made file into tmp_path, or `content` in its place, and return the original's bytes."""
    original = (made[0] / "data.key").read_bytes()
    path = tmp_path / "data.key"
    path.touch(0o600)
    path.write_bytes(original if content is None else content)
    return bytearray(original)


def test_the_secret_comes_back_with_its_passphrase(made: tuple[Path, DataKeys]) -> None:
    keys_dir, keys = made

    assert open_data_key(keys_dir, PASSPHRASE) == keys
    assert (keys_dir / "data.key").stat().st_mode & 0o777 == 0o600
    assert keys.secret not in (keys_dir / "data.key").read_bytes()


def test_a_wrong_passphrase_leaves_it_locked(made: tuple[Path, DataKeys]) -> None:
    with pytest.raises(KeyLocked, match="passphrase does not open"):
        open_data_key(made[0], b"a wrong passphrase")


def test_there_is_only_ever_one(made: tuple[Path, DataKeys]) -> None:
    with pytest.raises(KeyStoreUnavailable, match="never overwritten"):
        create_data_key(made[0], PASSPHRASE)


def test_a_secret_is_made_where_there_is_none_and_opened_afterwards(tmp_path: Path) -> None:
    keys = settle_data_key(tmp_path / "keys", PASSPHRASE)

    assert settle_data_key(tmp_path / "keys", PASSPHRASE) == keys
    with pytest.raises(KeyLocked):
        settle_data_key(tmp_path / "keys", b"a wrong passphrase")


def test_processes_that_start_at_once_settle_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        settled = list(threads.map(lambda _: settle_data_key(tmp_path, PASSPHRASE), range(4)))

    assert all(keys == settled[0] for keys in settled)


def test_a_secret_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(KeyStoreUnavailable, match="cannot be written"):
        settle_data_key(tmp_path / "file" / "keys", PASSPHRASE)


@pytest.mark.parametrize("position", [22, 37, 38, 60, -1])
def test_a_changed_file_does_not_open(made: tuple[Path, DataKeys], tmp_path: Path, position: int) -> None:
    content = copy_with(made, tmp_path)
    content[position] ^= 1
    (tmp_path / "data.key").write_bytes(content)

    with pytest.raises(KeyLocked):
        open_data_key(tmp_path, PASSPHRASE)


def test_a_cut_file_does_not_open(made: tuple[Path, DataKeys], tmp_path: Path) -> None:
    copy_with(made, tmp_path, (made[0] / "data.key").read_bytes()[:40])

    with pytest.raises(KeyLocked):
        open_data_key(tmp_path, PASSPHRASE)


@pytest.mark.parametrize("content", [b"", b"garbage", b"PROSCENIUM-DATA-KEY-2\n" + b"x" * 80])
def test_another_file_is_no_data_key(made: tuple[Path, DataKeys], tmp_path: Path, content: bytes) -> None:
    copy_with(made, tmp_path, content)

    with pytest.raises(KeyStoreUnavailable, match="expected a data key of version 1"):
        open_data_key(tmp_path, PASSPHRASE)


def test_a_missing_or_open_file_is_unavailable(made: tuple[Path, DataKeys], tmp_path: Path) -> None:
    with pytest.raises(KeyStoreUnavailable, match="No such file"):
        open_data_key(tmp_path, PASSPHRASE)

    copy_with(made, tmp_path)
    (tmp_path / "data.key").chmod(0o644)
    with pytest.raises(KeyStoreUnavailable, match="chmod 600"):
        open_data_key(tmp_path, PASSPHRASE)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_secret_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(KeyStoreUnavailable, match="32 bytes"):
        DataKeys(b"x" * size)


def test_keys_of_tenants_and_purposes_are_all_different_and_always_the_same() -> None:
    derived = [derive(tenant) for tenant in ("ten_a", "ten_b") for derive in (KEYS.wrapping_key, KEYS.index_key, KEYS.token_key)]

    assert len(set(derived)) == 6
    assert {len(key) for key in derived} == {32}
    assert KEYS.wrapping_key("ten_a") == DataKeys(b"\x05" * 32).wrapping_key("ten_a")
    assert KEYS.wrapping_key("ten_a") != DataKeys(b"\x06" * 32).wrapping_key("ten_a")


def test_a_wrapped_key_comes_back_for_its_own_tenant_only() -> None:
    key = KEYS.new_person_key()
    box = KEYS.wrap("ten_a", key)

    assert KEYS.unwrap("ten_a", box) == key
    assert key not in box
    with pytest.raises(SecretUnreadable):
        KEYS.unwrap("ten_b", box)
    with pytest.raises(SecretUnreadable):
        DataKeys(b"\x06" * 32).unwrap("ten_a", box)
    with pytest.raises(SecretUnreadable):
        KEYS.unwrap("ten_a", box[:-1])


def test_the_same_key_is_wrapped_into_another_box_each_time() -> None:
    assert KEYS.wrap("ten_a", b"k" * 32) != KEYS.wrap("ten_a", b"k" * 32)


def test_each_learner_has_another_key() -> None:
    keys = {KEYS.new_person_key() for _ in range(100)}

    assert len(keys) == 100
    assert {len(key) for key in keys} == {32}


def test_keys_do_not_show_their_secret() -> None:
    assert repr(KEYS) == "DataKeys()"
