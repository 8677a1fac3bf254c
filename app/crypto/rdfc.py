"""RDF Dataset Canonicalization with the names it gives: which unnamed node became which `_:c14n…`.

pyoxigraph canonicalises faster, but does not say which node got which name; selective disclosure must know. The cost is not
bounded here: `bounds.check_graph` comes first.

Spec: RDF Dataset Canonicalization 1.0 §4 (RDFC-1.0, SHA-256), https://www.w3.org/TR/rdf-canon/#canon-algorithm
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import permutations

from pyoxigraph import BlankNode, DefaultGraph, Quad

_CANONICAL = "c14n"
_TEMPORARY = "b"


@dataclass(frozen=True, slots=True)
class CanonicalForm:
    """The sorted lines, each with its line feed, and the canonical name of each unnamed node, both without `_:`."""

    lines: tuple[str, ...]
    names: Mapping[str, str]


@dataclass(slots=True)
class _Issuer:
    """Gives names in the order of asking, each node one."""

    prefix: str
    issued: dict[str, str] = field(default_factory=dict)

    def issue(self, node: str) -> str:
        """Return the node's name, a new one if it has none."""
        return self.issued.setdefault(node, f"{self.prefix}{len(self.issued)}")

    def copy(self) -> "_Issuer":
        """Return an issuer that knows the same names."""
        return _Issuer(self.prefix, dict(self.issued))


@dataclass(frozen=True, slots=True)
class _State:
    """Canonicalization state (§4.3)."""

    mentions: Mapping[str, list[Quad]]
    looks: Mapping[str, str]
    issuer: _Issuer


def canonical_form(quads: Iterable[Quad]) -> CanonicalForm:
    """Return the canonical N-Quads of `quads`, and how its unnamed nodes are called there (§4.4)."""
    found = tuple(dict.fromkeys(quads))
    mentions: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in found:
        for node in dict.fromkeys(label for _, label in _unnamed(quad)):
            mentions[node].append(quad)
    state = _State(mentions, {node: _first_degree(node, near) for node, near in mentions.items()}, _Issuer(_CANONICAL))
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for node, look in state.looks.items():
        alike[look].append(node)
    for look in sorted(alike):
        if len(alike[look]) == 1:
            state.issuer.issue(alike[look][0])
    for look in sorted(alike):
        _tell_apart(state, alike[look])
    names = state.issuer.issued
    return CanonicalForm(tuple(sorted(line_of(quad, names.__getitem__) for quad in found)), dict(names))


def line_of(quad: Quad, name: Callable[[str], str]) -> str:
    """Return `quad` as a line of canonical N-Quads with its line feed; `name` says what an unnamed node is called, without `_:`."""
    terms = [quad.subject, quad.predicate, quad.object]
    if not isinstance(quad.graph_name, DefaultGraph):
        terms.append(quad.graph_name)
    return " ".join(f"_:{name(term.value)}" if isinstance(term, BlankNode) else str(term) for term in terms) + " .\n"


def _tell_apart(state: _State, nodes: Iterable[str]) -> None:
    """Give canonical names to nodes of one look, by the smallest of the paths to them (§4.4.3 step 5)."""
    results = []
    for node in nodes:
        if node not in state.issuer.issued:
            temporary = _Issuer(_TEMPORARY)
            temporary.issue(node)
            results.append(_n_degree(state, node, temporary))
    for _, issuer in sorted(results, key=lambda result: result[0]):
        for node in issuer.issued:
            state.issuer.issue(node)


def _first_degree(node: str, quads: Iterable[Quad]) -> str:
    """Return the hash of a node's own quads (§4.6)."""
    return _digest("".join(sorted(line_of(quad, lambda label: "a" if label == node else "z") for quad in quads)))


def _n_degree(state: _State, node: str, issuer: _Issuer) -> tuple[str, _Issuer]:
    """Return the hash of a node by its neighbours in the best of their orders, and the names which that order gave (§4.8)."""
    related: defaultdict[str, list[str]] = defaultdict(list)
    for quad in state.mentions[node]:
        for place, label in _unnamed(quad):
            if label != node:
                related[_related(state, label, quad, issuer, place)].append(label)
    told = ""
    for look in sorted(related):
        path, issuer = _best_path(state, related[look], issuer)
        told += look + path
    return _digest(told), issuer


def _best_path(state: _State, nodes: list[str], issuer: _Issuer) -> tuple[str, _Issuer]:
    """Return the smallest path over all orders of `nodes`, the first of equal ones, and the names given on it (§4.8.3 step 5.4)."""
    return min((_path(state, order, issuer.copy()) for order in permutations(nodes)), key=lambda taken: taken[0])


def _path(state: _State, order: Iterable[str], issuer: _Issuer) -> tuple[str, _Issuer]:
    """Return the path in this order and the names given on it."""
    path, unknown = "", []
    for node in order:
        if node in state.issuer.issued:
            path += f"_:{state.issuer.issued[node]}"
            continue
        if node not in issuer.issued:
            unknown.append(node)
        path += f"_:{issuer.issue(node)}"
    for node in unknown:
        look, further = _n_degree(state, node, issuer)
        path += f"_:{issuer.issue(node)}<{look}>"
        issuer = further
    return path, issuer


def _related(state: _State, node: str, quad: Quad, issuer: _Issuer, place: str) -> str:
    """Return the hash of a neighbour by where it stands and what is known of it (§4.7)."""
    known = state.issuer.issued.get(node) or issuer.issued.get(node)
    predicate = "" if place == "g" else str(quad.predicate)
    return _digest(place + predicate + (f"_:{known}" if known else state.looks[node]))


def _unnamed(quad: Quad) -> list[tuple[str, str]]:
    places = (("s", quad.subject), ("o", quad.object), ("g", quad.graph_name))
    return [(place, term.value) for place, term in places if isinstance(term, BlankNode)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
