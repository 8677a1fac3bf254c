"""The canonical form of a JSON-LD document: what is hashed, and so what a signature covers.

pyld makes the statements (`json_ld`), `bounds` counts what they would cost, pyoxigraph canonicalises.

Spec: RDF Dataset Canonicalization 1.0 (RDFC-1.0, SHA-256), https://www.w3.org/TR/rdf-canon/;
VC Data Integrity EdDSA Cryptosuites 1.0 §3.2.3 (transformation)
"""

from collections.abc import Iterable

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, serialize

from app.crypto.bounds import DEFAULT_LIMITS, GraphLimits, check_graph
from app.crypto.json_ld import statements
from app.model.secured import Document


def canonical_nquads(document: Document, limits: GraphLimits = DEFAULT_LIMITS) -> str:
    """Return the document's statements as canonical N-Quads: sorted lines, each with its line feed.

    Raises:
        DataLoss: a member, type or value would not reach the statements, or not as it is read here; `faults` say where.
        UnknownContext: a context that is not pinned, or that stands in the document itself.
        TooComplex: it would cost more than `limits` allows.
    """
    quads = statements(document, limits)
    check_graph(quads, limits)
    return canonical_lines(quads)


def canonical_lines(quads: Iterable[Quad]) -> str:
    """Return `quads` as canonical N-Quads. The cost is not bounded here: `check_graph` comes first."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = (serialize(dataset, format=RdfFormat.N_QUADS) or b"").decode().split("\n")
    return "\n".join((*sorted(filter(None, lines)), ""))
