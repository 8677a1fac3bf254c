"""The canonical form of a JSON-LD document: what is hashed, and so what a signature covers.

Two ways lead there, to the same bytes. The plain one reads what credentials are made of in one walk (`plain_graph`) and labels
unnamed nodes that all look different. Whatever it does not know goes the general way: pyld makes the statements and tells what would
be lost (`json_ld`), `bounds` counts what they would cost, pyoxigraph canonicalises. Why two: docs/decisions/0022-canonical-form.md.

Spec: RDF Dataset Canonicalization 1.0 (RDFC-1.0, SHA-256), https://www.w3.org/TR/rdf-canon/;
VC Data Integrity EdDSA Cryptosuites 1.0 §3.2.3 (transformation)
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, serialize

from app.crypto.bounds import DEFAULT_LIMITS, GraphLimits, check_graph
from app.crypto.json_ld import statements
from app.crypto.nquads import NotPlain
from app.crypto.plain_graph import MOST_UNNAMED, plain_graph
from app.crypto.plain_terms import check_plain_terms
from app.model.secured import Document

WHEN_ISSUING = replace(DEFAULT_LIMITS, allow_empty_lists=False)
"""What we issue has no member without a value."""

_LABELS = tuple(f"_:c14n{number}" for number in range(MOST_UNNAMED))
_LABEL_BYTES = tuple(label.encode() for label in _LABELS)


def canonical_nquads(document: Document, limits: GraphLimits = DEFAULT_LIMITS) -> str:
    """Return the document's statements as canonical N-Quads: sorted lines, each with its line feed.

    Raises:
        DataLoss: a member, type or value would not reach the statements, or not as it is read here; `faults` say where.
        UnknownContext: a context that is not pinned, or that stands in the document itself.
        TooComplex: it would cost more than `limits` allows.
    """
    plain = _plainly(document, limits)
    return general_nquads(document, limits) if plain is None else plain.decode()


def nquads_as_read(document: Document, limits: GraphLimits = DEFAULT_LIMITS) -> bytes:
    """Return the same, in UTF-8, of a document in compacted form: what is signed stands where a reader of the JSON looks for it.

    Raises as `canonical_nquads`, and DataLoss for a member that is no plain term (`check_plain_terms`).
    """
    plain = _plainly(document, limits)
    if plain is not None:
        return plain  # nothing but plain terms has this form
    canonical = general_nquads(document, limits)
    check_plain_terms(document)
    return canonical.encode()


def assert_safe(document: Document, limits: GraphLimits = WHEN_ISSUING) -> None:
    """Return nothing if everything in `document` reaches its statements. Raises as `canonical_nquads`.

    When issuing, empty lists must too; when verifying, one is no fault, for it says nothing, signed or not.
    """
    try:
        plain_graph(document)
    except NotPlain:
        statements(document, limits)


def general_nquads(document: Document, limits: GraphLimits = DEFAULT_LIMITS) -> str:
    """Return the same as `canonical_nquads`, by the general way. Raises as it does."""
    quads = statements(document, limits)
    check_graph(quads, limits)
    return canonical_lines(quads)


def plain_nquads(document: Document) -> bytes:
    """Return the same as `canonical_nquads`, in UTF-8, by the plain way. Raises NotPlain: also where unnamed nodes look alike.

    Nodes of different first-degree hashes are labelled in the order of these (RDFC-1.0 §4.4.3, step 4); nothing else is done to them.
    Bytes of UTF-8 sort as code points do.
    """
    graph = plain_graph(document)
    unnamed, lines = graph.unnamed, graph.recurring + [line.encode() for line in graph.lines]
    for each in unnamed:
        if not each.first_degree_hash:
            each.finish()
    hashes = [each.first_degree_hash for each in unnamed]
    if len(set(hashes)) < len(hashes):
        raise NotPlain
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    said = [unnamed[number].said for number in order]
    for number, label in zip(order, _LABELS, strict=False):
        each = unnamed[number]
        if isinstance(each.parent, int):
            place = order.index(each.parent)
            said[place] = sorted([*said[place], f"{each.predicate}{label} .\n".encode()])
        elif each.parent is not None:
            lines.append(f"{each.parent}{each.predicate}{label} .\n".encode())
    sections = [_LABEL_BYTES[place] + _LABEL_BYTES[place].join(said[place]) for place in _in_text_order(len(order)) if said[place]]
    return b"".join(sorted(dict.fromkeys(lines))) + b"".join(sections)  # what recurs is sorted already, and stays so


@lru_cache(maxsize=MOST_UNNAMED + 1)
def _in_text_order(number: int) -> tuple[int, ...]:
    """Return the places of so many labels in the order of their texts: `_:c14n10` stands before `_:c14n2`."""
    return tuple(sorted(range(number), key=str))


def _plainly(document: Document, limits: GraphLimits) -> bytes | None:
    if limits.max_quads < DEFAULT_LIMITS.max_quads or limits.max_chars < DEFAULT_LIMITS.max_chars:
        return None
    try:
        return plain_nquads(document)
    except NotPlain:
        return None


def canonical_lines(quads: Iterable[Quad]) -> str:
    """Return `quads` as canonical N-Quads. The cost is not bounded here: `check_graph` comes first."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = (serialize(dataset, format=RdfFormat.N_QUADS) or b"").decode().split("\n")
    return "\n".join((*sorted(filter(None, lines)), ""))
