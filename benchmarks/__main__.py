"""`make bench`: what signing, verifying and refusing cost, as medians and ratios of one interleaved run; peers where they are set up.

Machines are noisy: only ratios inside one run count. Nothing here is a test; nothing here asserts on time. With `--write`, the peers'
comparison is written to docs/performance.json, which a test holds against the table in docs/performance.md.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import cycle

from app.model.secured import Document
from benchmarks import peers
from benchmarks.peers_adapter import ANY_SHAPE, KNOWN_ACHIEVEMENT, SUITES, factory
from benchmarks.refusals import cost, poisons, slowdown
from benchmarks.rounds import Row, compare, show
from benchmarks.table import PAGE, RESULTS, page_with

PEER_CASES = (KNOWN_ACHIEVEMENT, ANY_SHAPE, "eddsa-jcs-2022", "vc+jwt")
_NUMBER = 64


def credentials() -> list[Document]:
    """Return the benchmark's credentials: 6.5 kB, 159 statements, other learners."""
    sys.path.insert(0, str(peers.SHARED / "bench" / "peers"))
    generator = __import__("credgen")
    return [generator.make_credential(number) for number in range(_NUMBER)]


def own_rows() -> tuple[list[Row], list[Row]]:
    """Return ours, suite by suite: signing and verifying, the known achievement first."""
    made = {case: factory(credentials(), {}, case) for case in (KNOWN_ACHIEVEMENT, ANY_SHAPE, *SUITES)}
    signing, verifying = ({case: _in_turn(pair[side]) for case, pair in made.items()} for side in (0, 1))
    return compare(signing), compare(verifying)


def cold() -> float:
    """Return the seconds from the start of a process to its first signed credential."""
    script = (
        "from benchmarks.__main__ import credentials; from benchmarks.peers_adapter import factory; factory(credentials()[:1], {})[0](0)"
    )
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", script], check=True, cwd=peers.ROOT)  # noqa: S603  # ourselves
    return time.perf_counter() - start


def show_refusals() -> None:
    """Print what each poisoned document costs, and what is left to others meanwhile."""
    sign, _ = factory(credentials(), {}, KNOWN_ACHIEVEMENT)
    print(f"\n{'refused':44}{'ms':>12}{'others':>9}   (others: work done beside it, to work done alone)")
    for name, poison in poisons().items():
        print(f"{name:44}{cost(poison):12.2f}{slowdown(_in_turn(sign), poison):9.2f}")


def show_peers(rounds: int, *, write: bool) -> None:
    """Print the peers' comparison, case by case; write it where asked."""
    found = {case: peers.measured(case, rounds) for case in PEER_CASES}
    for case, rows in found.items():
        print(f"\nours: {case:38}{'sign':>12}{'verify':>9}{'cold s':>9}{'MB':>9}   (ratios to {peers.BASE})")
        for row in rows:
            print(f"{row['name']:44}{row['sign_x']:12.2f}{row['verify_x']:9.2f}{row['cold_s']:9.2f}{row['rss_mb']:9.0f}")
    if write:
        kept = {"date": datetime.now(UTC).date().isoformat(), "base": peers.BASE, "rounds": rounds, "cases": found}
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), kept), encoding="utf-8")


def main(arguments: list[str]) -> None:
    """Print all tables."""
    if not (peers.SHARED / "bench" / "peers").is_dir():
        sys.exit(f"The benchmark's credential lies in {peers.SHARED}/bench/peers: set PROSCENIUM_SHARED.")
    signing, verifying = own_rows()
    show("sign", signing)
    show("verify", verifying)
    print(f"\ncold: {cold():.2f} s from the start of a process to its first signed credential")
    show_refusals()
    if peers.are_set_up():
        show_peers(7, write="--write" in arguments)
    else:
        print("\npeers: not set up here (../shared/bench/peers/setup.sh FOLDER, then BENCH_DIR=FOLDER make bench)")


def _in_turn(work: Callable[[int], object]) -> Callable[[], object]:
    numbers = cycle(range(_NUMBER))
    return lambda: work(next(numbers))


if __name__ == "__main__":
    main(sys.argv[1:])
