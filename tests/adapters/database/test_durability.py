"""What was acknowledged is there, whatever happens to the process; several processes share one database."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.adapters.database.session import Database
from app.adapters.database.tables import instance_fact

ROOT = Path(__file__).resolve().parents[3]
LINES_BEFORE_THE_KILL = 60


def start(url: str, name: str, threads: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.adapters.database.writing_process", url, name, str(threads)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module


def kill_while_writing(process: "subprocess.Popen[str]") -> set[str]:
    """Kill -9 the process after some acknowledged writes; return all that it acknowledged."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(LINES_BEFORE_THE_KILL)]
    process.kill()
    rest, _ = process.communicate()
    return {line.strip() for line in (*lines, *rest.splitlines(keepends=True)) if line.endswith("\n")}


def stored(database: Database) -> set[str]:
    return database.read(lambda session: set(session.scalars(select(instance_fact.c.key))))


@pytest.mark.parametrize("round_", range(3))
def test_what_was_acknowledged_survives_a_kill(database_url: str, round_: int) -> None:
    acknowledged = kill_while_writing(start(database_url, f"round-{round_}", threads=8))

    with closing(Database(database_url)) as database:
        assert len(acknowledged) >= LINES_BEFORE_THE_KILL
        assert acknowledged <= stored(database)


def test_a_killed_process_leaves_a_sound_file(sqlite_url: str) -> None:
    kill_while_writing(start(sqlite_url, "only", threads=4))

    with closing(Database(sqlite_url)) as database:
        assert database.read(lambda session: session.scalar(text("PRAGMA integrity_check"))) == "ok"


def test_two_processes_write_the_same_database(database_url: str) -> None:
    processes = [start(database_url, name, threads=2) for name in ("one", "other")]

    acknowledged = set[str]().union(*(kill_while_writing(process) for process in processes))

    with closing(Database(database_url)) as database:
        assert acknowledged <= stored(database)
        assert {key.split("-")[0] for key in acknowledged} == {"one", "other"}
        assert database.write(lambda _: "free") == "free", "no lock is left behind"


def test_several_processes_open_a_fresh_file_at_once(tmp_path: Path) -> None:
    script = "import sys; from app.adapters.database.migrate import upgrade, current; upgrade(sys.argv[1]); print(current(sys.argv[1]))"
    command = [sys.executable, "-c", script, f"sqlite:///{tmp_path / 'fresh.sqlite3'}"]

    processes = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]  # noqa: S603 - our own code

    answers = [process.communicate()[0].strip() for process in processes]
    assert len(set(answers)) == 1
    assert answers[0]
