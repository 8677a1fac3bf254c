"""`make interop`: runs the W3C's test suites against a demo of this service, where they are prepared, and counts.

A demo is started in a folder of its own, with the public address that the suites reach through a TLS front; `interop/implementation.json`
tells them what to ask of it. With `--write` the counts are kept in docs/conformance.json, from which the table in docs/conformance.md is
made; a test holds the two together. Names of suites as words run those alone, and then nothing is written.

The suites are not ours and not here: `../shared/interop/README.md` says how a folder of them is prepared, INTEROP_HOME where it lies.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.conformance_table import PAGE, RESULTS, SUITES, page_with
from benchmarks.peers import ROOT, SHARED

TLS_PORT = os.environ.get("INTEROP_TLS_PORT", "40443")
RUN = SHARED / "interop" / "run.sh"
PATIENCE_SECONDS = 120
_CONFIGURATION = ROOT / "interop" / "implementation.json"
_PROSCENIUM = Path(sys.executable).with_name("proscenium")


def missing() -> list[str]:
    """Return what is not prepared; nothing where all suites can be run."""
    home = os.environ.get("INTEROP_HOME")
    lacking = [] if RUN.is_file() else [f"{RUN} is not there: it calls the suites"]
    if not home:
        return [*lacking, "INTEROP_HOME is not set: the folder that holds the suites"]
    folders = [Path(home) / suite.folder for suite in SUITES]
    return lacking + [f"{folder} has no node_modules: prepare the suite" for folder in folders if not (folder / "node_modules").is_dir()]


@contextmanager
def demo(folder: Path) -> Iterator[str]:
    """Start a demo, and stop it at the end; give the address at which it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    others = {name: value for name, value in os.environ.items() if not name.startswith("PROSCENIUM_")}
    own = {
        "PUBLIC_URL": f"https://localhost:{TLS_PORT}",
        "PORT": str(port),
        "VAR_DIR": str(folder / "var"),
        "KEYS_DIR": str(folder / "keys"),
    }
    environment = others | {f"PROSCENIUM_{name}": value for name, value in own.items()}
    with (folder / "demo.log").open("wb") as log:
        process = subprocess.Popen([_PROSCENIUM, "demo"], cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603  # our own command
        try:
            _wait(f"http://127.0.0.1:{port}", process, folder / "demo.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if _answers(url):
            return
        time.sleep(0.2)
    raise SystemExit(f"The demo did not start:\n{log.read_text(errors='replace')}")


def _answers(url: str) -> bool:
    connection = HTTPConnection(url.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (HTTPException, OSError):
        return False
    finally:
        connection.close()


def run_suites(url: str, names: list[str], folder: Path) -> dict[str, dict[str, Any]]:
    """Return what became of each suite, by its name: passed, counted, skipped, and the titles of what did not pass."""
    for stale in Path(os.environ["INTEROP_HOME"]).glob("vc-jose-cose-test-suite/tests/output/*.json"):
        stale.unlink()  # a command that fails to write leaves that of the run before
    environment = {
        **os.environ,
        "INTEROP_CONFIG": str(_CONFIGURATION),
        "INTEROP_RESULTS": str(folder),
        "INTEROP_TLS_PORT": TLS_PORT,
        "INTEROP_JOSE_CMD": f"{sys.executable} -m app.interop_jose",
    }
    subprocess.run([RUN, url, *names], env=environment, check=False)  # noqa: S603  # what the operator prepared
    return {name: _counted(folder / f"{name}.json") for name in names}


def _counted(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {"passed": 0, "counted": 0, "skipped": 0, "missing": ["did not run"]}
    found: Mapping[str, Any] = json.loads(file.read_bytes())
    failed = [f"{test['title']}: {(test.get('error') or test['state']).splitlines()[0]}" for test in found["tests"] if _failed(test)]
    return {"passed": found["passed"], "counted": found["total"] - found["skipped"], "skipped": found["skipped"], "missing": failed}


def _failed(test: Mapping[str, Any]) -> bool:
    return test.get("state") in {"failed", "notrun"}


def _write(found: Mapping[str, Mapping[str, Any]]) -> None:
    head = ["git", "rev-parse", "--short", "HEAD"]
    revision = subprocess.run(head, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    suites = {suite.name: {"suite": suite.folder, "revision": suite.revision, **found[suite.name]} for suite in SUITES}
    results = {"date": datetime.now(UTC).date().isoformat(), "service": revision, "suites": suites}
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")


def main(words: list[str]) -> None:
    """Run what is asked for; end with 1 where a test did not pass, with 2 where something is missing."""
    names = [word for word in words if not word.startswith("-")] or [suite.name for suite in SUITES]
    lacking = missing()
    if lacking:
        print("The suites are not prepared here, so nothing was run:", *lacking, f"See {SHARED / 'interop' / 'README.md'}.", sep="\n  ")
        raise SystemExit(2)
    with TemporaryDirectory() as name, demo(Path(name)) as url:
        found = run_suites(url, names, Path(name))
    if "--write" in words and len(names) == len(SUITES):
        _write(found)
    for suite, counts in found.items():
        print(f"{suite}: {counts['passed']}/{counts['counted']}", *counts["missing"], sep="\n  ")
    raise SystemExit(1 if any(counts["missing"] for counts in found.values()) else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
