"""How much a document may cost before it is canonicalised: judged by counting, never by a clock.

JSON-LD work grows with the number of values; pyld compares each value of a member with all others; RDFC-1.0 tries the orders of
unnamed nodes that look alike (their first-degree hashes are equal), which grows factorially and cannot be stopped once begun.

Spec: RDF Dataset Canonicalization 1.0 §4.4–4.8 and §7.1 (dataset poisoning), https://www.w3.org/TR/rdf-canon/#dataset-poisoning
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import factorial, prod
from typing import Any

from pyoxigraph import BlankNode, Quad

from app.errors import TooComplex

MAX_STEPS_COUNTED = 2**63
"""Counting ends here: what costs more is not told apart."""


_NAMED = frozenset({"id", "@id", "@value"})


@dataclass(frozen=True, slots=True)
class GraphLimits:
    """What a document may cost, and what it may do.

    max_chars, max_depth, max_nodes: of the JSON: characters of text, nested arrays and objects, values at every depth.
    max_contexts: entries in all `@context` members. max_comparisons: of values of one member of one node, summed.
    max_quads, max_blank_nodes, max_steps: of the graph; steps are those of `canonical_steps`.
    allow_inline_contexts: whether a document may define terms itself; never where its author is not trusted.
    allow_empty_lists: whether a member may have no value at all: it says nothing, signed or not.
    """

    max_chars: int = 262_144
    max_depth: int = 32
    max_nodes: int = 5_000
    max_contexts: int = 32
    max_comparisons: int = 250_000
    max_quads: int = 5_000
    max_blank_nodes: int = 256
    max_steps: int = 50_000
    allow_inline_contexts: bool = False
    allow_empty_lists: bool = True


DEFAULT_LIMITS = GraphLimits()


def check_values(document: Any, limits: GraphLimits) -> int:
    """Return how many values `document` has, at every depth.

    Raises TooComplex: more depth, values or text than allowed, or so many objects with a type and without an id that there must be
    more unnamed nodes than allowed.
    """
    nodes = chars = unnamed = 0
    waiting = [(1, document)]
    while waiting:
        depth, value = waiting.pop()
        nodes += 1
        chars += sum(len(text) for text in ((value,) if not isinstance(value, dict) else value) if isinstance(text, str))
        _check("values", nodes + len(waiting), limits.max_nodes)
        _check("characters of text", chars, limits.max_chars)
        unnamed += isinstance(value, dict) and "type" in value and _NAMED.isdisjoint(value)
        _check("unnamed nodes", unnamed, limits.max_blank_nodes)
        if isinstance(value, dict | list):
            _check("nested arrays and objects", depth, limits.max_depth)
            waiting.extend((depth + 1, member) for member in (value.values() if isinstance(value, dict) else value))
    return nodes


def check_comparisons(expanded: Any, limits: GraphLimits) -> None:
    """Return nothing if pyld's search for equal values, which it makes for each value of a member, stays small. Raises TooComplex."""
    values: Counter[tuple[str, str]] = Counter()
    waiting = [expanded]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            node = each.get("@id") or f"_:{id(each)}"
            values.update({(node, member): len(items) for member, items in each.items() if isinstance(items, list)})
            waiting.extend(each.values())
    _check("comparisons of values", sum(count * count for count in values.values()) // 2, limits.max_comparisons)


def check_graph(quads: Sequence[Quad], limits: GraphLimits) -> None:
    """Return nothing if `quads` are few and plain enough to be canonicalised. Raises TooComplex."""
    _check("statements", len(quads), limits.max_quads)
    blank_nodes = {term for quad in quads for _, term in _blank_terms(quad)}
    _check("unnamed nodes", len(blank_nodes), limits.max_blank_nodes)
    _check("steps to tell unnamed nodes apart", canonical_steps(quads), limits.max_steps)


def canonical_steps(quads: Iterable[Quad]) -> int:
    """Return an upper bound of the steps in which RDFC-1.0 tells apart the unnamed nodes that look alike; 0 where that is easy.

    Only nodes with equal first-degree hashes (here: equal texts under the hash) are told apart by trying. From each of them the
    algorithm walks over the neighbours that are not told apart either, reading the quads of each, in all orders of those that
    stand in the same place; so it never leaves a connected part. A part costs at most: its nodes, times what one walk reads,
    times all orders.
    """
    mentions: defaultdict[BlankNode, list[Quad]] = defaultdict(list)
    for quad in quads:
        for node in dict.fromkeys(term for _, term in _blank_terms(quad)):
            mentions[node].append(quad)
    tied = _tied(mentions)
    neighbours = {node: _neighbours(node, mentions[node], tied) for node in tied}
    steps = 0
    for part in _connected(neighbours):
        orders = prod(factorial(count) for node in part for count in Counter(place for place, _ in set(neighbours[node])).values())
        walk = sum(1 + len(mentions[neighbour]) for node in part for _, neighbour in neighbours[node])
        steps += len(part) * walk * orders
    return min(steps, MAX_STEPS_COUNTED)


_Look = tuple[tuple[str, str, str, str], ...]
_Place = tuple[str, str, int]


def _tied(mentions: Mapping[BlankNode, Sequence[Quad]]) -> dict[BlankNode, int]:
    """Return the nodes that are not the only ones of their look, each with the number of its look."""
    numbers: defaultdict[_Look, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    looks = {node: numbers[_look(node, found)] for node, found in mentions.items()}
    alike = Counter(looks.values())
    return {node: look for node, look in looks.items() if alike[look] > 1}


def _look(node: BlankNode, quads: Sequence[Quad]) -> _Look:
    """Return what the first-degree hash is taken over: the node's quads, itself as `_:a`, other unnamed nodes as `_:z`."""

    def seen(term: Any) -> str:
        if isinstance(term, BlankNode):
            return "_:a" if term == node else "_:z"
        return str(term)

    return tuple(sorted((seen(quad.subject), seen(quad.predicate), seen(quad.object), seen(quad.graph_name)) for quad in quads))


def _neighbours(node: BlankNode, quads: Sequence[Quad], tied: Mapping[BlankNode, int]) -> list[tuple[_Place, BlankNode]]:
    """Return the node's tied neighbours as often as its quads mention them; orders are tried of those with equal places (§4.7)."""
    return [
        ((position, "" if position == "g" else str(quad.predicate), tied[term]), term)
        for quad in quads
        for position, term in _blank_terms(quad)
        if term != node and term in tied
    ]


def _connected(neighbours: Mapping[BlankNode, list[tuple[_Place, BlankNode]]]) -> Iterable[list[BlankNode]]:
    """Yield the connected parts."""
    seen: set[BlankNode] = set()
    for start in neighbours:
        part, waiting = [], [start]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                part.append(node)
                waiting.extend(neighbour for _, neighbour in neighbours[node])
        if part:
            yield part


def _blank_terms(quad: Quad) -> list[tuple[str, BlankNode]]:
    places = (("s", quad.subject), ("o", quad.object), ("g", quad.graph_name))
    return [(place, term) for place, term in places if isinstance(term, BlankNode)]


def _check(what: str, found: int, allowed: int) -> None:
    if found > allowed:
        raise TooComplex(f"expected at most {allowed} {what}, found {found if found < MAX_STEPS_COUNTED else 'far more'}")
