"""A process that only works in the background, with a journal of every signature, and leases of which a test can await the end.

    python -m tests.worker JOURNAL

It is wired as `proscenium jobs` is, but does nothing again and again: status lists and checkpoints are signed too.
"""

import signal
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app.adapters.queue import Queue
from app.config import read_settings
from app.jobs import PLAN, Background
from app.main import open_installation
from app.services.recover import recover
from tests.mortal import journalled

LEASE = timedelta(seconds=2)


def main(journal: Path) -> None:
    """Work until killed."""
    settings = read_settings().model_copy(update={"jobs": False})
    installation = journalled(open_installation(settings), journal)
    recover(installation)
    Background(installation, Queue(settings.database, settings.var_dir), replace(PLAN, periodic=(), lease=LEASE)).start()
    signal.pause()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
