"""`proscenium serve`, `demo` and `migrate`, as far as they go without serving: what tests/test_demo.py starts in earnest."""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest

from app.adapters.database import migrate
from tests.cli.terminal import PRODUCTION, Terminal


@pytest.fixture
def taken() -> Iterator[str]:
    """A port on which somebody listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield str(listener.getsockname()[1])


def test_migrating_makes_the_database_and_says_its_revision(bare: Terminal) -> None:
    first, second = (bare.run("migrate") for _ in range(2))

    assert (first.code, first.complained) == (0, "")
    assert first.said == f"The database is at revision {migrate.newest()}.\n" == second.said


def test_migrating_a_database_that_does_not_answer_is_refused_without_its_password(bare: Terminal) -> None:
    ran = bare.run("migrate", DATABASE_URL="postgresql://nobody:hunter2@127.0.0.1:1/nothing")

    assert ran.code == 1
    assert ran.complained.startswith("storage-unavailable: ")
    assert "hunter2" not in ran.complained


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_port_that_is_taken_is_told_before_anything_is_made(bare: Terminal, taken: str, command: str) -> None:
    ran = bare.run(command, PORT=taken)

    assert (ran.code, ran.said) == (1, "")
    assert f"127.0.0.1:{taken}" in ran.complained
    assert "another port" in ran.complained
    assert list(bare.folder.iterdir()) == []


def test_an_address_of_another_machine_is_refused(bare: Terminal) -> None:
    assert bare.run("demo", HOST="2001:db8::1").code == 1


def test_a_demo_is_not_for_production(bare: Terminal) -> None:
    ran = Terminal(bare.folder, PRODUCTION).run("demo")

    assert ran.code == 1
    assert "production runs `proscenium serve`" in ran.complained


@pytest.mark.parametrize("command", ["serve", "demo", "migrate", "doctor"])
def test_wrong_settings_end_every_command(bare: Terminal, command: str) -> None:
    ran = bare.run(command, MODE="holiday")

    assert ran.code == 1
    assert "PROSCENIUM_MODE" in ran.said + ran.complained
    assert "Traceback" not in ran.complained


def test_no_command_at_all_is_wrong_usage_and_lists_them(bare: Terminal) -> None:
    ran = bare.run()

    assert ran.code == 2
    assert "catalogue" in ran.said + ran.complained


def test_an_unknown_command_is_wrong_usage(bare: Terminal) -> None:
    assert bare.run("revoke").code == 2
