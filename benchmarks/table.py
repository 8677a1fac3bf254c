"""The table of docs/performance.md, from what was measured: `python -m benchmarks.table` writes it anew."""

import json
from typing import Any

from benchmarks.peers import ROOT

RESULTS = ROOT / "docs" / "performance.json"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"


def table(results: dict[str, Any]) -> str:
    """Return the table: of each case ours, and once each peer; ratios to the base as measured in that case's run."""
    first = next(iter(results["cases"].values()))
    peers = [(row["name"], row) for row in first if row["name"] != "ours"]
    ours = [(f"ours, {case}", row) for case, rows in results["cases"].items() for row in rows if row["name"] == "ours"]
    lines = ["| | sign | verify | cold start (s) | memory (MB) |", "|---|---|---|---|---|"]
    lines += [
        f"| {name} | {row['sign_x']:.1f} × | {row['verify_x']:.1f} × | {row['cold_s']:.2f} | {row['rss_mb']:.0f} |"
        for name, row in (*ours, *peers)
    ]
    head = f"Measured {results['date']}, {results['rounds']} rounds a case, ratios to `{results['base']}` in the same run.\n\n"
    return head + "\n".join(lines) + "\n"


def page_with(page: str, results: dict[str, Any]) -> str:
    """Return the page with its table made anew."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table(results)}{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8"), json.loads(RESULTS.read_bytes())), encoding="utf-8")
