"""A document's statements one by one, under names that tell nothing, and which of them a part of the document says.

Spec: Data Integrity ECDSA Cryptosuites 1.0 §3.4.15–3.4.17 (canonicalizeAndGroup),
https://www.w3.org/TR/vc-di-ecdsa/#canonicalizeandgroup
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import BlankNode, Quad

from app.crypto.bounds import GraphLimits, check_graph
from app.crypto.canonical import nquads_as_read
from app.crypto.labels import label_of, written_label
from app.crypto.pointers import select
from app.crypto.rdfc import canonical_form, line_of
from app.crypto.skolems import Skolemised, skolemised
from app.errors import DataLoss, MalformedProof
from app.model.secured import Document


@dataclass(frozen=True, slots=True)
class LabelledForm:
    """The canonical lines of a document under labels, sorted, and what finds parts of the document among them.

    labels: of each unnamed node, by the name that it has in `quads`, the bytes of its label. quads: in the order of the lines.
    """

    lines: tuple[str, ...]
    labels: Mapping[str, bytes]
    quads: tuple[Quad, ...]
    whole: Skolemised
    limits: GraphLimits

    def part(self, pointers: Iterable[str]) -> "Part":
        """Return what the selection of `pointers` says.

        Raises:
            MalformedProof: a pointer leads nowhere, or to a piece of something that says what it says only as a whole.
        """
        selection = select(self.whole.document, pointers)
        if not selection:
            return Part(frozenset(), {})
        places = {quad: place for place, quad in enumerate(self.quads)}
        quads = _recognised(self.whole.statements_of(selection, self.limits), self.quads)
        if not all(quad in places for quad in quads):
            raise MalformedProof("expected pointers to what can stand alone, found one into a list")
        check_graph(quads, self.limits)
        names = canonical_form(quads).names
        return Part(frozenset(places[quad] for quad in quads), {name: self.labels[node] for node, name in names.items()})


@dataclass(frozen=True, slots=True)
class Part:
    """The places of a part's lines among those of the whole, and the label of each canonical name that the part alone gives."""

    places: frozenset[int]
    labels: Mapping[str, bytes]


def labelled_form(document: Document, key: bytes, limits: GraphLimits) -> LabelledForm:
    """Return the document's statements, their unnamed nodes labelled under `key`.

    Raises:
        DataLoss: something would not reach the statements, or no unnamed node can be given a name.
        UnknownContext, TooComplex: as `nquads_as_read`.
    """
    canonical = nquads_as_read(document, limits).decode()
    whole = skolemised(document, limits)
    quads = tuple(dict.fromkeys(whole.statements_of(whole.document, limits)))
    check_graph(quads, limits)
    form = canonical_form(quads)
    if "".join(form.lines) != canonical:
        raise DataLoss("expected objects that can be given identifiers, found some that say something else then")
    labels = {node: label_of(key, name) for node, name in form.names.items()}
    written = {node: written_label(label) for node, label in labels.items()}
    pairs = sorted(((line_of(quad, written.__getitem__), quad) for quad in quads), key=lambda pair: pair[0])
    return LabelledForm(tuple(line for line, _ in pairs), labels, tuple(quad for _, quad in pairs), whole, limits)


_Terms = tuple[Any, ...]


def _recognised(part: Sequence[Quad], whole: Sequence[Quad]) -> list[Quad]:
    """Return `part` with its nodes that have no object of their own (lists, graphs) called as in `whole`.

    Such a node is the one that stands where `whole` has only one, all else in the statement being known; then the next are found.
    """
    standing: defaultdict[_Terms, set[BlankNode]] = defaultdict(set)
    for terms in map(_terms, whole):
        for place in _anonymous(terms):
            standing[_without(terms, place)].add(terms[place])
    found: dict[Any, BlankNode] = {}
    waiting = [terms for terms in map(_terms, part) if _anonymous(terms)]
    while waiting:
        for terms in waiting:
            found.update(_recognised_in(terms, standing, found))
        further = [terms for terms in waiting if _unknown(terms, found)]
        if len(further) == len(waiting):
            raise MalformedProof("expected pointers to what can be told apart, found one to a list or a graph that cannot")
        waiting = further
    return [_quad(tuple(found.get(term, term) for term in _terms(quad))) for quad in part]


def _recognised_in(terms: _Terms, standing: Mapping[_Terms, set[BlankNode]], found: Mapping[Any, BlankNode]) -> dict[Any, BlankNode]:
    unknown = _unknown(terms, found)
    if len(unknown) != 1:
        return {}
    candidates = standing.get(_without(tuple(found.get(term, term) for term in terms), unknown[0]), set())
    return {terms[unknown[0]]: next(iter(candidates))} if len(candidates) == 1 else {}


def _unknown(terms: _Terms, found: Mapping[Any, BlankNode]) -> list[int]:
    return [place for place in _anonymous(terms) if terms[place] not in found]


def _anonymous(terms: _Terms) -> list[int]:
    """Return the places of nodes that have no object of their own."""
    return [place for place, term in enumerate(terms) if isinstance(term, BlankNode) and term.value.startswith("x")]


def _without(terms: _Terms, place: int) -> _Terms:
    return (*terms[:place], None, *terms[place + 1 :])


def _terms(quad: Quad) -> _Terms:
    return quad.subject, quad.predicate, quad.object, quad.graph_name


def _quad(terms: _Terms) -> Quad:
    return Quad(*terms)
