"""The table of docs/conformance.md, from what the suites counted: `python -m benchmarks.conformance_table` writes it anew."""

import json
from dataclasses import dataclass
from typing import Any

from benchmarks.peers import ROOT

RESULTS = ROOT / "docs" / "conformance.json"
PAGE = ROOT / "docs" / "conformance.md"
BEGIN, END = "<!-- counted -->\n", "<!-- end -->\n"


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite: its name to `run.sh`, its folder below INTEROP_HOME, the revision that is prepared, how many of its tests count, what of."""

    name: str
    folder: str
    revision: str
    counted: int
    about: str


SUITES = (
    Suite("data-model", "vc-data-model-2.0-test-suite", "6e07524", 65, "VC Data Model 2.0, with enveloping proofs"),
    Suite("eddsa", "vc-di-eddsa-test-suite", "a62061b", 57, "eddsa-rdfc-2022, eddsa-jcs-2022"),
    Suite("ecdsa", "vc-di-ecdsa-test-suite", "070efa3", 133, "ecdsa-rdfc-2019 (P-256, P-384), ecdsa-jcs-2019, ecdsa-sd-2023"),
    Suite("bitstring", "vc-bitstring-status-list-test-suite", "5cdc562", 19, "Bitstring Status List"),
    Suite("jose-cose", "vc-jose-cose-test-suite", "ff6be51", 35, "VC-JOSE-COSE: JOSE, SD-JWT, COSE"),
)


def table(results: dict[str, Any]) -> str:
    """Return the table: each suite, what it is of, how many tests passed of those that count; and what did not pass, with its reason."""
    rows = [(suite, results["suites"][suite.name]) for suite in SUITES]
    lines = [
        f"Counted {results['date']} with the service at {results['service']}.",
        "",
        "| suite | revision | of | passed |",
        "|---|---|---|---|",
    ]
    lines += [f"| {found['suite']} | {found['revision']} | {suite.about} | {found['passed']}/{found['counted']} |" for suite, found in rows]
    passed, counted = (sum(found[member] for _, found in rows) for member in ("passed", "counted"))
    lines += [f"| all | | | {passed}/{counted} |", ""]
    lines += [f"- {suite.name}: {title}" for suite, found in rows for title in found["missing"]] or ["Nothing is missing."]
    return "\n".join(lines) + "\n"


def page_with(page: str, results: dict[str, Any]) -> str:
    """Return the page with its table made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table(results)}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), json.loads(RESULTS.read_bytes())), encoding="utf-8")
