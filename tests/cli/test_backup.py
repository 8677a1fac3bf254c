"""`proscenium backup` and `proscenium restore`."""

import shutil
from pathlib import Path

import orjson

from tests.cli.terminal import ORDER, Terminal


def issued(theatre: Terminal, source_ref: str) -> str:
    """The address of a fresh credential."""
    ran = theatre.run("issue", "-", "--tenant", "theatre", given=orjson.dumps({**orjson.loads(ORDER), "source_ref": source_ref}))
    assert ran.code == 0, ran.complained
    return str(ran.json["links"]["public"])


def elsewhere(theatre: Terminal, tmp_path: Path) -> Terminal:
    """The same installation with another, empty database."""
    return Terminal(theatre.folder, {"DATABASE_URL": f"sqlite:///{tmp_path / 'other' / 'new.sqlite3'}"})


def test_a_backup_is_restored_into_an_empty_database_and_what_was_issued_verifies(theatre: Terminal, tmp_path: Path) -> None:
    before = issued(theatre, "course:7")
    made = theatre.run("backup", tmp_path / "backup.tar")
    after = issued(theatre, "course:8")
    other = elsewhere(theatre, tmp_path)

    restored = other.run("restore", tmp_path / "backup.tar")

    assert (made.code, restored.code) == (0, 0), restored.complained
    assert made.said.startswith("bkp_")
    assert "epoch 1. 1 open status lists were sealed" in restored.said
    assert "WARNING" not in restored.said
    assert other.run("verify", before, "--offline").code == 0
    assert other.run("verify", after, "--offline").code != 0
    assert other.run("doctor").code == 0


def test_who_was_erased_stays_so_and_the_trail_says_what_was_restored(theatre: Terminal, tmp_path: Path) -> None:
    person = str(theatre.run("issue", "-", "--tenant", "theatre", given=ORDER).json["recipient"])
    theatre.run("backup", tmp_path / "backup.tar")
    assert theatre.run("recipients", "erase", "theatre", person, "--yes").code == 0
    other = elsewhere(theatre, tmp_path)

    restored = other.run("restore", tmp_path / "backup.tar")
    verified = other.run("audit", "verify")

    assert "Erased again, as the journal says: 1 persons." in restored.said
    assert other.run("recipients", "export", "theatre", person).code == 1
    assert (verified.code, verified.said.splitlines()[0].partition(":")[0]) == (0, "ok")
    assert "Restored on " in verified.said
    assert "from a backup of " in verified.said
    assert theatre.run("audit", "verify").code == 3


def test_a_second_restore_into_the_same_database_is_refused(theatre: Terminal, tmp_path: Path) -> None:
    issued(theatre, "course:7")
    theatre.run("backup", tmp_path / "backup.tar")
    other = elsewhere(theatre, tmp_path)
    assert other.run("restore", tmp_path / "backup.tar").code == 0

    again = other.run("restore", tmp_path / "backup.tar")

    assert again.code == 1
    assert "not empty" in again.complained


def test_a_log_that_is_left_beside_the_database_is_no_empty_database(theatre: Terminal, tmp_path: Path) -> None:
    theatre.run("backup", tmp_path / "backup.tar")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "new.sqlite3-wal").write_bytes(b"of another database")

    ran = elsewhere(theatre, tmp_path).run("restore", tmp_path / "backup.tar")

    assert ran.code == 1
    assert "not empty" in ran.complained


def test_a_backup_is_never_overwritten(theatre: Terminal, tmp_path: Path) -> None:
    (tmp_path / "backup.tar").write_bytes(b"another one")

    ran = theatre.run("backup", tmp_path / "backup.tar")

    assert ran.code == 1
    assert (tmp_path / "backup.tar").read_bytes() == b"another one"


