"""The demo as a newcomer starts it: a process of its own, in a folder where nothing is yet."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.processes import PATIENCE_SECONDS, until

PROSCENIUM = str(Path(sys.executable).with_name("proscenium"))


@dataclass(frozen=True)
class Place:
    """A folder, and the port on which the demo in it is served."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where the demo answers."""
        return f"http://localhost:{self.port}"

    @property
    def demo(self) -> dict[str, str]:
        """What `var/demo.json` says now."""
        return dict(json.loads((self.folder / "var" / "demo.json").read_text()))

    @property
    def printed(self) -> str:
        """What the last start printed."""
        return (self.folder / "printed.txt").read_text()

    def environment(self, **settings: str) -> dict[str, str]:
        """The environment of a process here; nothing but port and folders is set."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PROSCENIUM_")}
        chosen = {"PORT": str(self.port), "VAR_DIR": "var", "KEYS_DIR": "keys", **settings}
        return kept | {f"PROSCENIUM_{name}": value for name, value in chosen.items()}

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Return how `proscenium WORDS` ended here."""
        return subprocess.run(  # noqa: S603
            [PROSCENIUM, *words],
            cwd=self.folder,
            env=self.environment(**settings),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    @contextmanager
    def started(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start the demo, wait until it serves, and stop it at the end."""
        with (self.folder / "printed.txt").open("wb") as output:
            process = subprocess.Popen(  # noqa: S603
                [PROSCENIUM, "demo"], cwd=self.folder, env=self.environment(), stdout=output, stderr=subprocess.STDOUT
            )
        try:
            for _ in until("the demo is ready"):
                assert process.poll() is None, self.printed
                if self._is_ready():
                    break
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=PATIENCE_SECONDS).is_success
        except httpx.TransportError:
            return False


def typed(command: str) -> Any:
    """Return what a command prints when it is pasted into a shell, as JSON."""
    ended = subprocess.run(  # noqa: S603
        [shell(), "-c", command], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def shell() -> str:
    """Return the shell; a test that pastes commands is skipped where shell or curl are missing, but never under CI."""
    found = {name: shutil.which(name) for name in ("bash", "curl")}
    missing = [name for name, path in found.items() if path is None]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    assert not missing, missing
    return str(found["bash"])


def modes(folder: Path) -> Mapping[str, int]:
    """Return the rights of every file below a folder."""
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in sorted(folder.rglob("*")) if path.is_file()}


def get(url: str, accept: str = "text/html") -> httpx.Response:
    """Return what a browser gets there, or somebody who accepts something else."""
    return httpx.get(url, headers={"Accept": accept}, timeout=PATIENCE_SECONDS)


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
