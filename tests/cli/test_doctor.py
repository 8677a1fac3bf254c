"""`proscenium doctor`."""

from pathlib import Path

import pytest

from tests.cli.terminal import PRODUCTION, Terminal


def key_files(terminal: Terminal) -> list[Path]:
    return sorted((terminal.folder / "keys" / "academy").iterdir())


def test_a_sound_installation_is_told_to_be_sound(shared_theatre: Terminal) -> None:
    ran = shared_theatre.run("doctor")

    assert (ran.code, ran.complained) == (0, "")
    assert "✓ The database answers." in ran.said
    assert ran.said.count(" opens.") == 3
    assert "✗" not in ran.said


def test_an_examination_makes_nothing(bare: Terminal) -> None:
    ran = bare.run("doctor")

    assert ran.code == 1
    assert "✗ There is no database yet" in ran.said
    assert list(bare.folder.iterdir()) == []


def test_a_key_that_is_gone_is_named(theatre: Terminal) -> None:
    lost = key_files(theatre)[0]
    lost.unlink()

    ran = theatre.run("doctor")

    assert ran.code == 1
    assert f"{lost} cannot be read" in ran.said
    assert ran.said.count(" opens.") == 2


def test_a_key_that_others_can_read_is_named_with_the_command_that_mends_it(theatre: Terminal) -> None:
    key_files(theatre)[1].chmod(0o640)

    ran = theatre.run("doctor")

    assert ran.code == 1
    assert "chmod 600" in ran.said


def test_another_public_address_is_refused_with_advice(shared_theatre: Terminal) -> None:
    ran = shared_theatre.run("doctor", PORT="9000")

    assert ran.code == 1
    assert "belongs to http://localhost:8000" in ran.said
    assert "another PROSCENIUM_VAR_DIR" in ran.said


def test_all_wrong_settings_are_named_at_once(bare: Terminal) -> None:
    ran = bare.run("doctor", PORT="none", MODE="holiday", PUBLIC_URL="http://127.0.0.1:8000", DATABASE_URL="mysql://u:hunter2@h/n")

    assert ran.code == 1
    assert [line.split(":")[0].strip(" ✗") for line in ran.said.splitlines()[1:]] == [
        "PROSCENIUM_MODE",
        "PROSCENIUM_PORT",
        "PROSCENIUM_PUBLIC_URL",
        "PROSCENIUM_DATABASE_URL",
    ]
    assert "hunter2" not in ran.said + ran.complained


def test_production_refuses_what_a_demo_made(shared_theatre: Terminal) -> None:
    ran = Terminal(shared_theatre.folder, PRODUCTION).run("doctor")

    assert ran.code == 1
    assert "a demo made these keys" in ran.said


def test_production_refuses_the_database_of_a_demo_with_other_keys_too(theatre: Terminal) -> None:
    (theatre.folder / "keys" / "MADE_BY_DEMO").unlink()
    (theatre.folder / "var" / "proscenium.sqlite3").chmod(0o600)
    passphrase = (theatre.folder / "var" / "keys.passphrase").read_text().strip()

    ran = Terminal(theatre.folder, PRODUCTION).run("doctor", KEYS_PASSPHRASE=passphrase)

    assert ran.code == 1
    assert "This database" in ran.said


@pytest.mark.parametrize("url", ["postgresql://nobody:hunter2@127.0.0.1:1/nothing"])
def test_a_database_that_does_not_answer_is_told_without_its_password(bare: Terminal, url: str) -> None:
    ran = bare.run("doctor", DATABASE_URL=url)

    assert ran.code == 1
    assert "does not answer" in ran.said
    assert "hunter2" not in ran.said + ran.complained
