"""Interleaved rounds: only ratios inside one run count, for machines are noisy."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

ROUNDS = 7
SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Row:
    """A contestant: how often a second (median), and how that compares with the first of the run (median of the rounds' ratios)."""

    name: str
    per_second: float
    ratio: float


def compare(contestants: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> list[Row]:
    """Return a row for each, the first with the ratio 1: all take their turn in every round."""
    rates: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, work in contestants.items():
            rates[name].append(_rate(work))
    first = next(iter(rates.values()))
    return [
        Row(name, statistics.median(found), statistics.median(one / base for one, base in zip(found, first, strict=True)))
        for name, found in rates.items()
    ]


def show(title: str, rows: list[Row]) -> None:
    """Print a table."""
    print(f"\n{title:44}{'per second':>12}{'ratio':>9}   (median of the rounds)")
    for row in rows:
        print(f"{row.name:44}{row.per_second:12.1f}{row.ratio:9.2f}")


def _rate(work: Callable[[], object]) -> float:
    start, count = time.perf_counter(), 0
    while time.perf_counter() - start < SECONDS:
        work()
        count += 1
    return count / (time.perf_counter() - start)
