"""Members of a document as they must be signed: nothing empty, nothing twice, numbers in one form.

Spec: JSON-LD 1.1 API §8.2 (numbers without a fraction are integers); Open Badges 3.0 (nulls and empty lists are left out).
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.model.secured import Document


def present(members: Document) -> Document:
    """Return the members that say something: None, empty texts, lists and objects are left out."""
    return {name: value for name, value in members.items() if value is not None and value not in ("", [], {})}


def unique(items: Iterable[Document]) -> list[Document]:
    """Return the items, none twice: equal nameless nodes are one node in a graph, or worse, are two that cannot be told apart."""
    found: list[Document] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def number(value: Decimal | None) -> Any:
    """Return a number as JSON has it: an integer where there is no fraction, else the nearest double; None stays None."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
