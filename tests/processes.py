"""The real service as a process of its own: on a free loopback port, with SQLite or PostgreSQL; killed, stopped, started again."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from tests.sites import Site

ROOT = Path(__file__).resolve().parent.parent
PROSCENIUM = (str(Path(sys.executable).with_name("proscenium")), "serve")

PORTS = range(20_000, 32_000)
MOST_PORTS_TRIED = 5
PATIENCE_SECONDS = 120
"""No test waits longer for something that must come; none depends on how soon it comes."""


class Service:
    """One process that serves a site; each start takes a free port.

    Args:
        site: what it serves; several services may serve one.
        program: the command, without the environment.
    """

    def __init__(self, site: Site, program: tuple[str, ...] = PROSCENIUM) -> None:
        self._site = site
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._log = site.folder / f"service-{id(self)}.log"
        self.url = ""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.kill()

    def start(self, program: tuple[str, ...] | None = None) -> Self:
        """Start it, and return it when it is ready."""
        for _ in range(MOST_PORTS_TRIED):
            port = free_port()
            self.url = f"http://127.0.0.1:{port}"
            self._process = self._started(program or self._program, port)
            if self._becomes_ready(self._process):
                return self
        raise AssertionError(f"The service does not start: {self.said}")

    @property
    def said(self) -> str:
        """What it printed, and how it ended where it has."""
        ended = self._process.poll() if self._process else None
        return f"{self._log.read_text(encoding='utf-8')} (exit code {ended})"

    def kill(self) -> None:
        """Kill it with SIGKILL, unless it is dead already."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def terminate(self) -> None:
        """Ask it to stop, with SIGTERM."""
        assert self._process is not None
        self._process.terminate()

    def ends(self) -> int:
        """Return its exit code, once it has ended by itself; that of a signal is negative."""
        assert self._process is not None
        return self._process.wait(PATIENCE_SECONDS)

    def _started(self, program: tuple[str, ...], port: int) -> subprocess.Popen[bytes]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PROSCENIUM_")}
        environment = kept | self._site.environment | {"PROSCENIUM_PORT": str(port)}
        with self._log.open("ab") as log:
            return subprocess.Popen(program, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603

    def _becomes_ready(self, process: subprocess.Popen[bytes]) -> bool:
        """Return whether it answers that it is ready, or False once it has ended: somebody else may have taken the port."""
        for _ in until(f"{self._program[0]} is ready"):
            if process.poll() is not None:
                return False
            try:
                if httpx.get(f"{self.url}/readyz", timeout=PATIENCE_SECONDS).status_code == httpx.codes.OK:
                    return True
            except httpx.TransportError:
                continue
        return False


@contextmanager
def served(site: Site, processes: int = 1, program: tuple[str, ...] = PROSCENIUM) -> Iterator[tuple[Service, ...]]:
    """Serve a site from several processes, and kill them at the end."""
    services = tuple(Service(site, program) for _ in range(processes))
    try:
        yield tuple(service.start() for service in services)
    finally:
        for service in services:
            service.kill()


def free_port() -> int:
    """Return a loopback port that nobody uses at this moment, and that is not among those that outgoing connections are given."""
    for _ in until("a port is free", pause=0):
        port = secrets.choice(PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise AssertionError("never reached")


def until(what: str, pause: float = 0.05) -> Iterator[None]:
    """Yield again and again, with pauses, for a loop that waits; fails when what it waits for never comes."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        yield
        time.sleep(pause)
    raise AssertionError(f"Waited in vain until {what}")


def json_bytes(value: Any) -> bytes:
    """Return the value as the body of a request."""
    return json.dumps(value).encode()
