"""Durable work in the background, on DBOS: what was enqueued is carried out, also by the process that follows one that died.

DBOS is a singleton with a registry of its own: both live from `start` to `close`, in here, and nobody else knows of them. It keeps
its state beside ours: for SQLite in a file of its own, so that neither waits for the other's writer; on PostgreSQL in the schema
`dbos` of the same database. It sends nothing anywhere, serves nothing, and says its warnings through `logging`.

Spec: https://docs.dbos.dev/python/reference/configuration; docs/decisions/0014-durable-work.md
"""

import hashlib
import json
import logging
import math
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID, error

from app.adapters.database.engines import database_url
from app.adapters.database.faults import storage_faults
from app.adapters.seat import Seat, take_seat
from app.errors import Conflict, StorageUnavailable

NAME = "proscenium"
VERSION = "1"
"""Of what is enqueued, not of the service: what an older process left is carried out as long as this stays."""
THREADS = 4
PATIENCE_SECONDS = 10
LATELY_SECONDS = 2
FORGOTTEN_AT_ONCE = 1000

Work = Callable[[str], None]

_ONLY_ONE = Lock()
"""Held by the queue that is open in this process: DBOS has room for one."""


class Queue:
    """Carries works out in threads of its own; at most one is open in a process.

    Args:
        database: the URL of the service's database.
        folder: where processes of this machine learn which of them live.
        threads: how many works may be under way at once.
    """

    def __init__(self, database: str, folder: Path, threads: int = THREADS) -> None:
        self._database = database
        self._folder = folder
        self._threads = threads
        self._works: dict[str, Callable[[str], None]] = {}
        self._open = ExitStack()
        self._last_ended = -math.inf

    def start(self, table: Mapping[str, Work]) -> None:
        """Open it and take up what an earlier process left.

        Args:
            table: the works by name. Each takes one argument, an id and never personal data; it must not raise, and may be run twice.

        Raises:
            Conflict: another queue is open in this process.
            ConfigurationError: no lock can be had in the folder.
            StorageUnavailable: DBOS cannot keep its state.
        """
        if not _ONLY_ONE.acquire(blocking=False):
            raise Conflict("Another queue is open in this process.")
        with ExitStack() as opened:
            opened.callback(_ONLY_ONE.release)
            seat = take_seat(self._folder, "jobs")
            opened.callback(seat.leave)
            logging.getLogger("dbos").addHandler(_QUIET)
            opened.callback(self._destroy)
            DBOS(config=self._config(seat))
            self._works = {name: DBOS.workflow(name=name)(self._timed(work)) for name, work in table.items()}
            with _faults():
                DBOS.launch()
            self._open = opened.pop_all()

    def enqueue(self, name: str, work_id: str, argument: str) -> None:
        """Have that work done, once for that id: an id that is known already changes nothing. Raises StorageUnavailable."""
        with _faults(), SetWorkflowID(work_id):
            DBOS.start_workflow(self._works[name], argument)

    def forget_before(self, moment: datetime) -> int:
        """Delete the records of works that were enqueued before that moment, some at a time; return how many. Raises StorageUnavailable."""
        with _faults():
            found = DBOS.list_workflows(end_time=moment.isoformat(), limit=FORGOTTEN_AT_ONCE, load_input=False, load_output=False)
            DBOS.delete_workflows([each.workflow_id for each in found])
        return len(found)

    def close(self) -> None:
        """Finish what is under way, for a bounded time, and let go; what did not begin is for the next process."""
        self._open.close()

    def _destroy(self) -> None:
        """End DBOS. It waits for works in whole seconds: only where one may still be under way is there anything to wait for."""
        lately = time.monotonic() - self._last_ended < LATELY_SECONDS
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=PATIENCE_SECONDS if lately else 0)

    def _timed(self, work: Work) -> Work:
        def carry_out(argument: str) -> None:
            try:
                work(argument)
            finally:
                self._last_ended = time.monotonic()

        return carry_out

    def _config(self, seat: Seat) -> DBOSConfig:
        return {
            "name": NAME,
            "application_version": VERSION,
            "executor_id": f"{socket.gethostname()}-{_digest(self._folder)}-{seat.number}",
            "system_database_url": state_url(self._database),
            "db_engine_kwargs": {"hide_parameters": True},
            "sys_db_pool_size": self._threads + 2,
            "max_executor_threads": self._threads,
            "serializer": IdsOnly(),
            "use_listen_notify": False,
            "log_level": "WARNING",
            "enable_otlp": False,
        }


class IdsOnly(Serializer):
    """Keeps arguments as JSON, in which no code can hide; of anything else, such as an error, the name of its class."""

    def serialize(self, data: Any) -> str:
        """Return the text that is kept."""
        return json.dumps(data, default=lambda other: type(other).__name__)

    def deserialize(self, serialized_data: str) -> Any:
        """Return what the text keeps."""
        return json.loads(serialized_data)

    def name(self) -> str:
        """Return the name under which DBOS notes how a value was kept."""
        return "json"


_QUIET = logging.NullHandler()
"""Where the logger has a handler, DBOS adds none that writes to the console."""


def state_url(url: str) -> str:
    """Return the URL of the database in which DBOS keeps its state: for SQLite a file beside ours."""
    address = database_url(url)
    if address.get_backend_name() == "sqlite":
        path = Path(address.database or "")
        address = address.set(database=str(path.with_name(f"{path.stem}-queue{path.suffix}")))
    return address.render_as_string(hide_password=False)


@contextmanager
def _faults() -> Iterator[None]:
    """Raise StorageUnavailable for what DBOS reports inside."""
    try:
        with storage_faults():
            yield
    except error.DBOSException as fault:
        raise StorageUnavailable(f"The queue cannot be used: {type(fault).__name__}.") from fault


def _digest(folder: Path) -> str:
    return hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:8]
