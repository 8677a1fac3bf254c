"""Two demos that start at once on an empty folder; a process that is asked to stop in the middle of a request."""

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.callers import Caller, Order
from tests.processes import PATIENCE_SECONDS, PROSCENIUM, ROOT, free_port, served, until
from tests.sites import Site, make_site

EVENTS = ("service started", "request", "service stopped")
"""What is logged of a process that answered one request."""

Process = subprocess.Popen[bytes]


class Demo:
    """`proscenium demo` in a folder of its own, as often as it is started."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.processes: list[Process] = []

    def start(self) -> Process:
        """Start a process, which has only begun when this returns."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PROSCENIUM_")}
        places = {"PROSCENIUM_VAR_DIR": str(self.folder / "var"), "PROSCENIUM_KEYS_DIR": str(self.folder / "keys")}
        environment = kept | places | {"PROSCENIUM_PORT": str(self.port)}
        said = self.folder / f"said-{len(self.processes)}"
        with said.open("wb") as out:
            process = subprocess.Popen((PROSCENIUM[0], "demo"), env=environment, cwd=ROOT, stdout=out, stderr=out)  # noqa: S603
        self.processes.append(process)
        return process

    def said(self, process: Process) -> str:
        """Return what a process printed."""
        return (self.folder / f"said-{self.processes.index(process)}").read_text(encoding="utf-8")

    def one_that_serves(self) -> Process:
        """Return the process that serves, once it does and all others have ended."""
        for _ in until("one process serves"):
            living = [process for process in self.processes if process.poll() is None]
            assert living, self.said(self.processes[-1])
            if len(living) == 1 and self._serves():
                return living[0]
        raise AssertionError("never reached")

    def _serves(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=PATIENCE_SECONDS).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def shown(self) -> dict[str, str]:
        """Return what it wrote for a newcomer."""
        return dict(json.loads((self.folder / "var" / "demo.json").read_bytes()))


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo on an empty folder; its processes are killed at the end."""
    made = Demo(tmp_path, free_port())
    yield made
    for process in made.processes:
        process.kill()
        process.wait()


def test_of_two_demos_that_start_at_once_one_serves_and_the_other_says_why_not(demo: Demo) -> None:
    both = [demo.start(), demo.start()]

    serving = demo.one_that_serves()

    (refused,) = (process for process in both if process is not serving)
    assert refused.returncode == 1
    assert demo.said(refused).startswith(f"configuration: Cannot listen on 127.0.0.1:{demo.port}, address already in use")
    assert demo.shown()["admin_url"] in demo.said(serving)


def test_a_request_under_way_is_answered_before_the_process_stops(tmp_path: Path) -> None:
    site = make_site(tmp_path, f"sqlite:///{tmp_path / 'stopping.sqlite3'}")
    with served(site) as (service,):
        order = Order(1)
        with socket.create_connection(("127.0.0.1", int(service.url.rpartition(":")[2])), PATIENCE_SECONDS) as connection:
            connection.sendall(head_of(site, order))
            begun = connection.recv(1_000)
            service.terminate()
            connection.sendall(order.body)
            answer = connection.recv(10_000)

        assert begun.startswith(b"HTTP/1.1 100 Continue")
        assert answer.startswith(b"HTTP/1.1 201 ")
        assert service.ends() == -signal.SIGTERM
        assert [event for event in EVENTS if event in service.said] == list(EVENTS)
        assert Caller(service.start(), site.api_key).issue(order).replayed


def head_of(site: Site, order: Order) -> bytes:
    """Return the head of a request that waits with its body until it is told that somebody reads it."""
    headers = (
        "POST /v1/credentials HTTP/1.1",
        "Host: localhost",
        f"Authorization: Bearer {site.api_key}",
        f"Idempotency-Key: {order.key}",
        "Content-Type: application/json",
        f"Content-Length: {len(order.body)}",
        "Expect: 100-continue",
    )
    return "\r\n".join((*headers, "", "")).encode()
