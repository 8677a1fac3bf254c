"""The journal: on the disk before it counts, whole lines from however many write, and never an obstacle after a crash."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.journal import Journal, read_journal
from app.errors import StorageUnavailable
from app.model.journal import JournaledList
from app.model.record import IssuerKey, KeyState
from app.model.secured import Algorithm, PublicKey

NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
LINE = JournaledList("stl_1", "tnt_1", "iss_1", "revocation", 131_072, 0, 3, NOON, "ab" * 32, (7, 131_071))
KEY = IssuerKey(
    id="key_1",
    tenant_id="tnt_1",
    identity_id="iss_1",
    kid="kid",
    algorithm=Algorithm.EDDSA,
    uri="file:academy/key_1.pem",
    public=PublicKey("did:web:a.example#z6Mk", "did:web:a.example", {"kty": "OKP", "crv": "Ed25519", "x": "AA"}, revoked_at=NOON),
    state=KeyState.REVOKED,
    created_at=NOON,
)
APPEND = """
import sys
from dataclasses import replace
from pathlib import Path
from app.adapters.journal import Journal
from tests.adapters.test_journal import LINE

for number in range(50):
    Journal(Path(sys.argv[1])).append(replace(LINE, list_id=sys.argv[2], version=number))
"""


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "deep" / "journal")


def test_what_is_appended_reads_back_in_order(journal: Journal) -> None:
    journal.append(LINE)
    journal.append(KEY)
    journal.append(replace(LINE, version=4, newly_set=()))

    assert read_journal(journal.path).entries == (LINE, KEY, replace(LINE, version=4, newly_set=()))


def test_only_its_owner_may_read_it(journal: Journal) -> None:
    journal.append(LINE)

    assert (journal.path.stat().st_mode & 0o777, journal.folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_where_nothing_was_written_nothing_is_told(journal: Journal, tmp_path: Path) -> None:
    journal.copy_to(tmp_path / "copy")

    assert read_journal(journal.path).entries == ()
    assert not journal.is_there()
    assert (tmp_path / "copy").read_bytes() == b""
    assert journal.begins_with(tmp_path / "copy")


@pytest.mark.parametrize("torn", [b'{"kind": "li', b"\x00\x00\x00"])
def test_a_torn_last_line_is_passed_over_and_the_next_one_stands_alone(journal: Journal, torn: bytes) -> None:
    journal.append(LINE)
    with journal.path.open("ab") as lines:
        lines.write(torn)
    assert read_journal(journal.path) == read_journal(journal.path)
    assert read_journal(journal.path).unreadable == ()

    journal.append(KEY)

    found = read_journal(journal.path)
    assert (found.entries, found.unreadable) == ((LINE, KEY), (2,))


@pytest.mark.parametrize(
    "line",
    [b"", b"nothing", b"[]", b'{"kind": "wish"}', b'{"kind": "list", "list_id": "stl_1"}', b'{"kind": "key", "kind": "key"}', b"\xff"],
)
def test_a_line_that_nobody_can_read_is_counted_and_hides_no_other(journal: Journal, line: bytes) -> None:
    journal.append(LINE)
    with journal.path.open("ab") as lines:
        lines.write(line + b"\n")
    journal.append(KEY)

    found = read_journal(journal.path)

    assert (found.entries, found.unreadable) == ((LINE, KEY), (2,))


def test_threads_write_whole_lines(journal: Journal) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: journal.append(replace(LINE, version=number)), range(64)))

    found = read_journal(journal.path)
    assert sorted(entry.version for entry in found.entries if isinstance(entry, JournaledList)) == list(range(64))
    assert found.unreadable == ()


def test_processes_write_whole_lines(journal: Journal) -> None:
    running = [subprocess.Popen([sys.executable, "-c", APPEND, str(journal.folder), name]) for name in ("stl_a", "stl_b", "stl_c")]  # noqa: S603
    assert [process.wait(60) for process in running] == [0, 0, 0]

    found = read_journal(journal.path)

    assert (len(found.entries), found.unreadable) == (150, ())
    of_one = [entry.version for entry in found.entries if isinstance(entry, JournaledList) and entry.list_id == "stl_b"]
    assert of_one == list(range(50))


def test_a_journal_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StorageUnavailable, match="Nothing new is published"):
        Journal(tmp_path / "file").append(LINE)


def test_a_line_that_tells_of_a_whole_list_is_read(journal: Journal) -> None:
    whole = replace(LINE, newly_set=tuple(range(131_072)))
    journal.append(whole)

    assert read_journal(journal.path).entries == (whole,)


def test_a_copy_is_recognised_until_a_line_is_lost(journal: Journal, tmp_path: Path) -> None:
    journal.append(LINE)
    journal.copy_to(tmp_path / "copy")
    journal.append(KEY)
    assert journal.begins_with(tmp_path / "copy")

    journal.path.write_bytes(journal.path.read_bytes().partition(b"\n")[2])

    assert not journal.begins_with(tmp_path / "copy")
    journal.path.unlink()
    assert not journal.begins_with(tmp_path / "copy")


def test_a_copy_is_adopted_only_where_nothing_was_written_yet(journal: Journal, tmp_path: Path) -> None:
    journal.append(LINE)
    journal.copy_to(tmp_path / "copy")
    other = Journal(tmp_path / "other")

    other.adopt(tmp_path / "copy")
    other.adopt(tmp_path / "copy")

    assert read_journal(other.path).entries == (LINE,)
