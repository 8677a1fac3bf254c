"""Unnamed nodes with names for the time being, so that they are found again in a part of their document.

The identifiers go straight into the JSON, where JSON Pointers then lead past them as before; a second reading leaves out what
turned out to be no node (JSON literals, texts by language).

Spec: Data Integrity ECDSA Cryptosuites 1.0 §3.4.8–3.4.10 (skolemization), https://www.w3.org/TR/vc-di-ecdsa/#skolemizecompactjsonld
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Quad

from app.crypto.bounds import GraphLimits
from app.crypto.json_ld import statements
from app.model.secured import Document

_NO_NODE = frozenset({"id", "@id", "@value", "@list"})
"""An object with one of these is named already, or is no node."""
_PREFIX_CHARS = 24


@dataclass(frozen=True, slots=True)
class Skolemised:
    """A document each of whose objects has an identifier, and what the added ones begin with."""

    document: Document
    prefix: str

    def statements_of(self, part: Document, limits: GraphLimits) -> list[Quad]:
        """Return what the document, or a part of it, says, its nodes without the added identifiers.

        They are called `s…`, the same in each part; nodes that have no object of their own (lists, graphs) `x…`, arbitrarily. The
        order is that of the lines with the added identifiers: which of two equal nodes comes first depends on nothing else.
        Raises as `json_ld.statements`.
        """
        return [self._unnamed(quad) for quad in sorted(statements(part, roomier(limits)), key=str)]

    def _unnamed(self, quad: Quad) -> Quad:
        return Quad(self._term(quad.subject), quad.predicate, self._term(quad.object), self._term(quad.graph_name))

    def _term(self, term: Any) -> Any:
        if isinstance(term, BlankNode):
            return BlankNode(f"x{term.value}")
        if isinstance(term, NamedNode) and term.value.startswith(self.prefix):
            return BlankNode(f"s{term.value.removeprefix(self.prefix)}")
        return term


def skolemised(document: Document, limits: GraphLimits) -> Skolemised:
    """Return the document with an identifier for each node that has none. Raises as `json_ld.statements`.

    The identifiers begin with a digest of the document, so it cannot have them already.
    """
    digest = hashlib.sha256(json.dumps(document).encode()).hexdigest()
    prefix = f"urn:bnid:{digest[:_PREFIX_CHARS]}:"
    everything = count()
    trial = _with_ids(document, prefix, everything)
    nodes = sorted(set(_numbers(statements(trial, roomier(limits)), prefix)))
    places = {number: place for place, number in enumerate(nodes)}
    return Skolemised(_with_ids(document, prefix, map(places.get, range(next(everything)))), prefix)


def roomier(limits: GraphLimits) -> GraphLimits:
    """Return the limits for a document within `limits` to which identifiers were added."""
    return replace(limits, max_chars=2 * limits.max_chars + 1_024, max_nodes=2 * limits.max_nodes)


def _with_ids(value: Any, prefix: str, numbers: Iterator[int | None]) -> Any:
    """Return a copy in which each object that may be an unnamed node has the next of `numbers` for an identifier; None: it has none.

    Counted is as the library of those who wrote the suite counts, by the names of members and inner objects first: implementations
    that count otherwise disagree on which of two equal nodes is meant.
    """
    if isinstance(value, list):
        return [_with_ids(item, prefix, numbers) for item in value]
    if not isinstance(value, dict):
        return value
    copies = {name: value[name] if name == "@context" else _with_ids(value[name], prefix, numbers) for name in sorted(value)}
    copy = {name: copies[name] for name in value}
    number = None if _NO_NODE & value.keys() else next(numbers)
    return copy if number is None else {**copy, "id": f"{prefix}{number}"}


def _numbers(quads: Iterable[Quad], prefix: str) -> Iterator[int]:
    for quad in quads:
        for term in (quad.subject, quad.object, quad.graph_name):
            if isinstance(term, NamedNode) and term.value.startswith(prefix):
                yield int(term.value.removeprefix(prefix))
