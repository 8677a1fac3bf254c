"""`proscenium recipients` and `proscenium audit`: a person's data given out and erased, the trail read and verified."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.crypto.signed_notes import note_key
from tests.cli.terminal import ORDER, Terminal


def recipient_of(terminal: Terminal) -> str:
    return str(terminal.run("issue", "-", "--tenant", "theatre", given=ORDER).json["recipient"])


def database_of(terminal: Terminal) -> Path:
    return terminal.folder / "var" / "proscenium.sqlite3"


def test_what_is_held_about_a_person_is_printed(theatre: Terminal) -> None:
    person = recipient_of(theatre)

    told = theatre.run("recipients", "export", "theatre", person).json

    assert told["recipient"]["data"]["name"] == "Ada Example"
    assert told["credentials"][0]["files"][0]["format"] == "ob3-jsonld"


def test_a_person_is_erased_once_and_for_all(theatre: Terminal) -> None:
    person = recipient_of(theatre)

    first = theatre.run("recipients", "erase", "theatre", person, "--reason", "retention_ended", "--yes")

    assert first.code == 0
    assert "1 credentials stay" in first.said
    assert theatre.run("recipients", "erase", "theatre", person, "--yes").said == first.said
    assert theatre.run("recipients", "export", "theatre", person).code == 1
    assert "recipient.erased:retention_ended" in theatre.run("audit", "list", "theatre", "--object", person).said


@pytest.mark.parametrize("answer", [b"", b"\n", b"n\n", b"no\n", b"nonsense\n"])
def test_nobody_is_erased_without_a_yes(theatre: Terminal, answer: bytes) -> None:
    person = recipient_of(theatre)

    ran = theatre.run("recipients", "erase", "theatre", person, given=answer)

    assert (ran.code, "was erased" in ran.said) == (1, False)
    assert f"Erase {person} of theatre for ever? [y/N]" in ran.complained
    assert theatre.run("recipients", "export", "theatre", person).code == 0
    assert "recipient.erased" not in theatre.run("audit", "list", "theatre").said


def test_a_yes_erases(theatre: Terminal) -> None:
    person = recipient_of(theatre)

    assert theatre.run("recipients", "erase", "theatre", person, given=b"y\n").code == 0
    assert theatre.run("recipients", "export", "theatre", person).code == 1


@pytest.mark.parametrize("verb", [("export",), ("erase", "--yes")])
@pytest.mark.parametrize("words", [("opera", "rcp_1"), ("theatre", "rcp_1")])
def test_who_is_not_there_is_named(shared_theatre: Terminal, verb: tuple[str, ...], words: tuple[str, str]) -> None:
    ran = shared_theatre.run("recipients", *verb, *words)

    assert (ran.code, ran.said) == (1, "")
    assert "not-found" in ran.complained


def test_the_trail_is_listed_newest_first_and_narrowed(theatre: Terminal) -> None:
    recipient_of(theatre)

    lines = theatre.run("audit", "list", "theatre").said.splitlines()

    assert "credential.issued" in lines[0]
    assert len(theatre.run("audit", "list", "theatre", "--action", "credential.issued", "--limit", "1").said.splitlines()) == 1


def test_a_trail_that_is_whole_ends_with_zero(theatre: Terminal) -> None:
    ran = theatre.run("audit", "verify")

    assert ran.code == 0
    assert ran.said.startswith("ok: ")
    assert "not yet" in ran.said


def test_a_trail_that_was_changed_ends_with_two(theatre: Terminal) -> None:
    with closing(sqlite3.connect(database_of(theatre))) as database, database:
        database.execute("DROP TRIGGER guard_audit_update")
        database.execute("UPDATE audit_event SET actor_id = 'nobody' WHERE rowid = 1")

    ran = theatre.run("audit", "verify")

    assert ran.code == 2
    assert ran.said.startswith("broken: ")


def test_a_file_that_is_no_checkpoint_ends_with_four(theatre: Terminal) -> None:
    file = theatre.write("copy.jsonl", b'{"note": "nothing"}\n')

    assert theatre.run("audit", "verify", "--checkpoints", file).code == 4


def test_the_audit_key_is_printed_for_keeping_and_is_taken_again(theatre: Terminal) -> None:
    key = theatre.run("audit", "key").said.strip()

    assert note_key(key).name == "localhost:8000/audit"
    assert theatre.run("audit", "key").said.strip() == key
    assert theatre.run("audit", "verify", "--key", key).code == 0
    assert theatre.run("audit", "verify", "--key", "nonsense").code == 1
