"""`proscenium doctor`."""

from pathlib import Path

import pytest

from tests.cli.terminal import CATALOGUE, PRODUCTION, Terminal


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


def live(theatre: Terminal) -> Terminal:
    """The terminal of an installation that is for real, in the same folder."""
    return Terminal(theatre.folder, {**PRODUCTION, "VAR_DIR": str(theatre.folder / "live"), "KEYS_DIR": str(theatre.folder / "live-keys")})


def test_what_could_be_better_in_production_is_advised_and_nothing_wrong(bare: Terminal) -> None:
    terminal = live(bare)
    assert terminal.run("catalogue", "import", bare.write("theatre.yaml", CATALOGUE)).code == 0

    ran = terminal.run("doctor")

    assert (ran.code, ran.complained) == (0, "")
    for advice in ("SQLite", "TRUSTED_PROXIES", "METRICS_TOKEN", "No backup was made yet", "PROSCENIUM_JOURNAL_DIR"):
        assert advice in ran.said
    assert "✗" not in ran.said


def test_advice_that_was_followed_is_not_given_again(bare: Terminal) -> None:
    live(bare).run("catalogue", "import", bare.write("theatre.yaml", CATALOGUE))
    followed = {"TRUSTED_PROXIES": "127.0.0.1", "METRICS_TOKEN": "a token of sixteen", "JOURNAL_DIR": str(bare.folder / "journal")}
    terminal = Terminal(bare.folder, {**live(bare).settings, **followed})

    ran = terminal.run("doctor")

    assert not [name for name in followed if name in ran.said]
    assert "PROSCENIUM_HOST is ::" in terminal.run("doctor", HOST="::").said


def test_a_demo_is_not_advised(shared_theatre: Terminal) -> None:
    assert "!" not in shared_theatre.run("doctor").said


def test_what_a_first_command_made_is_its_owners_alone(bare: Terminal) -> None:
    live(bare).run("catalogue", "import", bare.write("theatre.yaml", CATALOGUE))

    assert (bare.folder / "live" / "proscenium.sqlite3").stat().st_mode & 0o077 == 0


def test_keys_and_data_that_others_may_read_are_named_all_at_once(bare: Terminal) -> None:
    terminal = live(bare)
    terminal.run("catalogue", "import", bare.write("theatre.yaml", CATALOGUE))
    loose = [bare.folder / "live" / "proscenium.sqlite3", bare.folder / "live-keys" / "data.key"]
    for path in loose:
        path.chmod(0o644)

    for command in ("doctor", "serve", "demo"):
        ran = terminal.run(command)
        assert ran.code == 1
        assert all(f"chmod 600 {path}" in ran.said + ran.complained for path in loose)


CREATE = ("vc-api", "create", "theatre", "badges", "ecdsa-rdfc-2019", "--organisation", "academy")


def test_an_issuer_that_is_its_one_key_is_not_asked_for_the_files_of_awards(theatre: Terminal) -> None:
    assert theatre.run(*CREATE).code == 0

    ran = theatre.run("doctor")

    assert ran.code == 0
    assert "✗" not in ran.said
    assert " of vc-api-badges (ES256) opens." in ran.said


def test_of_the_issuer_of_a_removed_instance_nothing_is_said(theatre: Terminal) -> None:
    assert theatre.run(*CREATE).code == 0
    assert theatre.run("vc-api", "remove", "theatre", "badges").code == 0
    for lost in (theatre.folder / "keys" / "vc-api-badges").iterdir():
        lost.unlink()

    ran = theatre.run("doctor")

    assert ran.code == 0
    assert "vc-api-badges" not in ran.said
