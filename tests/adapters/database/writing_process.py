"""A process that writes until it is killed: `python -m tests.adapters.database.writing_process URL NAME THREADS`.

Each line that it prints names a fact whose write was acknowledged before.
"""

import sys
from itertools import count
from threading import Lock, Thread

from app.adapters.database import instance
from app.adapters.database.session import Database

PRINTING = Lock()


def write_for_ever(database: Database, name: str) -> None:
    for number in count():
        key = f"{name}-{number}"
        database.write(lambda session, key=key: instance.put(session, key, "acknowledged"))  # type: ignore[misc]  # it binds the loop's key
        with PRINTING:
            sys.stdout.write(f"{key}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    opened = Database(sys.argv[1])
    for thread in range(int(sys.argv[3])):
        Thread(target=write_for_ever, args=(opened, f"{sys.argv[2]}-{thread}")).start()
