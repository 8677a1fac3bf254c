"""The peers beside us, where `../shared/bench/peers` is set up: `BENCH_DIR` names the folder that its setup.sh filled."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PROSCENIUM_SHARED", ROOT.parent / "shared"))
BASE = "@digitalbazaar/vc eddsa-rdfc-2022"
PEERS = f"ours,{BASE},openvc-core"


def are_set_up() -> bool:
    """Return whether the peers can be run."""
    return "BENCH_DIR" in os.environ and (SHARED / "bench" / "peers" / "run.sh").is_file()


def measured(case: str, rounds: int) -> list[dict[str, Any]]:
    """Return the harness's rows of one run, ours measured as `case` says; ratios are to BASE."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "lib.json"
        environment = {
            **os.environ,
            "OURS": "benchmarks.peers_adapter:factory",
            "OURS_PATH": str(ROOT),
            "OURS_PYTHON": sys.executable,
            "OURS_CASE": case,
        }
        command = [str(SHARED / "bench" / "peers" / "run.sh"), "lib", "--rounds", str(rounds), "--only", PEERS, "--json", str(found)]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # the shared harness
        rows: list[dict[str, Any]] = json.loads(found.read_bytes())
        return rows
