"""`proscenium catalogue import`."""

import pytest

from tests.cli.terminal import CATALOGUE, ORDER, PRODUCTION, Terminal


def test_a_catalogue_is_brought_in_and_counted(bare: Terminal) -> None:
    ran = bare.run("catalogue", "import", bare.write("theatre.yaml", CATALOGUE))

    assert ran.code == 0, ran.complained
    assert "theatre: 1 organisations, 1 issuers, 1 achievements published, 0 unchanged." in ran.said


def test_a_second_time_nothing_is_changed(theatre: Terminal) -> None:
    keys = theatre.run("keys", "list").said

    ran = theatre.run("catalogue", "import", theatre.folder / "theatre.yaml")

    assert (ran.code, ran.complained) == (0, "")
    assert "0 achievements published, 1 unchanged." in ran.said
    assert theatre.run("keys", "list").said == keys


def test_a_changed_achievement_becomes_its_next_version_once(theatre: Terminal) -> None:
    changed = theatre.write("theatre.yaml", CATALOGUE.replace("title: {en: Sewing}", "title: {en: Sewing by hand}"))

    first, second = (theatre.run("catalogue", "import", changed) for _ in range(2))

    assert "1 achievements published, 0 unchanged." in first.said
    assert "0 achievements published, 1 unchanged." in second.said
    assert theatre.run("issue", "-", "--tenant", "theatre", given=ORDER).json["achievement"]["version"] == 2


def test_every_fault_is_named_with_file_line_and_field(bare: Terminal) -> None:
    wrong = CATALOGUE.replace("kind: activity", "kind: hobby").replace('country: "NO"', "country: Norway")

    ran = bare.run("catalogue", "import", bare.write("theatre.yaml", wrong))

    assert ran.code == 1
    assert ran.said == ""
    assert "theatre.yaml:3" in ran.complained
    assert "country" in ran.complained
    assert "theatre.yaml:10" in ran.complained
    assert "kind" in ran.complained
    assert "Traceback" not in ran.complained


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"tenant: {slug: theatre\n", "theatre.yaml:"),
        (b"tenant:\n  name: {en: Caf\xe9}\n", "theatre.yaml:2: expected UTF-8, found the byte 0xe9"),
        (b"", "theatre.yaml"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_with_its_place(bare: Terminal, content: bytes, says: str) -> None:
    ran = bare.run("catalogue", "import", bare.write("theatre.yaml", content))

    assert ran.code == 1
    assert says in ran.complained


def test_a_refused_catalogue_leaves_no_installation_behind(bare: Terminal) -> None:
    bare.run("catalogue", "import", bare.write("theatre.yaml", "achievements: 7"))

    assert not (bare.folder / "var").exists()


def test_an_achievement_that_lacks_mandatory_elements_is_not_published(bare: Terminal) -> None:
    lacking = CATALOGUE.replace("kind: activity", "kind: micro-credential\n    eqf_level: 4")

    ran = bare.run("catalogue", "import", bare.write("theatre.yaml", lacking))

    assert ran.code == 1
    assert "  /achievements/sewing/" in ran.complained
    assert "ECTS" in ran.complained


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_is_not_there_is_wrong_usage(bare: Terminal, name: str) -> None:
    assert bare.run("catalogue", "import", bare.folder / name).code == 2


def test_in_a_demo_new_issuers_sign_tests_and_in_production_real_credentials(bare: Terminal, theatre: Terminal) -> None:
    production = Terminal(bare.folder, PRODUCTION)
    production.run("catalogue", "import", bare.write("theatre.yaml", CATALOGUE))

    live = production.run("issue", "-", "--tenant", "theatre", given=ORDER)
    test = theatre.run("issue", "-", "--tenant", "theatre", given=ORDER)

    assert (live.json["test"], test.json["test"]) == (False, True)
