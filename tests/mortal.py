"""The service with two instruments that only tests have: a journal of every signature, and death at a named point.

    python -m tests.mortal JOURNAL [POINT]

It is wired as `proscenium serve` is. What an earlier process left is finished first; the first request that writes an intent
afterwards brings death at the point, by SIGKILL, as from outside. The journal is on the disk before a signature is given out.
"""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, NoReturn, TypeVar, cast

from app.adapters.database.session import Database, Session
from app.cli.serve import listening, serve_installation
from app.config import read_settings
from app.main import open_installation
from app.model.record import IssuerKey
from app.model.secured import Algorithm, Signer
from app.services.installation import Installation
from app.services.recover import recover

T = TypeVar("T")

POINTS = ("before-intent", "within-intent", "after-intent", "after-signature", "within-record", "after-record")
"""Where it can die: around and within the transaction that writes the intent, after the key has signed, and around and within the
transaction that records the file."""


class WatchedSigner:
    """Signs, and lets somebody do something before, and after with the signature before it gives it out."""

    def __init__(self, signer: Signer, before: Callable[[], object], after: Callable[[bytes], object]) -> None:
        self._signer = signer
        self._before = before
        self._after = after

    @property
    def verification_method(self) -> str:
        return self._signer.verification_method

    @property
    def algorithm(self) -> Algorithm:
        return self._signer.algorithm

    def sign(self, message: bytes) -> bytes:
        self._before()
        signature = self._signer.sign(message)
        self._after(signature)
        return signature


class MortalDatabase:
    """The database, until a certain transaction: the first one writes the intent, the second one records the file."""

    def __init__(self, database: Database, point: str) -> None:
        self._database = database
        self._when, _, step = point.partition("-")
        self._fatal = {"intent": 1, "record": 2}.get(step)
        self._numbers = count(1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    def write(self, work: Callable[[Session], T]) -> T:
        if next(self._numbers) == self._fatal:
            self._write_and_die(work)
        return self._database.write(work)

    def _write_and_die(self, work: Callable[[Session], Any]) -> NoReturn:
        if self._when != "before":
            self._database.write(fatal(work) if self._when == "within" else work)
        die()


def fatal(work: Callable[[Session], Any]) -> Callable[[Session], Any]:
    """Return the work with death at its end, before it is committed."""

    def last_work(session: Session) -> None:
        work(session)
        die()

    return last_work


def die() -> NoReturn:
    """End this process as SIGKILL from outside does: nothing is closed, nothing flushed."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("dead already")


def write_through(file: Path, line: str) -> None:
    """Append a line; returns when it is on the disk."""
    with file.open("a", encoding="ascii") as lines:
        lines.write(f"{line}\n")
        lines.flush()
        os.fsync(lines.fileno())


def journalled(installation: Installation, journal: Path, *, dies: bool = False) -> Installation:
    """Return the installation with signers that keep a journal."""

    def write_down(signature: bytes) -> None:
        write_through(journal, signature.hex())
        if dies:
            die()

    def signer_for(key: IssuerKey) -> Signer:
        return WatchedSigner(installation.signer_for(key), lambda: None, write_down)

    return replace(installation, signer_for=signer_for)


def main(journal: Path, point: str = "") -> None:
    """Serve until killed, by itself or by others."""
    settings = read_settings().model_copy(update={"jobs": False})  # whose signatures would be among those of the requests
    with listening(settings) as listener:
        installation = open_installation(settings)
        recover(journalled(installation, journal))
        mortal = cast("Database", MortalDatabase(installation.database, point))
        serve_installation(replace(journalled(installation, journal, dies=point == "after-signature"), database=mortal), listener, settings)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