def test_a_damaged_backup_is_refused_and_leaves_nothing(theatre: Terminal, tmp_path: Path) -> None:
    theatre.run("backup", tmp_path / "backup.tar")
    content = (tmp_path / "backup.tar").read_bytes()
    (tmp_path / "backup.tar").write_bytes(content.replace(b"SQLite format 3", b"SQLite format 4"))

    ran = elsewhere(theatre, tmp_path).run("restore", tmp_path / "backup.tar")

    assert ran.code == 1
    assert "damaged" in ran.complained
    assert not (tmp_path / "other").exists()


def test_a_backup_of_another_address_is_refused(theatre: Terminal, tmp_path: Path) -> None:
    theatre.run("backup", tmp_path / "backup.tar")

    ran = elsewhere(theatre, tmp_path).run("restore", tmp_path / "backup.tar", PORT="9000")

    assert ran.code == 1
    assert "http://localhost:8000" in ran.complained


def test_a_demo_is_not_restored_in_production(theatre: Terminal, tmp_path: Path) -> None:
    theatre.run("backup", tmp_path / "backup.tar")
    (theatre.folder / "keys" / "MADE_BY_DEMO").unlink()
    passphrase = (theatre.folder / "var" / "keys.passphrase").read_text().strip()
    address = "https://credentials.example.org"

    ran = elsewhere(theatre, tmp_path).run(
        "restore", tmp_path / "backup.tar", KEYS_PASSPHRASE=passphrase, MODE="production", PUBLIC_URL=address
    )

    assert ran.code == 1
    assert "configuration" in ran.complained


def test_a_backup_for_another_kind_of_database_is_refused(theatre: Terminal, tmp_path: Path) -> None:
    theatre.run("backup", tmp_path / "backup.tar")

    ran = theatre.run("restore", tmp_path / "backup.tar", DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")

    assert ran.code == 1
    assert "sqlite" in ran.complained


def test_without_the_keys_nothing_is_restored(theatre: Terminal, tmp_path: Path) -> None:
    theatre.run("backup", tmp_path / "backup.tar")

    ran = elsewhere(theatre, tmp_path).run("restore", tmp_path / "backup.tar", KEYS_DIR=str(tmp_path / "none"))

    assert ran.code == 1
    assert "bring the keys back first" in ran.complained
    assert not (tmp_path / "none").exists()


def test_with_the_data_key_of_another_installation_nothing_is_restored(theatre: Terminal, bare: Terminal, tmp_path: Path) -> None:
    theatre.run("backup", tmp_path / "backup.tar")
    stranger = Terminal(tmp_path / "stranger")
    assert stranger.run("keys", "list").code == 0

    ran = stranger.run("restore", tmp_path / "backup.tar", DATABASE_URL=f"sqlite:///{tmp_path / 'other' / 'new.sqlite3'}")

    assert bare.folder != stranger.folder
    assert ran.code == 1
    assert "data.key" in ran.complained


def test_without_the_journal_it_is_refused_unless_asked_for_and_then_loudly(theatre: Terminal, tmp_path: Path) -> None:
    before = issued(theatre, "course:7")
    theatre.run("backup", tmp_path / "backup.tar")
    shutil.rmtree(theatre.folder / "var" / "journal")
    other = elsewhere(theatre, tmp_path)

    refused = other.run("restore", tmp_path / "backup.tar")
    restored = other.run("restore", tmp_path / "backup.tar", "--without-journal")

    assert refused.code == 1
    assert "--without-journal" in refused.complained
    assert restored.code == 0, restored.complained
    assert "WARNING" in restored.said
    assert other.run("verify", before, "--offline").code == 0


def test_the_journal_lies_where_the_setting_says(theatre: Terminal, tmp_path: Path) -> None:
    ran = theatre.run("keys", "create", "academy", JOURNAL_DIR=str(tmp_path / "apart"))

    assert ran.code == 0, ran.complained
    assert (tmp_path / "apart" / "publications.jsonl").read_bytes().count(b"\n") == 1
