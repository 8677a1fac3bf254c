"""Work that dies by SIGKILL at its n-th step, in a process of its own, for every n: so no step can be forgotten.

A step is what a crash can fall between: before, within and after a transaction (within: at its end, before it is committed), before
and after a signature, a line of the journal (which may be torn), a call to a learning system, the emptying of SQLite's log.
"""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar, cast

from app.adapters.database.session import Database, Session
from app.adapters.fetch import Peers
from app.adapters.journal import Journal
from app.model.journal import JournalEntry
from app.model.record import IssuerKey
from app.model.secured import Signer
from app.schemas.record_documents import canonical_text, write_record
from app.services.installation import Installation
from tests.mortal import WatchedSigner, die, write_through
from tests.processes import PATIENCE_SECONDS

T = TypeVar("T")

MOST_STEPS = 60

_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(["app.main", "tests.dying"])  # what is imported once, every process has


class Steps:
    """The steps of one process: at the fatal one it dies, its name on the disk."""

    def __init__(self, fatal: int, last_words: Path) -> None:
        self._fatal = fatal
        self._last_words = last_words
        self._numbers = count(1)

    def reach(self, name: str, last_deed: Callable[[], object] = lambda: None) -> None:
        """Come to a step; where it is the fatal one, do a last thing, and die."""
        if next(self._numbers) == self._fatal:
            write_through(self._last_words, name)
            last_deed()
            die()


Work = Callable[[Steps], object]


def deaths(folder: Path, work_at: Callable[[int], Work]) -> Iterator[str]:
    """Yield the name of the step at which the work died, of one after the other; end when one came to its end.

    `work_at` is asked for the work of each step; it goes to another process, so it is a function of a module or a partial of one.
    """
    last_words = folder / "last-words"
    for number in range(1, MOST_STEPS):
        process = _FORKING.Process(target=_live, args=(work_at(number), number, last_words))
        process.start()
        process.join(PATIENCE_SECONDS)
        process.kill()  # where it hangs; the assertion tells
        if process.exitcode == 0:
            return
        assert process.exitcode == -signal.SIGKILL
        yield last_words.read_text(encoding="ascii").splitlines()[-1]
    raise AssertionError("there is no end of its steps")


def _live(work: Work, fatal: int, last_words: Path) -> None:
    work(Steps(fatal, last_words))


def mortal_installation(installation: Installation, steps: Steps) -> Installation:
    """Return the installation with steps."""

    def signer_for(key: IssuerKey) -> Signer:
        signer = installation.signer_for(key)
        return WatchedSigner(signer, lambda: steps.reach("before a signature"), lambda _: steps.reach("after a signature"))

    return replace(
        installation,
        database=cast("Database", _SteppingDatabase(installation.database, steps)),
        journal=cast("Journal", _SteppingJournal(installation.journal, steps)),
        peers=_SteppingPeers(installation.peers, steps),
        signer_for=signer_for,
    )


class _SteppingDatabase:
    def __init__(self, database: Database, steps: Steps) -> None:
        self._database = database
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def write(self, work: Callable[[Session], T]) -> T:
        name = getattr(work, "__qualname__", "a transaction").partition(".")[0]

        def stepping(session: Session) -> T:
            result = work(session)
            self._steps.reach(f"within {name}")
            return result

        self._steps.reach(f"before {name}")
        result = self._database.write(stepping)
        self._steps.reach(f"after {name}")
        return result

    def shed_log(self) -> bool:
        self._steps.reach("before the log is emptied")
        shed = self._database.shed_log()
        self._steps.reach("after the log is emptied")
        return shed


class _SteppingJournal:
    def __init__(self, journal: Journal, steps: Steps) -> None:
        self._journal = journal
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def append(self, entry: JournalEntry) -> None:
        self._steps.reach("before a line of the journal")
        self._steps.reach("within a line of the journal", partial(self._tear, entry))
        self._journal.append(entry)
        self._steps.reach("after a line of the journal")

    def _tear(self, entry: JournalEntry) -> None:
        line = canonical_text({"kind": "list", **write_record(entry)})
        with self._journal.path.open("ab") as lines:
            lines.write(line[: len(line) // 2])
            lines.flush()
            os.fsync(lines.fileno())


class _SteppingPeers:
    def __init__(self, peers: Peers, steps: Steps) -> None:
        self._peers = peers
        self._steps = steps

    def check(self, base_url: str) -> None:
        self._peers.check(base_url)

    def call(self, base_url: str, path: str, form: Mapping[str, str]) -> bytes:
        self._steps.reach("before a call")
        answer = self._peers.call(base_url, path, form)
        self._steps.reach("after a call")
        return answer
