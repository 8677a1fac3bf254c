"""`proscenium keys`."""

import orjson
import pytest

from tests.cli.terminal import ORDER, Terminal


def issued(theatre: Terminal, source_ref: str) -> str:
    """The address of a fresh credential."""
    ran = theatre.run("issue", "-", "--tenant", "theatre", given=orjson.dumps({**orjson.loads(ORDER), "source_ref": source_ref}))
    assert ran.code == 0, ran.complained
    return str(ran.json["links"]["public"])


def test_every_key_is_listed_with_issuer_name_algorithm_state_and_place(shared_theatre: Terminal) -> None:
    lines = shared_theatre.run("keys", "list").said.splitlines()

    assert [line.split()[2:4] for line in lines] == [["EdDSA", "active"], ["RS256", "active"], ["ES256", "active"]]
    assert all(line.startswith("academy  ") and "file:academy/" in line for line in lines)
    assert "did:web:localhost%3A8000:issuers:academy#z6Mk" in lines[0]
    assert "http://localhost:8000/issuers/academy/keys/" in lines[1]


def test_the_keys_of_one_issuer_are_listed(shared_theatre: Terminal) -> None:
    assert shared_theatre.run("keys", "list", "academy").said == shared_theatre.run("keys", "list").said


@pytest.mark.parametrize("words", [("list", "opera"), ("create", "opera")])
def test_an_issuer_that_is_not_there_is_named(shared_theatre: Terminal, words: tuple[str, ...]) -> None:
    ran = shared_theatre.run("keys", *words)

    assert (ran.code, ran.said) == (1, "")
    assert "opera" in ran.complained


def test_a_further_key_signs_from_then_on_and_what_the_older_one_signed_still_verifies(theatre: Terminal) -> None:
    before = issued(theatre, "course:7")
    (older,) = (line.split()[5] for line in theatre.run("keys", "list").said.splitlines() if " EdDSA " in line)

    created = theatre.run("keys", "create", "academy")
    (theatre.folder / "keys" / older.removeprefix("file:")).unlink()
    after = issued(theatre, "course:8")

    assert created.code == 0
    assert created.said.split()[1] == "EdDSA"
    assert len(theatre.run("keys", "list").said.splitlines()) == 4
    assert [theatre.run("verify", link, "--offline").code for link in (before, after)] == [0, 0]


def test_a_key_of_another_algorithm_is_made_by_name(theatre: Terminal) -> None:
    ran = theatre.run("keys", "create", "academy", "--algorithm", "ES256")

    assert ran.code == 0
    assert ran.said.split()[1] == "ES256"


@pytest.mark.parametrize("algorithm", ["HS256", "none", ""])
def test_an_algorithm_that_is_none_is_wrong_usage(shared_theatre: Terminal, algorithm: str) -> None:
    assert shared_theatre.run("keys", "create", "academy", "--algorithm", algorithm).code == 2


def test_the_wrong_passphrase_opens_nothing_and_is_not_repeated(shared_theatre: Terminal) -> None:
    ran = shared_theatre.run("keys", "list", KEYS_PASSPHRASE="not the one that it was")

    assert ran.code == 1
    assert ran.complained.startswith("key-locked: ")
    assert "not the one" not in ran.complained


def test_a_short_passphrase_is_refused_and_not_repeated(shared_theatre: Terminal) -> None:
    ran = shared_theatre.run("keys", "list", KEYS_PASSPHRASE="hunter2")

    assert ran.code == 1
    assert "at least 12 bytes" in ran.complained
    assert "hunter2" not in ran.complained


def test_a_passphrase_that_is_gone_is_told_with_advice(theatre: Terminal) -> None:
    (theatre.folder / "var" / "keys.passphrase").unlink()

    ran = theatre.run("keys", "list")

    assert ran.code == 1
    assert "bring" in ran.complained
    assert "make clean" in ran.complained
    assert not (theatre.folder / "var" / "keys.passphrase").exists()


def test_keys_that_others_can_read_are_refused_with_the_command_that_mends_it(theatre: Terminal) -> None:
    (theatre.folder / "keys" / "data.key").chmod(0o644)

    ran = theatre.run("keys", "list")

    assert ran.code == 1
    assert "chmod 600" in ran.complained


def test_lost_keys_sign_nothing_and_a_new_one_signs_what_comes_next(theatre: Terminal) -> None:
    for file in (theatre.folder / "keys" / "academy").iterdir():
        file.unlink()

    refused = theatre.run("issue", "-", "--tenant", "theatre", given=ORDER)
    created = theatre.run("keys", "create", "academy")
    link = issued(theatre, "course:8")

    assert (refused.code, refused.complained.partition(":")[0]) == (1, "key-store-unavailable")
    assert created.code == 0
    assert theatre.run("verify", link, "--offline").code == 0
