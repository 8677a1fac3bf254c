"""What judging a European Digital Credential costs: `python -m benchmarks.europass_rules`. Our rules beside pyshacl on five modules.

The sample's certification as we issue it, and the example of five modules that lies in ../shared; pictures are cut short, for they are
no matter of rules. pyshacl is given shapes that are read already; what it takes to make statements of JSON-LD is shown apart.
"""

import json
import sys
from collections.abc import Callable
from functools import partial

from app.issuers.europass import build
from app.model.secured import Document
from app.schemas import elm
from benchmarks.peers import SHARED
from benchmarks.rounds import compare, show
from tests.europass import SEALING, certification
from tests.schemas.edc_mutants import without_pictures
from tests.schemas.edc_samples import example
from tests.schemas.edc_shapes import official_verdict, statements

WANTED = 50
"""How many times faster our rules are to be."""


def judges(document: Document) -> dict[str, Callable[[], object]]:
    """Return who judges a credential: pyshacl, with the official contexts and shapes, first."""
    return {
        "pyshacl, with JSON-LD": partial(official_verdict, SHARED, document),
        "JSON-LD alone (pyld)": partial(statements, SHARED, document),
        "ours, another's": partial(elm.reading_faults, document),
    }


def show_judges(name: str, contestants: dict[str, Callable[[], object]]) -> None:
    """Print how often a second each judges, and whether ours are as fast as they are to be."""
    found = compare(contestants)
    show(f"judging {name}", found)
    slowest = min(row.ratio for row in found if row.name.startswith("ours"))
    print(f"{'wanted: at least':44}{'':12}{WANTED:9.2f}   {'kept' if slowest >= WANTED else 'MISSED'}")


def main() -> None:
    """Print a table for each credential of five modules."""
    if not (SHARED / "elm").is_dir():
        sys.exit(f"The official shapes lie in {SHARED}/elm: set PROSCENIUM_SHARED.")
    ours = without_pictures(json.loads(json.dumps(build(certification(), SEALING))))
    show_judges("our certification", judges(ours) | {"ours, before issuing": partial(elm.faults, ours)})
    show_judges("elm-rich-stackable", judges(example(SHARED, "elm-rich-stackable")))


if __name__ == "__main__":
    main()
